/*
 * Grants used by those they were not made for, in ways they were not made for.
 * The accomplice is the granter: it sets its own table up as the attack asks
 * (its entries are what a faulty or hostile granter could write), tells the id,
 * and says at the end whether its memory is as it was.
 */
#include <libsys/grant.h>
#include <string.h>

#include "attack.h"

#define SECRET_LENGTH 256u
#define SECRET 0x5au
#define ENTRIES 8u
#define SEQUENCE 5u

enum variant {
	V_READ,         /* a good grant for reading */
	V_WRITE_ONLY,   /* a good grant for writing */
	V_OTHER,        /* for RS, not for the attacker */
	V_REVOKED,      /* good once */
	V_DYING,        /* good, then its granter dies */
	V_FREE,         /* an entry that was never filled */
	V_TWO_KINDS,    /* direct and behalf at once */
	V_NO_KIND,      /* neither direct nor indirect nor behalf */
	V_KERNEL,       /* a range in the kernel */
	V_WRAPPING,     /* a range around the end of the address space */
	V_UNMAPPED,     /* a range of nothing */
	V_BEHALF,       /* RS' memory, without leave to act for others */
	V_LOOP,         /* indirect, back to itself */
	V_SELF_LOOP,    /* indirect, by way of the attacker's own table */
	V_INDIRECT_BAD, /* indirect, its owner gave nothing */
	V_TABLE_KERNEL, /* the table lies in the kernel */
	V_TABLE_WRAPS,  /* the table runs around the end of the address space */
	V_CHANGING,     /* good and bad in turns, all the time */
};

static struct grant table[ENTRIES];
static u8 secret[SECRET_LENGTH];
static u8 copy[2 * SECRET_LENGTH];

static void
set_up(enum variant variant, endpoint_t attacker)
{
	struct grant *g = &table[1];

	memset(secret, (int)SECRET, sizeof(secret));
	if (variant == V_TABLE_KERNEL)
		sys_grant_table((struct grant *)0xc0100000, ENTRIES);
	else if (variant == V_TABLE_WRAPS)
		sys_grant_table((struct grant *)0xfffffff0, GRANT_MAX_ENTRIES);
	else
		sys_grant_table(table, ENTRIES);
	*g = (struct grant){.flags = GRANT_DIRECT | GRANT_READ, .seq = SEQUENCE,
			    .grantee = attacker, .owner = self(), .address = (u32)secret,
			    .length = SECRET_LENGTH};
	switch (variant) {
	case V_WRITE_ONLY:
		g->flags = GRANT_DIRECT | GRANT_WRITE;
		break;
	case V_OTHER:
		g->grantee = RS_EP;
		break;
	case V_REVOKED:
	case V_FREE:
		g->flags = 0;
		break;
	case V_TWO_KINDS:
		g->flags |= GRANT_BEHALF | GRANT_WRITE;
		break;
	case V_NO_KIND:
		g->flags = GRANT_READ | GRANT_WRITE;
		break;
	case V_KERNEL:
		g->flags |= GRANT_WRITE;
		g->address = 0xc0100000;
		break;
	case V_WRAPPING:
		g->flags |= GRANT_WRITE;
		g->address = 0xffffff00;
		g->length = 0xffffffff;
		break;
	case V_UNMAPPED:
		g->flags |= GRANT_WRITE;
		g->address = 0x50000000;
		break;
	case V_BEHALF:
		g->flags = GRANT_BEHALF | GRANT_READ | GRANT_WRITE;
		g->owner = RS_EP;
		g->address = 0x400000;
		break;
	case V_LOOP:
		g->flags = GRANT_INDIRECT | GRANT_READ;
		g->grantee = EP_ANY;
		g->indirect = GRANT_ID(SEQUENCE, 1);
		break;
	case V_SELF_LOOP:
		g->flags = GRANT_INDIRECT | GRANT_READ;
		g->grantee = EP_ANY;
		g->owner = attacker;
		g->indirect = GRANT_ID(SEQUENCE, 1);
		break;
	case V_INDIRECT_BAD:
		g->flags = GRANT_INDIRECT | GRANT_READ | GRANT_WRITE;
		g->owner = RS_EP;
		g->indirect = GRANT_ID(0, 0);
		break;
	case V_READ:
	case V_TABLE_KERNEL:
	case V_TABLE_WRAPS:
	case V_DYING:
	case V_CHANGING:
		break;
	}
}

