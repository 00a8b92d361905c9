/*
 * The Internet checksum (RFC 1071): the ones' complement of the ones' complement sum
 * of all 16-bit words. The sum doesn't care for the order of bytes, nor for the width of
 * the words that are added, as long as all carries come back in: 2^16 is 1 modulo 2^16 - 1.
 */
#include "stack.h"

#include <string.h>

typedef u32 __attribute__((may_alias, aligned(1))) unaligned_u32;
typedef u16 __attribute__((may_alias, aligned(1))) unaligned_u16;

#define WORD sizeof(u32)
#define BLOCK (4u * WORD)

/* So few bits that tens of thousands of these can be added in 32. */
static u32
fold(u64 total)
{
	u64 sum = (total & 0xffffffffu) + (total >> 32);

	return (u32)(sum & 0xffffu) + (u32)(sum >> 16 & 0xffffu) + (u32)(sum >> 32);
}

static u64
add_tail(u64 total, const u8 *from, u32 length)
{
	if (length >= 2u) {
		total += *(const unaligned_u16 *)from;
		from += 2;
		length -= 2u;
	}
	/* The word that an odd byte begins ends in a zero. */
	if (length > 0) {
		u8 word[2] = {*from, 0};

		total += *(const unaligned_u16 *)word;
	}
	return total;
}

u32
checksum_add(u32 sum, const void *data, u32 length)
{
	const u8 *from = data;
	u64 total = sum;

	for (; length >= BLOCK; from += BLOCK, length -= BLOCK) {
		const unaligned_u32 *words = (const unaligned_u32 *)from;

		total += words[0];
		total += words[1];
		total += words[2];
		total += words[3];
	}
	for (; length >= WORD; from += WORD, length -= WORD)
		total += *(const unaligned_u32 *)from;
	return fold(add_tail(total, from, length));
}

/*
 * A string instruction moves a frame at almost no cost, on processors and in emulators alike, and
 * the sum then reads what is in the cache: less work than a loop that does both.
 */
u32
checksum_copy(u32 sum, void *to, const void *data, u32 length)
{
	memcpy(to, data, length);
	return checksum_add(sum, to, length);
}

u32
checksum_add_pseudo(u32 sum, ip_address source, ip_address destination, u8 protocol, u32 length)
{
	u8 header[12];

	put32(header, source);
	put32(header + 4, destination);
	header[8] = 0;
	header[9] = protocol;
	put16(header + 10, (u16)length);
	return checksum_add(sum, header, sizeof(header));
}

u16
checksum_finish(u32 sum)
{
	while (sum >> 16 != 0)
		sum = (sum & 0xffffu) + (sum >> 16);
	return (u16)~sum;
}

void
put_checksum(u8 *place, u32 sum)
{
	*(unaligned_u16 *)place = checksum_finish(sum);
}
