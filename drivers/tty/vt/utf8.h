/* UTF-8 (RFC 3629), a byte at a time. */
#ifndef TTY_UTF8_H
#define TTY_UTF8_H

#include "vt.h"

#define UTF8_NOTHING UINT32_MAX /* the character is not complete */
#define UTF8_INVALID 0xfffdu    /* what stands for bytes that are no character */

/* Whether a character has begun and not ended: the next byte belongs to utf8_take. */
static inline int
utf8_is_under_way(const struct vt *vt)
{
	return vt->code_left > 0;
}

/*
 * Takes a byte from 0x80 on, or any one while a character is under way. When
 * *again is set, the byte ended a broken character and has to be looked at anew.
 */
u32 utf8_take(struct vt *vt, u8 byte, int *again);

#endif
