/* Scenarios of many, some of them mad: what they take, and what is left to the others. */
#include "conductor.h"

#include <errno.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <stdio.h>
#include <string.h>

#define OPERATIONS 200u
#define BYTES_EACH 1000u
#define GARBAGE 1000u
#define SMALL 6u /* most fields that mean something are less */

/* ---- the mad ---- */

/* Ids that are no SENDREC's make the data store keep its answers for us. */
void
flooder(int argc, char **argv)
{
	endpoint_t store = argc == 1 ? sys_lookup(argv[0]) : -EINVAL;
	struct message message;
	u32 sent = 0;

	if (store < 0)
		panic("a flooder needs a data store");
	for (;;) {
		message = (struct message){.type = sent % 2 == 0 ? DS_CHECK : DS_LIST};
		MESSAGE_BODY(&message, struct request_head)->id = ++sent;
		if (ipc_send(store, &message) < 0)
			panic("the data store is gone");
	}
}

/* ---- the others ---- */

static void
beside_a_flood(void)
{
	struct ds_value_reply reply;

	EXPECT(subscribe(PUPPET_B, "k", DS_ALL_TYPES, 0), 0);
	for (u32 number = 0; number < OPERATIONS; number++) {
		EXPECT(publish_bytes(PUPPET_A, DS_STRING, "k", number, 100), 0);
		EXPECT(retrieve(PUPPET_B, DS_STRING, "k", DS_STRING_MAX, &reply), 100);
		EXPECT(verify(PUPPET_B, number, 100), 1);
		EXPECT_CHANGE(PUPPET_B, DS_PUBLISHED, DS_STRING, "k");
	}
}

/* One takes all it gets; the other still has room for all that it may have. */
static void
mad_publisher(void)
{
	struct ds_value_reply reply;
	char key[DS_KEY_LEN];
	s32 status = 0;
	u32 taken;

	for (taken = 0; status == 0; taken++) {
		snprintf(key, sizeof(key), "mad.%u", (unsigned)taken);
		status = publish_number(PUPPET_A, DS_U32, key, taken, 0);
	}
	EXPECT(status, -ENOSPC);
	EXPECT(taken - 1, DS_OWNED_MAX);
	EXPECT(delete_entry(PUPPET_A, DS_U32, "mad.0"), 0);
	EXPECT(delete_entry(PUPPET_A, DS_U32, "mad.1"), 0);
	EXPECT(delete_entry(PUPPET_A, DS_U32, "mad.2"), 0);
	EXPECT(delete_entry(PUPPET_A, DS_U32, "mad.3"), 0);
	EXPECT(publish_bytes(PUPPET_A, DS_MEMORY, "third", 1, DS_MEMORY_MAX), 0);
	EXPECT(publish_bytes(PUPPET_A, DS_MEMORY, "more", 1, DS_MEMORY_MAX), 0);
	EXPECT(publish_bytes(PUPPET_A, DS_MEMORY, "rest", 1, DS_MEMORY_MAX), 0);
	EXPECT(publish_bytes(PUPPET_A, DS_STRING, "drop", 1, 1), -ENOSPC);
	EXPECT(publish_bytes(PUPPET_A, DS_MEMORY, "rest", 1, DS_MEMORY_MAX - 1), 0);

	for (u32 number = 0; number < DS_OWNED_MAX; number++) {
		snprintf(key, sizeof(key), "good.%u", (unsigned)number);
		EXPECT(publish_bytes(PUPPET_B, DS_MEMORY, key, number, BYTES_EACH), 0);
	}
	for (u32 number = 0; number < DS_OWNED_MAX; number++) {
		snprintf(key, sizeof(key), "good.%u", (unsigned)number);
		EXPECT(retrieve(PUPPET_B, DS_MEMORY, key, DS_MEMORY_MAX, &reply), BYTES_EACH);
		EXPECT(verify(PUPPET_B, number, BYTES_EACH), 1);
	}
}

/* ---- a store that the kernel gives no more memory: tests.c says how much there is ---- */

