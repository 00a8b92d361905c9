/*
 * CRC-32, four bytes a step: table k holds what a byte does to the remainder
 * from k bytes further on. The check of a program is on the way of every
 * restart, so it has to be quick.
 */
#include "crc32.h"

#define POLYNOMIAL 0xedb88320u /* bit-reversed 0x04c11db7 */
#define STEP 4

static u32 tables[STEP][256] __attribute__((aligned(4096)));

void
crc32_init(void)
{
	for (u32 byte = 0; byte < 256; byte++) {
		u32 rest = byte;
		for (u32 bit = 0; bit < 8; bit++)
			rest = rest & 1 ? rest >> 1 ^ POLYNOMIAL : rest >> 1;
		tables[0][byte] = rest;
	}
	for (u32 k = 1; k < STEP; k++)
		for (u32 byte = 0; byte < 256; byte++) {
			u32 before = tables[k - 1][byte];
			tables[k][byte] = before >> 8 ^ tables[0][before & 0xff];
		}
}

u32
crc32(u32 crc, const void *bytes, u32 length)
{
	const u8 *at = bytes;

	crc = ~crc;
	for (; length >= STEP; length -= STEP, at += STEP) {
		u32 word;
		__builtin_memcpy(&word, at, sizeof(word));
		crc ^= word;
		crc = tables[3][crc & 0xff] ^ tables[2][crc >> 8 & 0xff] ^ tables[1][crc >> 16 & 0xff] ^ tables[0][crc >> 24];
	}
	for (; length > 0; length--, at++)
		crc = crc >> 8 ^ tables[0][(crc ^ *at) & 0xff];
	return ~crc;
}
