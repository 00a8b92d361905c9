/* DNS messages: questions, answers, and what is not believed. */
#include <errno.h>
#include <net/dns.h>
#include <string.h>

#include "../stack.h"
#include "check.h"
#include "tests.h"

#define ID 0x1234u

static u8 message[2048];
static u32 length;

static s32
ask(const char *name)
{
	return dns_write_question(message, ID, name);
}

/* The question for a name, as an answer without records. */
static void
begin(const char *name)
{
	s32 bytes = ask(name);

	CHECK(bytes > 0);
	length = (u32)bytes;
	put16(message + 2, 0x8180);
}

static void
add_record(const u8 *name, u32 name_length, u16 type, u32 ttl, const void *data, u16 data_length)
{
	u8 *p = message + length;

	memcpy(p, name, name_length);
	p += name_length;
	put16(p, type);
	put16(p + 2, 1);
	put32(p + 4, ttl);
	put16(p + 8, data_length);
	memcpy(p + 10, data, data_length);
	length += name_length + 10u + data_length;
	put16(message + 6, (u16)(get16(message + 6) + 1));
}

static const u8 to_question[] = {0xc0, 12};

static void
add_address(u32 ttl, ip_address address)
{
	u8 data[4];

	put32(data, address);
	add_record(to_question, 2, 1, ttl, data, 4);
}

static s32
read_as(const char *name, ip_address *addresses, struct dns_answer *answer)
{
	return dns_read_answer(message, length, ID, name, addresses, 4, answer);
}

static void
writes_questions(void)
{
	static const u8 wire[] = {0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0,   0,   1,   'a',
				  3,    'b',  'c', 'd', 0, 0, 1, 0, 1};
	char name[300];

	CHECK_EQUAL(ask("a.bcd"), sizeof(wire));
	CHECK(memcmp(message, wire, sizeof(wire)) == 0);
	CHECK_EQUAL(ask(""), -EINVAL);
	CHECK_EQUAL(ask("."), -EINVAL);
	CHECK_EQUAL(ask("a..b"), -EINVAL);
	CHECK_EQUAL(ask("a."), -EINVAL);
	memset(name, 'x', sizeof(name));
	name[64] = '\0';
	CHECK_EQUAL(ask(name), -EINVAL);
	name[63] = '\0';
	CHECK_EQUAL(ask(name), 12 + 1 + 63 + 1 + 4);
	memset(name, 'x', sizeof(name));
	for (u32 i = 49; i < sizeof(name); i += 50)
		name[i] = '.';
	name[254] = '\0';
	CHECK_EQUAL(ask(name), -EINVAL);
	name[253] = '\0';
	CHECK_EQUAL(ask(name), 12 + 255 + 4);
}

static void
reads_answers(void)
{
	ip_address addresses[4];
	struct dns_answer answer;

	begin("Host.example");
	add_address(300, 0x0a000202);
	add_address(60, 0x0a000203);
	CHECK_EQUAL(read_as("hOST.Example", addresses, &answer), 0);
	CHECK(answer.count == 2 && answer.ttl_s == 60);
	CHECK(addresses[0] == 0x0a000202 && addresses[1] == 0x0a000203);
	for (u32 i = 0; i < 5; i++)
		add_address(300, 0x0a000204);
	CHECK_EQUAL(read_as("host.example", addresses, &answer), 0);
	CHECK_EQUAL(answer.count, 4);
}

static void
follows_aliases(void)
{
	static const u8 alias[] = {3, 'w', 'w', 'w', 0xc0, 12};
	ip_address addresses[4];
	struct dns_answer answer;
	u8 data[4] = {10, 0, 2, 7};

	begin("example");
	add_address(9, 0x0a000201);
	begin("example");
	add_record(to_question, 2, 5, 100, alias, sizeof(alias));
	add_record((const u8 *)"\005other", 7, 1, 100, (const u8 *)"\012\0\0\1", 4);
	add_record(alias, sizeof(alias), 1, 50, data, 4);
	CHECK_EQUAL(read_as("example", addresses, &answer), 0);
	CHECK(answer.count == 1 && addresses[0] == 0x0a000207 && answer.ttl_s == 50);
}

