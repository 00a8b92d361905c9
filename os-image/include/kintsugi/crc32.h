/*
 * CRC-32 of IEEE 802.3, which finds every changed run of up to 32 bits; eight
 * bytes a step: table k holds what a byte does to the remainder from k bytes
 * further on. The check of a program is on the way of every restart, so it has
 * to be quick. Shared by loader and kernel, which have no library in common.
 */
#ifndef KINTSUGI_CRC32_H
#define KINTSUGI_CRC32_H

#include <kintsugi/types.h>

#define CRC32_POLYNOMIAL 0xedb88320u /* bit-reversed 0x04c11db7 */
#define CRC32_STEP 8

struct crc32_tables {
	u32 of[CRC32_STEP][256];
};

static inline void
crc32_init(struct crc32_tables *tables)
{
	for (u32 byte = 0; byte < 256; byte++) {
		u32 rest = byte;
		for (u32 bit = 0; bit < 8; bit++)
			rest = rest & 1 ? rest >> 1 ^ CRC32_POLYNOMIAL : rest >> 1;
		tables->of[0][byte] = rest;
	}
	for (u32 k = 1; k < CRC32_STEP; k++)
		for (u32 byte = 0; byte < 256; byte++) {
			u32 before = tables->of[k - 1][byte];
			tables->of[k][byte] = before >> 8 ^ tables->of[0][before & 0xff];
		}
}

/* Continues `crc` (0 to begin with) over more bytes. */
static inline u32
crc32_add(const struct crc32_tables *tables, u32 crc, const void *bytes, u32 length)
{
	const u8 *at = bytes;

	crc = ~crc;
	for (; length >= CRC32_STEP; length -= CRC32_STEP, at += CRC32_STEP) {
		u32 words[CRC32_STEP / 4];
		__builtin_memcpy(words, at, sizeof(words));
		crc ^= words[0];
		crc = tables->of[7][crc & 0xff] ^ tables->of[6][crc >> 8 & 0xff] ^
		      tables->of[5][crc >> 16 & 0xff] ^ tables->of[4][crc >> 24] ^
		      tables->of[3][words[1] & 0xff] ^ tables->of[2][words[1] >> 8 & 0xff] ^
		      tables->of[1][words[1] >> 16 & 0xff] ^ tables->of[0][words[1] >> 24];
	}
	for (; length > 0; length--, at++)
		crc = crc >> 8 ^ tables->of[0][(crc ^ *at) & 0xff];
	return ~crc;
}

#endif