/* Makes and unmakes the grant for a while, without a stop; ends with no grant. */
static void
keep_changing(endpoint_t attacker)
{
	u64 end = sys_uptime_us() + 100000;

	while (sys_uptime_us() < end)
		for (u32 i = 0; i < 100; i++) {
			volatile struct grant *g = &table[1];

			g->address = 0xc0000000;
			g->length = 0xffffffff;
			g->flags = GRANT_INDIRECT | GRANT_READ | GRANT_WRITE;
			g->owner = RS_EP;
			g->flags = GRANT_BEHALF | GRANT_READ | GRANT_WRITE;
			g->owner = attacker;
			g->flags = 0;
			g->address = (u32)secret;
			g->length = SECRET_LENGTH;
			g->flags = GRANT_DIRECT | GRANT_READ;
		}
	table[1].flags = 0;
}

static void
check_secret(void)
{
	for (u32 i = 0; i < SECRET_LENGTH; i++)
		if (secret[i] != SECRET) {
			breach("my memory was changed through a grant that does not allow it");
			return;
		}
}

static void
granter(u32 variant, u32 number)
{
	struct message message;
	endpoint_t attacker;

	(void)number;
	must_be("receive", 0, ipc_receive(EP_ANY, &message), 0);
	attacker = message.source;
	set_up((enum variant)variant, attacker);
	message.type = TEST_RESULT;
	MESSAGE_BODY(&message, struct test_word)->value = GRANT_ID(SEQUENCE, 1);
	must_be("send", 0, ipc_send(attacker, &message), 0);
	if (variant == V_DYING)
		return;
	if (variant == V_CHANGING)
		keep_changing(attacker);
	must_be("receive", 0, ipc_receive(attacker, &message), 0);
	if (variant != V_WRITE_ONLY)
		check_secret();
	must_be("send", 0, ipc_send(attacker, &message), 0);
}

/* ---- the grantee ---- */

static grant_id_t
ask_for_grant(endpoint_t from)
{
	struct message message = {.type = TEST_GO};

	must_be("sendrec", 0, ipc_sendrec(from, &message), 0);
	return MESSAGE_BODY(&message, struct test_word)->value;
}

static void
ask_for_check(endpoint_t from)
{
	struct message message = {.type = TEST_GO};

	must_be("sendrec", 0, ipc_sendrec(from, &message), 0);
}

/* Copying any part of the grant in any direction must fail, in each of the three calls. */
static void
nothing_works(endpoint_t from, grant_id_t grant, u32 offset, u32 length, s32 expected)
{
	struct safecopy_part parts[2] = {{from, grant, offset, (u32)copy, length, 0},
					 {from, grant, offset, (u32)copy, length, 1}};

	memset(copy, 0x11, sizeof(copy));
	must_be("K_SAFECOPY_FROM", offset, sys_safecopy_from(from, grant, offset, copy, length),
		expected);
	must_be("K_SAFECOPY_TO", offset, sys_safecopy_to(from, grant, offset, copy, length),
		expected);
	must_be("K_SAFECOPY_VECTOR", offset, sys_safecopy_vector(&parts[0], 1), expected);
	must_be("K_SAFECOPY_VECTOR", offset, sys_safecopy_vector(&parts[1], 1), expected);
	for (u32 i = 0; i < sizeof(copy); i++)
		if (copy[i] != 0x11) {
			breach("something was copied all the same");
			break;
		}
}

static void
use_bad_grant(u32 variant)
{
	endpoint_t from = accomplice(0);
	grant_id_t grant = ask_for_grant(from);
	s32 expected = -EBADGRANT;

	if (variant == V_KERNEL || variant == V_UNMAPPED)
		expected = -EFAULT;
	nothing_works(from, grant, 0, 64, expected);
	ask_for_check(from);
}

/* Only that a copy is refused counts here, not with which error. */
static void
use_absurd_grant(u32 variant)
{
	endpoint_t from = accomplice(0);
	grant_id_t grant = ask_for_grant(from);
	static const u32 offsets[] = {0, 0x80, 0x100, 0xff, 0xc0100000, 0xfffffff0, 0xffffffff};

	(void)variant;
	for (u32 i = 0; i < ARRAY_LEN(offsets); i++) {
		must_refuse("K_SAFECOPY_FROM", offsets[i],
			    sys_safecopy_from(from, grant, offsets[i], copy, 64));
		must_refuse("K_SAFECOPY_TO", offsets[i],
			    sys_safecopy_to(from, grant, offsets[i], copy, 64));
	}
	ask_for_check(from);
}

