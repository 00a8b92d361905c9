/* Scenarios of subscriptions: who is told of what, and what that costs. */
#include "conductor.h"

#include <errno.h>
#include <stdio.h>

#define DELETIONS 500u

static void
expect_no_change(const char *label)
{
	struct ds_change_reply change;

	EXPECT(check(label, &change), 0);
}

static void
changes(void)
{
	struct ds_change_reply change;

	EXPECT(subscribe(PUPPET_B, "k.*", DS_TYPE_BIT(DS_U32), 0), 0);
	EXPECT(notified(PUPPET_B), 0);
	EXPECT(publish_number(PUPPET_A, DS_U32, "k.1", 1, 0), 0);
	EXPECT(publish_number(PUPPET_A, DS_U32, "k.2", 1, 0), 0);
	EXPECT(publish_number(PUPPET_A, DS_U32, "other", 1, 0), 0);
	EXPECT(publish_bytes(PUPPET_A, DS_STRING, "k.1", 1, 10), 0);
	EXPECT(publish_number(PUPPET_A, DS_U32, "k.1", 2, DS_OVERWRITE), 0);
	EXPECT(notified(PUPPET_B), 1);
	EXPECT_CHANGE(PUPPET_B, DS_PUBLISHED, DS_U32, "k.2");
	EXPECT(check(PUPPET_B, &change), 1);
	EXPECT(change.value, 2);
	expect_no_change(PUPPET_B);

	EXPECT(publish_number(PUPPET_A, DS_U32, "k.1", 3, DS_OVERWRITE), 0);
	EXPECT(delete_entry(PUPPET_A, DS_U32, "k.1"), 0);
	EXPECT(notified(PUPPET_B), 1);
	EXPECT_CHANGE(PUPPET_B, DS_DELETED, DS_U32, "k.1");
	expect_no_change(PUPPET_B);
	expect_no_change(PUPPET_C);
}

static void
initial(void)
{
	EXPECT(publish_number(PUPPET_A, DS_U32, "k.1", 1, 0), 0);
	EXPECT(publish_number(PUPPET_A, DS_U32, "k.2", 1, 0), 0);
	EXPECT(delete_entry(PUPPET_A, DS_U32, "k.2"), 0);
	EXPECT(subscribe(PUPPET_B, "k.*", DS_ALL_TYPES, DS_INITIAL), 0);
	EXPECT(subscribe(PUPPET_C, "k.*", DS_ALL_TYPES, 0), 0);
	EXPECT(notified(PUPPET_B), 1);
	EXPECT(notified(PUPPET_C), 0);
	EXPECT_CHANGE(PUPPET_B, DS_PUBLISHED, DS_U32, "k.1");
	expect_no_change(PUPPET_B);
	expect_no_change(PUPPET_C);
	EXPECT(subscribe(PUPPET_C, "k.*", DS_ALL_TYPES, DS_INITIAL), 0);
	EXPECT_CHANGE(PUPPET_C, DS_PUBLISHED, DS_U32, "k.1");
}

static void
several(void)
{
	EXPECT(subscribe(PUPPET_A, "*", DS_ALL_TYPES, 0), 0);
	EXPECT(subscribe(PUPPET_B, "*", DS_ALL_TYPES, 0), 0);
	EXPECT(subscribe(PUPPET_C, "*", DS_ALL_TYPES, 0), 0);
	EXPECT(publish_number(PUPPET_A, DS_U32, "k", 1, 0), 0);
	EXPECT(publish_bytes(PUPPET_A, DS_MEMORY, "private", 1, 10), 0);
	EXPECT(notified(PUPPET_B), 1);
	EXPECT(notified(PUPPET_C), 1);
	EXPECT_CHANGE(PUPPET_B, DS_PUBLISHED, DS_U32, "k");
	EXPECT(delete_entry(PUPPET_A, DS_U32, "k"), 0);
	EXPECT_CHANGE(PUPPET_A, DS_PUBLISHED, DS_MEMORY, "private");
	EXPECT_CHANGE(PUPPET_A, DS_DELETED, DS_U32, "k");
	EXPECT_CHANGE(PUPPET_B, DS_DELETED, DS_U32, "k");
	EXPECT_CHANGE(PUPPET_C, DS_DELETED, DS_U32, "k");
	expect_no_change(PUPPET_B);
	expect_no_change(PUPPET_C);
}

