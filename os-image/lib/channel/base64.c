/* Base64. See channel/base64.h. */
#include <channel/base64.h>
#include <errno.h>

#define GROUP_CHARACTERS 4u /* that three bytes become */
#define GROUP_BYTES 3u
#define DIGIT_BITS 6
#define DIGIT_MASK 0x3fu

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

u32
base64_encode(char *to, const void *from, u32 count)
{
	const u8 *bytes = from;
	u32 written = 0;

	for (u32 at = 0; at < count; at += GROUP_BYTES) {
		u32 second = at + 1 < count ? bytes[at + 1] : 0;
		u32 third = at + 2 < count ? bytes[at + 2] : 0;
		u32 group = (u32)bytes[at] << 16 | second << 8 | third;

		to[written++] = digits[group >> 18];
		to[written++] = digits[group >> 12 & DIGIT_MASK];
		to[written++] = at + 1 < count ? digits[group >> DIGIT_BITS & DIGIT_MASK] : '=';
		to[written++] = at + 2 < count ? digits[group & DIGIT_MASK] : '=';
	}
	return written;
}

/* 0 to 63, or -1. */
static s32
digit_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

/* The group's bits, first byte on top, or -EINVAL. The last `padding` characters are '='. */
static s32
read_group(const char *from, u32 padding)
{
	u32 group = 0;

	for (u32 i = 0; i < GROUP_CHARACTERS; i++) {
		s32 value = i < GROUP_CHARACTERS - padding ? digit_value(from[i]) : 0;

		if (value < 0)
			return -EINVAL;
		group = group << DIGIT_BITS | (u32)value;
	}
	return (group & ((1u << 8 * padding) - 1)) == 0 ? (s32)group : -EINVAL;
}

s32
base64_decode(void *to, const char *from, u32 length)
{
	u8 *bytes = to;
	u32 written = 0;

	if (length % GROUP_CHARACTERS != 0)
		return -EINVAL;
	for (u32 at = 0; at < length; at += GROUP_CHARACTERS) {
		u32 padding = 0;
		s32 group;

		if (at + GROUP_CHARACTERS == length && from[length - 1] == '=')
			padding = from[length - 2] == '=' ? 2 : 1;
		group = read_group(from + at, padding);
		if (group < 0)
			return -EINVAL;
		for (u32 i = 0; i < GROUP_BYTES - padding; i++)
			bytes[written++] = (u8)((u32)group >> (16 - 8 * i));
	}
	return (s32)written;
}
