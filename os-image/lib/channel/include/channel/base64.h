/*
 * Base64 (RFC 4648, section 4), with padding: how bytes travel in the control
 * channel's lines. Calls nobody.
 */
#ifndef CHANNEL_BASE64_H
#define CHANNEL_BASE64_H

#include <kintsugi/types.h>

/* Characters that `bytes` bytes become, and bytes that `length` characters become at most. */
#define BASE64_LENGTH(bytes) (((bytes) + 2) / 3 * 4)
#define BASE64_BYTES(length) ((length) / 4 * 3)

/* Writes BASE64_LENGTH(count) characters, without a NUL; returns how many. */
u32 base64_encode(char *to, const void *from, u32 count);

/*
 * Writes the bytes that `length` characters stand for; `to` may be `from`. How
 * many bytes, or -EINVAL when the text is not what base64_encode writes: a strange
 * character, padding elsewhere, a length that is no multiple of 4, or bits beyond
 * the last byte.
 */
s32 base64_decode(void *to, const char *from, u32 length);

#endif