static void
unsubscribing(void)
{
	EXPECT(subscribe(PUPPET_B, "k", DS_ALL_TYPES, 0), 0);
	EXPECT(subscribe(PUPPET_B, "l", DS_ALL_TYPES, 0), 0);
	EXPECT(publish_number(PUPPET_A, DS_U32, "k", 1, 0), 0);
	EXPECT(notified(PUPPET_B), 1);
	EXPECT(unsubscribe(PUPPET_B, "k"), 0);
	EXPECT(unsubscribe(PUPPET_B, "k"), -ENOENT);
	expect_no_change(PUPPET_B);
	EXPECT(publish_number(PUPPET_A, DS_U32, "k", 2, DS_OVERWRITE), 0);
	EXPECT(notified(PUPPET_B), 0);
	EXPECT(publish_number(PUPPET_A, DS_U32, "l", 1, 0), 0);
	EXPECT_CHANGE(PUPPET_B, DS_PUBLISHED, DS_U32, "l");
}

static void
subscribe_b(void)
{
	EXPECT(subscribe(PUPPET_B, "*", DS_ALL_TYPES, 0), 0);
	EXPECT(publish_number(PUPPET_A, DS_U32, "k", 1, 0), 0);
}

static void
b_is_told_nothing(void)
{
	expect_no_change(PUPPET_B);
	EXPECT(publish_number(PUPPET_A, DS_U32, "k", 2, DS_OVERWRITE), 0);
	EXPECT(notified(PUPPET_B), 0);
	expect_no_change(PUPPET_B);
}

/* The store has pages for what it keeps; one page less when that is nothing. */
static void
delete_for_b(void)
{
	u32 before = pages_of(STORE);

	EXPECT(publish_number(PUPPET_A, DS_U32, "k", 1, 0), 0);
	EXPECT(subscribe(PUPPET_B, "*", DS_ALL_TYPES, 0), 0);
	EXPECT(delete_entry(PUPPET_A, DS_U32, "k"), 0);
	EXPECT(pages_of(STORE), before + 1);
}

static void
nothing_is_kept(void)
{
	u32 now = pages_of(STORE);

	EXPECT(publish_number(PUPPET_A, DS_U32, "k", 1, 0), 0);
	EXPECT(pages_of(STORE), now + 1);
}

static void
never_asks(void)
{
	char key[DS_KEY_LEN];
	u32 before = pages_of(STORE);

	EXPECT(subscribe(PUPPET_B, "*", DS_ALL_TYPES, 0), 0);
	for (u32 number = 0; number < DELETIONS; number++) {
		snprintf(key, sizeof(key), "k%u", (unsigned)number);
		EXPECT(publish_bytes(PUPPET_A, DS_STRING, key, number, DS_STRING_MAX), 0);
		EXPECT(delete_entry(PUPPET_A, DS_STRING, key), 0);
	}
	EXPECT(notified(PUPPET_B), 1);
	EXPECT(pages_of(STORE), before + 1);
	for (u32 number = DELETIONS - DS_OWNED_MAX; number < DELETIONS; number++) {
		snprintf(key, sizeof(key), "k%u", (unsigned)number);
		EXPECT_CHANGE(PUPPET_B, DS_DELETED, DS_STRING, key);
	}
	expect_no_change(PUPPET_B);
	EXPECT(pages_of(STORE), before);
}

const struct scenario subscription_scenarios[] = {
	{"changes", changes},
	{"initial", initial},
	{"several", several},
	{"unsubscribe", unsubscribing},
	{"subscribe_b", subscribe_b},
	{"b_is_told_nothing", b_is_told_nothing},
	{"delete_for_b", delete_for_b},
	{"nothing_is_kept", nothing_is_kept},
	{"never_asks", never_asks},
	{NULL, NULL},
};
