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
	EXPECT(publish_bytes(PUPPET_A, DS_MEMORY, "half", 1, DS_MEMORY_MAX), 0);
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

const struct scenario crowd_scenarios[] = {
	{"beside_a_flood", beside_a_flood},
	{"mad_publisher", mad_publisher},
	{NULL, NULL},
};
