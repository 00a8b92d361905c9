/* See utf8.h. */
#include "utf8.h"

#define CONTINUATION_MASK 0xc0u
#define CONTINUATION 0x80u
#define CONTINUATION_BITS 6
#define LAST_CODE_POINT 0x10ffffu
#define SURROGATES_FIRST 0xd800u
#define SURROGATES_LAST 0xdfffu

/* First bytes by how many follow: which bits tell, and from which code point on it is right. */
static const struct {
	u8 mask, value;
	u32 least;
} first_bytes[] = {
	[1] = {0xe0, 0xc0, 0x80},
	[2] = {0xf0, 0xe0, 0x800},
	[3] = {0xf8, 0xf0, 0x10000},
};

static u32
begin(struct vt *vt, u8 byte)
{
	for (u8 left = 1; left < ARRAY_LEN(first_bytes); left++) {
		if ((byte & first_bytes[left].mask) != first_bytes[left].value)
			continue;
		vt->code_left = left;
		vt->code_point = byte & (u8)~first_bytes[left].mask;
		vt->code_least = first_bytes[left].least;
		return UTF8_NOTHING;
	}
	return UTF8_INVALID;
}

static int
is_valid(u32 code_point, u32 least)
{
	return code_point >= least && code_point <= LAST_CODE_POINT &&
	       !(code_point >= SURROGATES_FIRST && code_point <= SURROGATES_LAST);
}

u32
utf8_take(struct vt *vt, u8 byte, int *again)
{
	*again = 0;
	if (vt->code_left == 0)
		return begin(vt, byte);
	if ((byte & CONTINUATION_MASK) != CONTINUATION) {
		vt->code_left = 0;
		*again = 1;
		return UTF8_INVALID;
	}
	vt->code_point = vt->code_point << CONTINUATION_BITS | (byte & (u8)~CONTINUATION_MASK);
	if (--vt->code_left > 0)
		return UTF8_NOTHING;
	return is_valid(vt->code_point, vt->code_least) ? vt->code_point : UTF8_INVALID;
}
