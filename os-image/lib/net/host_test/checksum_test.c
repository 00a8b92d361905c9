/* The Internet checksum, against the plain definition of RFC 1071. */
#include <string.h>

#include "../stack.h"
#include "check.h"
#include "tests.h"

#define BYTES 4096u

static u8 bytes[BYTES + 8];
static u8 copy[BYTES + 8];

static void
fill(u32 seed)
{
	for (u32 i = 0; i < sizeof(bytes); i++) {
		seed = seed * 1664525u + 1013904223u;
		bytes[i] = (u8)(seed >> 24);
	}
}

static u16
by_definition(const u8 *data, u32 length)
{
	u32 sum = 0;

	for (u32 i = 0; i < length; i++)
		sum += i % 2 == 0 ? (u32)data[i] << 8 : data[i];
	while (sum > 0xffffu)
		sum = (sum & 0xffffu) + (sum >> 16);
	return (u16)~sum;
}

static u16
on_the_wire(u32 sum)
{
	u8 place[2];

	put_checksum(place, sum);
	return get16(place);
}

static void
is_the_definition(void)
{
	fill(1);
	for (u32 length = 0; length < 200; length++)
		for (u32 start = 0; start < 5; start++)
			CHECK_EQUAL(on_the_wire(checksum_add(0, bytes + start, length)),
				    by_definition(bytes + start, length));
	memset(bytes, 0xff, sizeof(bytes));
	CHECK_EQUAL(on_the_wire(checksum_add(0, bytes, BYTES)), 0);
}

static void
adds_up(void)
{
	fill(2);
	for (u32 cut = 0; cut <= 64; cut += 2) {
		u32 sum = checksum_add(checksum_add(0, bytes, cut), bytes + cut, 65 - cut);

		CHECK_EQUAL(on_the_wire(sum), by_definition(bytes, 65));
	}
}

static void
copies(void)
{
	fill(3);
	for (u32 length = 0; length < 100; length++) {
		u32 sum;

		memset(copy, 0, sizeof(copy));
		sum = checksum_copy(7, copy + length % 4, bytes + length % 3, length);
		CHECK_EQUAL(on_the_wire(sum),
			    on_the_wire(checksum_add(7, bytes + length % 3, length)));
		CHECK(memcmp(copy + length % 4, bytes + length % 3, length) == 0);
		CHECK_EQUAL(copy[length % 4 + length], 0);
	}
}

static void
finds_itself_right(void)
{
	fill(4);
	put16(bytes + 10, 0);
	put_checksum(bytes + 10, checksum_add(0, bytes, 60));
	CHECK_EQUAL(checksum_finish(checksum_add(0, bytes, 60)), 0);
	bytes[33] ^= 4;
	CHECK(checksum_finish(checksum_add(0, bytes, 60)) != 0);
}

static void
covers_addresses(void)
{
	/* RFC 768's pseudo header of 10.0.0.1 to 10.0.0.2, UDP, 8 bytes. */
	static const u8 header[12] = {10, 0, 0, 1, 10, 0, 0, 2, 0, 17, 0, 8};

	CHECK_EQUAL(on_the_wire(checksum_add_pseudo(0, 0x0a000001, 0x0a000002, 17, 8)),
		    by_definition(header, sizeof(header)));
}

const struct test checksum_tests[] = {
	{"the checksum is that of RFC 1071, for any length and alignment", is_the_definition},
	{"the checksum of parts is that of the whole", adds_up},
	{"checksum_copy copies, and sums what it copies", copies},
	{"data with its checksum in it sums to nothing, until a bit flips", finds_itself_right},
	{"the pseudo header is part of the checksum", covers_addresses},
	{NULL, NULL},
};