static void
use_good_grant(u32 argument)
{
	static const struct {
		u32 offset, length;
	} outside[] = {
		{0, SECRET_LENGTH + 1}, {1, SECRET_LENGTH},  {SECRET_LENGTH, 1},
		{SECRET_LENGTH + 1, 0}, {0xffffffff, 1},     {0xfffffff0, 32},
		{0x80000000, 64},       {0, 0x80000000},     {16, 0xffffffff},
		{16, 0xfffffff0},       {0xffffffff, 0xffffffff},
	};
	endpoint_t from = accomplice(0);
	grant_id_t grant = ask_for_grant(from);

	(void)argument;
	must_be("K_SAFECOPY_FROM, all of it", 0,
		sys_safecopy_from(from, grant, 0, copy, SECRET_LENGTH), 0);
	must_be("the byte that was copied", 0, copy[SECRET_LENGTH - 1], SECRET);
	for (u32 i = 0; i < ARRAY_LEN(outside); i++)
		must_refuse("K_SAFECOPY_FROM outside", outside[i].offset,
			    sys_safecopy_from(from, grant, outside[i].offset, copy,
					      outside[i].length));
	must_be("K_SAFECOPY_TO", 0, sys_safecopy_to(from, grant, 0, copy, 64), -EBADGRANT);
	ask_for_check(from);
}

static void
wrong_direction(u32 argument)
{
	endpoint_t from = accomplice(0);
	grant_id_t grant = ask_for_grant(from);

	(void)argument;
	must_be("K_SAFECOPY_FROM a grant for writing", 0,
		sys_safecopy_from(from, grant, 0, copy, 64), -EBADGRANT);
	must_be("K_SAFECOPY_TO", 0, sys_safecopy_to(from, grant, 0, copy, 64), 0);
	ask_for_check(from);
}

static void
forged_ids(u32 argument)
{
	static const grant_id_t ids[] = {GRANT_ID(SEQUENCE + 1, 1), GRANT_ID(SEQUENCE - 1, 1),
					 GRANT_ID(0, 1), GRANT_ID(SEQUENCE, 0),
					 GRANT_ID(SEQUENCE, 2), GRANT_ID(SEQUENCE, ENTRIES),
					 GRANT_ID(SEQUENCE, GRANT_MAX_ENTRIES - 1),
					 GRANT_ID(GRANT_MAX_SEQ, 1), GRANT_INVALID, -2, -4096,
					 0x7fffffff, (grant_id_t)0x80000001};
	endpoint_t from = accomplice(0);

	(void)argument;
	ask_for_grant(from);
	for (u32 i = 0; i < ARRAY_LEN(ids); i++)
		nothing_works(from, ids[i], 0, 64, -EBADGRANT);
	ask_for_check(from);
}

static void
dead_granter(u32 argument)
{
	endpoint_t from = accomplice(0);
	grant_id_t grant = ask_for_grant(from);

	(void)argument;
	if (!wait_for_death(from))
		breach("the granter said something");
	nothing_works(from, grant, 0, 64, -EDEADEP);
}

static void
forged_granters(u32 argument)
{
	u32 count;
	const endpoint_t *endpoints = dead_endpoints(&count);

	(void)argument;
	for (u32 i = 0; i < count; i++)
		nothing_works(endpoints[i], GRANT_ID(0, 0), 0, 64, -EDEADEP);
	nothing_works(RS_EP, GRANT_ID(0, 0), 0, 64, -EBADGRANT);
	nothing_works(PM_EP, GRANT_ID(0, 0), 0, 64, -EBADGRANT);
}

/* Through the attacker's table and back, for ever. */
static void
loop_through_self(u32 argument)
{
	endpoint_t from = accomplice(0);
	static struct grant mine[2];

	(void)argument;
	mine[1] = (struct grant){.flags = GRANT_INDIRECT | GRANT_READ, .seq = SEQUENCE,
				 .grantee = EP_ANY, .owner = from, .length = SECRET_LENGTH,
				 .indirect = GRANT_ID(SEQUENCE, 1)};
	must_be("K_GRANT_TABLE", 0, sys_grant_table(mine, ARRAY_LEN(mine)), 0);
	nothing_works(from, ask_for_grant(from), 0, 64, -EBADGRANT);
	ask_for_check(from);
}