static void
tells_failures(void)
{
	ip_address addresses[4];
	struct dns_answer answer;
	static const struct {
		u16 flags;
		s32 error;
	} cases[] = {{0x8183, -ENOENT}, {0x8182, -EAGAIN}, {0x8185, -EAGAIN},
		     {0x8181, -EAGAIN}, {0x8180, -ENOENT}, {0x0100, -EPROTO},
		     {0x8980, -EPROTO}};

	for (u32 i = 0; i < ARRAY_LEN(cases); i++) {
		begin("example");
		put16(message + 2, cases[i].flags);
		CHECK_EQUAL(read_as("example", addresses, &answer), cases[i].error);
	}
	begin("example");
	add_address(1, 2);
	CHECK_EQUAL(read_as("exampl", addresses, &answer), -EPROTO);
	CHECK_EQUAL(read_as("example.com", addresses, &answer), -EPROTO);
	CHECK_EQUAL(dns_read_answer(message, length, ID + 1, "example", addresses, 4, &answer),
		    -EPROTO);
	put16(message + 4, 2);
	CHECK_EQUAL(read_as("example", addresses, &answer), -EPROTO);
}

static void
survives_loops(void)
{
	static const u8 self[] = {0xc0, 0};
	ip_address addresses[4];
	struct dns_answer answer;
	u8 pointer[2];

	/* A name that leads to itself, to behind itself, and to the middle of nowhere. */
	for (u16 to = 0; to < 4; to++) {
		begin("example");
		put16(pointer, (u16)(0xc000 | (length + (to == 0 ? 0 : to * 100u))));
		add_record(pointer, 2, 1, 1, self, 2);
		CHECK_EQUAL(read_as("example", addresses, &answer), -EBADMSG);
	}
	/* A label that leads back to its own start. */
	begin("example");
	memcpy(message + length, "\001a", 2);
	put16(message + length + 2, (u16)(0xc000 | length));
	length += 4 + 10;
	put16(message + 6, 1);
	CHECK_EQUAL(read_as("example", addresses, &answer), -EBADMSG);
}

static void
survives_cuts(void)
{
	ip_address addresses[4];
	struct dns_answer answer;
	u32 whole;

	begin("www.example");
	add_address(300, 0x0a000202);
	whole = length;
	for (length = 0; length < whole; length++) {
		u8 copy[512];
		s32 error;

		memcpy(copy, message, length);
		error = dns_read_answer(copy, length, ID, "www.example", addresses, 4, &answer);
		CHECK_EQUAL(error, -EBADMSG);
	}
	CHECK_EQUAL(read_as("www.example", addresses, &answer), 0);
	/* Lengths and counts that promise more. */
	put16(message + whole - 6, 5);
	CHECK_EQUAL(read_as("www.example", addresses, &answer), -EBADMSG);
	put16(message + whole - 6, 4);
	put16(message + 6, 2);
	CHECK_EQUAL(read_as("www.example", addresses, &answer), -EBADMSG);
}

static void
survives_noise(void)
{
	u32 state = 1;
	ip_address addresses[4];
	struct dns_answer answer;

	for (u32 i = 0; i < 20000; i++) {
		u8 copy[512];

		begin("www.example");
		add_address(300, 0x0a000202);
		add_record(to_question, 2, 5, 1, to_question, 2);
		memcpy(copy, message, length);
		for (u32 j = 0; j < 1 + i % 4; j++) {
			state = state * 1664525u + 1013904223u;
			copy[(state >> 8) % length] = (u8)(state >> 24);
		}
		state = state * 1664525u + 1013904223u;
		(void)dns_read_answer(copy, (state >> 8) % (length + 1), ID, "www.example",
				      addresses, 4, &answer);
		CHECK(answer.count <= 4);
	}
}

const struct test dns_tests[] = {
	{"a question for a name is written as RFC 1035 says, or the name refused",
	 writes_questions},
	{"all addresses of an answer are read, up to the caller's limit", reads_answers},
	{"an alias in an answer leads to its addresses", follows_aliases},
	{"each way to fail has its error", tells_failures},
	{"compression that leads round in a circle is malformed", survives_loops},
	{"an answer that is cut off anywhere is malformed", survives_cuts},
	{"20,000 answers with random bytes in them are read without harm", survives_noise},
	{NULL, NULL},
};