static void
full(void)
{
	struct ds_value_reply reply;

	EXPECT(publish_bytes(PUPPET_A, DS_MEMORY, "a", 1, DS_MEMORY_MAX), 0);
	EXPECT(publish_bytes(PUPPET_B, DS_MEMORY, "b", 2, DS_MEMORY_MAX), -ENOSPC);
	EXPECT(publish_bytes(PUPPET_A, DS_MEMORY, "a", 3, DS_MEMORY_MAX), -ENOSPC);
	EXPECT(publish_bytes(PUPPET_B, DS_STRING, "b", 2, BYTES_EACH % DS_STRING_MAX), 0);
	EXPECT(retrieve(PUPPET_A, DS_MEMORY, "a", DS_MEMORY_MAX, &reply), DS_MEMORY_MAX);
	EXPECT(verify(PUPPET_A, 1, DS_MEMORY_MAX), 1);
	EXPECT(delete_entry(PUPPET_A, DS_MEMORY, "a"), 0);
	EXPECT(publish_bytes(PUPPET_B, DS_MEMORY, "b", 2, DS_MEMORY_MAX), 0);
}

/* ---- garbage ---- */

static u32
next_random(void)
{
	static u32 random = 0x2545f491;

	random ^= random << 13;
	random ^= random >> 17;
	random ^= random << 5;
	return random;
}

/* Keys are mostly good, and short, so that many of them are the same. */
static void
make_garbage(struct message *message)
{
	static const char letters[] = "abk*";
	static const u32 keys[] = {
		[DS_PUBLISH - DS_PUBLISH] = offsetof(struct ds_publish, key),
		[DS_RETRIEVE - DS_PUBLISH] = offsetof(struct ds_retrieve, key),
		[DS_DELETE - DS_PUBLISH] = offsetof(struct ds_retrieve, key),
		[DS_SUBSCRIBE - DS_PUBLISH] = offsetof(struct ds_subscribe, pattern),
		[DS_UNSUBSCRIBE - DS_PUBLISH] = offsetof(struct ds_subscribe, pattern),
	};
	u32 *words = (u32 *)(void *)message->body;
	u32 kind = next_random() % (DS_REQUEST_END + 1 - DS_PUBLISH);

	message->type = DS_PUBLISH + kind;
	for (u32 index = 0; index < MESSAGE_BODY_SIZE / sizeof(*words); index++)
		words[index] = next_random() % 8 == 0 ? next_random() : next_random() % SMALL;
	words[0] = REQUEST_ID_NONE;
	if (kind >= ARRAY_LEN(keys) || next_random() % 8 == 0)
		return;
	for (u32 index = 0; index < 2; index++)
		message->body[keys[kind] + index] = (u8)letters[next_random() % 4];
	message->body[keys[kind] + 2] = '\0';
}

static void
garbage(void)
{
	struct ds_value_reply reply;
	struct message message;
	u32 taken = 0;

	EXPECT(publish_bytes(PUPPET_B, DS_STRING, "kb", 1, 100), 0);
	EXPECT(publish_bytes(PUPPET_B, DS_MEMORY, "ak", 2, DS_MEMORY_MAX), 0);
	for (u32 number = 0; number < GARBAGE; number++) {
		make_garbage(&message);
		taken += say(PUPPET_A, &message) >= 0;
	}
	EXPECT(taken > 0 && taken < GARBAGE, 1);
	EXPECT(retrieve(PUPPET_B, DS_STRING, "kb", 100, &reply), 100);
	EXPECT(verify(PUPPET_B, 1, 100), 1);
	EXPECT(retrieve(PUPPET_B, DS_MEMORY, "ak", DS_MEMORY_MAX, &reply), DS_MEMORY_MAX);
	EXPECT(verify(PUPPET_B, 2, DS_MEMORY_MAX), 1);
}

const struct scenario crowd_scenarios[] = {
	{"full", full},
	{"garbage", garbage},
	{"beside_a_flood", beside_a_flood},
	{"mad_publisher", mad_publisher},
	{NULL, NULL},
};