/* A chain of grants that each pass the next one on; the last is a range. */
static void
deep_chain(u32 argument)
{
	static struct grant chain[GRANT_MAX_DEPTH + 2];
	endpoint_t me = self();
	u32 last = ARRAY_LEN(chain) - 1;

	(void)argument;
	for (u32 i = 0; i < last; i++)
		chain[i] = (struct grant){.flags = GRANT_INDIRECT | GRANT_READ, .grantee = me,
					  .owner = me, .length = SECRET_LENGTH,
					  .indirect = GRANT_ID(0, (s32)i + 1)};
	chain[last] = (struct grant){.flags = GRANT_DIRECT | GRANT_READ, .grantee = me,
				     .address = (u32)secret, .length = SECRET_LENGTH};
	must_be("K_GRANT_TABLE", 0, sys_grant_table(chain, ARRAY_LEN(chain)), 0);
	for (u32 depth = 0; depth <= last; depth++)
		must_be("K_SAFECOPY_FROM through a chain of", depth,
			sys_safecopy_from(me, GRANT_ID(0, (s32)(last - depth)), 0, copy, 64),
			depth <= GRANT_MAX_DEPTH ? 0 : -EBADGRANT);
	chain[1].offset = 0xffffffff;
	chain[2].offset = 0xffffff00;
	for (u32 i = 0; i < 2; i++)
		must_refuse("K_SAFECOPY_FROM with offsets that wrap", i,
			    sys_safecopy_from(me, GRANT_ID(0, (s32)i + 1), 1, copy, 64));
	chain[3].length = 16;
	must_refuse("K_SAFECOPY_FROM beyond a link's range", 16,
		    sys_safecopy_from(me, GRANT_ID(0, 3), 0, copy, 17));
	chain[3].flags = GRANT_INDIRECT | GRANT_WRITE;
	must_refuse("K_SAFECOPY_FROM against a link's access", 0,
		    sys_safecopy_from(me, GRANT_ID(0, 3), 0, copy, 16));
}

/* Each copy finds the grant good or bad, and never anything in between. */
static void
while_it_changes(u32 argument)
{
	endpoint_t from = accomplice(0);
	grant_id_t grant = ask_for_grant(from);
	u64 end = sys_uptime_us() + 100000;

	(void)argument;
	while (sys_uptime_us() < end) {
		memset(copy, 0x11, sizeof(copy));
		if (sys_safecopy_from(from, grant, 0, copy, SECRET_LENGTH) == 0) {
			if (copy[0] != SECRET || copy[SECRET_LENGTH - 1] != SECRET)
				breach("a copy brought something that was never granted");
		} else if (copy[0] != 0x11 && copy[0] != SECRET) {
			breach("a refused copy brought something");
		}
		must_refuse("K_SAFECOPY_TO", 0, sys_safecopy_to(from, grant, 0, copy, 64));
	}
	ask_for_check(from);
}

static void
absurd_vectors(u32 argument)
{
	static struct safecopy_part parts[SAFECOPY_MAX_PARTS + 1];
	static const u32 counts[] = {SAFECOPY_MAX_PARTS + 1, 256, 0x10000000, 0x7fffffff,
				     0x80000000, 0xffffffff};

	(void)argument;
	for (u32 i = 0; i < ARRAY_LEN(counts); i++)
		must_refuse("K_SAFECOPY_VECTOR of parts", counts[i],
			    sys_safecopy_vector(parts, counts[i]));
}

#define BAD(name_, run_, variant_, promise_)                                                       \
	{.name = name_, .run = run_, .argument = variant_, .as = AS_DRIVER,                        \
	 .accomplice = granter, .accomplices = 1, .promise = promise_}

/* ---- on behalf of others, with leave ---- */

/* Asks the attacker to act for it, then hears no more of it. */
static void
ask_to_act(u32 argument, u32 number)
{
	struct message message;
	endpoint_t attacker;

	(void)argument;
	(void)number;
	memset(secret, (int)SECRET, sizeof(secret));
	must_be("receive", 0, ipc_receive(EP_ANY, &message), 0);
	attacker = message.source;
	message.type = TEST_ECHO;
	MESSAGE_BODY(&message, struct test_word)->address = (u32)secret;
	must_be("sendrec", 0, ipc_sendrec(attacker, &message), 0);
	ipc_receive(EP_ANY, &message);
}

static s32
copy_on_behalf(endpoint_t owner, u32 address, u32 access)
{
	grant_id_t grant = grant_behalf(self(), owner, address, SECRET_LENGTH, access);
	s32 result;

	if (access == GRANT_READ)
		result = sys_safecopy_from(self(), grant, 0, copy, SECRET_LENGTH);
	else
		result = sys_safecopy_to(self(), grant, 0, copy, SECRET_LENGTH);
	grant_revoke(grant);
	return result;
}

static void
act_for_strangers(u32 argument)
{
	endpoint_t strangers[] = {RS_EP, PM_EP, sys_lookup(WITNESS_ECHO), sys_lookup(WITNESS_ASKER)};
	struct message message = {.type = TEST_GO};
	endpoint_t caller = accomplice(0);
	u32 address;

	(void)argument;
	for (u32 i = 0; i < ARRAY_LEN(strangers); i++) {
		must_be("reading for a stranger", i,
			copy_on_behalf(strangers[i], text_start(), GRANT_READ), -EBADGRANT);
		must_be("writing for a stranger", i,
			copy_on_behalf(strangers[i], text_start(), GRANT_WRITE), -EBADGRANT);
	}
	must_be("send", 0, ipc_send(caller, &message), 0);
	must_be("receive", 0, ipc_receive(caller, &message), 0);
	address = MESSAGE_BODY(&message, struct test_word)->address;
	must_be("reading for a caller", 0, copy_on_behalf(caller, address, GRANT_READ), 0);
	must_be("what it has", 0, copy[0], (s32)SECRET);
	must_be("writing for a caller", 0, copy_on_behalf(caller, address, GRANT_WRITE), 0);
	must_be("send", 0, ipc_send(caller, &message), 0);
	must_be("reading after the answer", 0, copy_on_behalf(caller, address, GRANT_READ),
		-EBADGRANT);
}

static void
allow_behalf(struct privilege *privilege)
{
	privilege->flags |= PRIV_GRANT_BEHALF;
}

static const struct attack attacks[] = {
	BAD("range_and_access", use_good_grant, V_READ,
	    "a grant gives its range and no byte beside it, to read and not to write"),
	BAD("wrong_direction", wrong_direction, V_WRITE_ONLY,
	    "a grant for writing can't be read"),
	BAD("forged_ids", forged_ids, V_READ,
	    "ids of another life, another entry or none are refused"),
	BAD("wrong_grantee", use_bad_grant, V_OTHER, "a grant serves nobody but its grantee"),
	BAD("revoked", use_bad_grant, V_REVOKED, "a revoked grant is useless at once"),
	BAD("dead_granter", dead_granter, V_DYING, "a dead granter's grants died with it"),
	BAD("free_entry", use_bad_grant, V_FREE, "an entry that was never filled grants nothing"),
	BAD("two_kinds", use_bad_grant, V_TWO_KINDS, "a grant of two kinds grants nothing"),
	BAD("no_kind", use_bad_grant, V_NO_KIND, "a grant of no kind grants nothing"),
	BAD("kernel_range", use_bad_grant, V_KERNEL, "nobody can grant the kernel's memory"),
	BAD("wrapping_range", use_absurd_grant, V_WRAPPING,
	    "a range around the end of the address space grants nothing"),
	BAD("unmapped_range", use_bad_grant, V_UNMAPPED, "nobody can grant what is not there"),
	BAD("behalf", use_bad_grant, V_BEHALF, "without leave nobody grants another's memory"),
	BAD("loop", use_bad_grant, V_LOOP, "an indirect grant that leads to itself is refused"),
	BAD("loop_of_two", loop_through_self, V_SELF_LOOP,
	    "two indirect grants that lead to each other are refused"),
	BAD("indirect_to_nothing", use_bad_grant, V_INDIRECT_BAD,
	    "nobody passes on what it was not given"),
	BAD("table_in_kernel", use_absurd_grant, V_TABLE_KERNEL,
	    "a table in the kernel's memory grants nothing"),
	BAD("table_wraps", use_absurd_grant, V_TABLE_WRAPS,
	    "a table around the end of the address space grants nothing"),
	BAD("changing", while_it_changes, V_CHANGING,
	    "a grant that changes all the time is good or bad, and nothing else"),
	{.name = "behalf_of_strangers", .run = act_for_strangers, .as = AS_DRIVER,
	 .allow = allow_behalf, .accomplice = ask_to_act, .accomplices = 1,
	 .promise = "with leave one acts for those who wait for its answer, and for nobody else"},
	{.name = "forged_granters", .run = forged_granters, .as = AS_DRIVER,
	 .promise = "granters that are nobody, or granted nothing, grant nothing"},
	{.name = "deep_chain", .run = deep_chain, .as = AS_DRIVER,
	 .promise = "a chain of grants ends after a few links, and each link limits it"},
	{.name = "absurd_vectors", .run = absurd_vectors, .as = AS_DRIVER,
	 .promise = "copies of too many parts are refused"},
};

const struct suite grants_suite = {"grants", attacks, ARRAY_LEN(attacks)};
