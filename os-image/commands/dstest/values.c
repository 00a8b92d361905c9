/* Scenarios of values: what is stored, by whom, and what is refused. */
#include "conductor.h"

#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <string.h>

#define ROUNDS 1000u
#define LENGTHS 2000u /* of a round's value: up to this */
#define SEED_1 1u
#define SEED_2 2u
#define BAD_GRANT 77

static void
expect_owner(const struct ds_value_reply *reply, const char *owner)
{
	if (strcmp(reply->owner, owner) != 0)
		panic("the owner is %.*s, not %s", LABEL_LEN, reply->owner, owner);
}

static void
values(void)
{
	struct ds_value_reply reply;

	EXPECT(publish_number(PUPPET_A, DS_U32, "k", 42, 0), 0);
	EXPECT(publish_bytes(PUPPET_A, DS_STRING, "k", SEED_1, DS_STRING_MAX), 0);
	EXPECT(publish_bytes(PUPPET_A, DS_STRING, "empty", SEED_1, 0), 0);
	EXPECT(publish_bytes(PUPPET_A, DS_MEMORY, "k", SEED_2, DS_MEMORY_MAX), 0);

	EXPECT(retrieve(PUPPET_B, DS_U32, "k", 0, &reply), 0);
	EXPECT(reply.value, 42);
	expect_owner(&reply, PUPPET_A);
	EXPECT(retrieve(PUPPET_B, DS_STRING, "k", DS_STRING_MAX, &reply), DS_STRING_MAX);
	EXPECT(verify(PUPPET_B, SEED_1, DS_STRING_MAX), 1);
	EXPECT(retrieve(PUPPET_B, DS_STRING, "empty", 0, &reply), 0);
	EXPECT(fill(PUPPET_A, SEED_1, DS_MEMORY_MAX), 0);
	EXPECT(retrieve(PUPPET_A, DS_MEMORY, "k", DS_MEMORY_MAX, &reply), DS_MEMORY_MAX);
	EXPECT(verify(PUPPET_A, SEED_2, DS_MEMORY_MAX), 1);

	EXPECT(publish_bytes(PUPPET_A, DS_MEMORY, "k", SEED_1, 10), 0);
	EXPECT(retrieve(PUPPET_A, DS_MEMORY, "k", DS_MEMORY_MAX, &reply), 10);
	EXPECT(delete_entry(PUPPET_A, DS_MEMORY, "k"), 0);
	EXPECT(retrieve(PUPPET_A, DS_MEMORY, "k", DS_MEMORY_MAX, &reply), -ENOENT);
	EXPECT(retrieve(PUPPET_A, DS_STRING, "k", DS_STRING_MAX, &reply), DS_STRING_MAX);
}

static void
refusals(void)
{
	static const char *const bad_keys[] = {"", "a b", "a*", "/",
					       "28.characters.and.no.NUL.fit"};
	struct message message = {.type = DS_REQUEST_END};
	struct ds_value_reply reply;

	for (u32 index = 0; index < ARRAY_LEN(bad_keys); index++)
		EXPECT(publish_number(PUPPET_A, DS_U32, bad_keys[index], 1, 0), -EINVAL);
	EXPECT(publish_number(PUPPET_A, 0, "k", 1, 0), -EINVAL);
	EXPECT(publish_number(PUPPET_A, DS_TYPE_END, "k", 1, 0), -EINVAL);
	EXPECT(publish_number(PUPPET_A, DS_U32, "k", 1, DS_OVERWRITE << 1), -EINVAL);
	EXPECT(retrieve(PUPPET_A, DS_TYPE_END, "k", 0, &reply), -EINVAL);
	EXPECT(subscribe(PUPPET_A, "a b", DS_ALL_TYPES, 0), -EINVAL);
	EXPECT(subscribe(PUPPET_A, "*", 0, 0), -EINVAL);
	EXPECT(subscribe(PUPPET_A, "*", 1, 0), -EINVAL);
	EXPECT(subscribe(PUPPET_A, "*", DS_ALL_TYPES, DS_INITIAL << 1), -EINVAL);
	EXPECT(unsubscribe(PUPPET_A, "*"), -ENOENT);
	EXPECT(say(PUPPET_A, &message), -ENOSYS);

	EXPECT(publish_number(PUPPET_A, DS_U32, "k", 1, 0), 0);
	EXPECT(publish_number(PUPPET_A, DS_U32, "k", 2, 0), -EEXIST);
	EXPECT(publish_number(PUPPET_A, DS_U32, "k", 2, DS_OVERWRITE), 0);
	EXPECT(retrieve(PUPPET_A, DS_U32, "other", 0, &reply), -ENOENT);
	EXPECT(retrieve(PUPPET_A, DS_STRING, "k", 1, &reply), -ENOENT);
	EXPECT(delete_entry(PUPPET_A, DS_U32, "other"), -ENOENT);

	EXPECT(publish_bytes(PUPPET_A, DS_STRING, "k", SEED_1, DS_STRING_MAX + 1), -E2BIG);
	EXPECT(publish_bytes(PUPPET_A, DS_MEMORY, "k", SEED_1, DS_MEMORY_MAX + 1), -E2BIG);
	EXPECT(publish_bytes(PUPPET_A, DS_STRING, "k", SEED_1, 20), 0);
	EXPECT(retrieve(PUPPET_A, DS_STRING, "k", 19, &reply), -E2BIG);
	EXPECT(reply.value, 20);
}

/* As publish_bytes, with the memory of nobody. */
static s32
publish_granted(enum ds_type type, grant_id_t grant, u32 length)
{
	struct message message = {.type = DS_PUBLISH};
	struct ds_publish *publish = MESSAGE_BODY(&message, struct ds_publish);

	publish->type = type;
	publish->flags = DS_OVERWRITE;
	publish->grant = grant;
	publish->length = length;
	strlcpy(publish->key, "k", sizeof(publish->key));
	return say(PUPPET_A, &message);
}

static void
grants(void)
{
	struct message message = {.type = DS_RETRIEVE};
	struct ds_retrieve *named = MESSAGE_BODY(&message, struct ds_retrieve);
	struct ds_value_reply reply;

	EXPECT(publish_bytes(PUPPET_A, DS_MEMORY, "k", SEED_1, 100), 0);
	EXPECT(publish_granted(DS_MEMORY, GRANT_INVALID, 100), -EBADGRANT);
	EXPECT(publish_granted(DS_MEMORY, BAD_GRANT, 100), -EBADGRANT);
	EXPECT(publish_granted(DS_STRING, BAD_GRANT, 100), -EBADGRANT);
	*named = (struct ds_retrieve){
		.type = DS_MEMORY, .grant = BAD_GRANT, .length = 100, .key = "k"};
	EXPECT(say(PUPPET_A, &message), -EBADGRANT);
	EXPECT(retrieve(PUPPET_A, DS_MEMORY, "k", 100, &reply), 100);
	EXPECT(verify(PUPPET_A, SEED_1, 100), 1);
	EXPECT(retrieve(PUPPET_A, DS_STRING, "k", 100, &reply), -ENOENT);
}

static void
strangers(void)
{
	struct ds_value_reply reply;

	EXPECT(publish_number(PUPPET_A, DS_U32, "k", 1, 0), 0);
	EXPECT(publish_bytes(PUPPET_A, DS_MEMORY, "k", SEED_1, 100), 0);
	EXPECT(publish_number(PUPPET_B, DS_U32, "k", 2, DS_OVERWRITE), -EPERM);
	EXPECT(publish_bytes(PUPPET_B, DS_MEMORY, "k", SEED_2, 100), -EPERM);
	EXPECT(delete_entry(PUPPET_B, DS_U32, "k"), -EPERM);
	EXPECT(delete_entry(PUPPET_B, DS_MEMORY, "k"), -EPERM);
	EXPECT(retrieve(PUPPET_B, DS_MEMORY, "k", 100, &reply), -ENOENT);
	EXPECT(retrieve(PUPPET_A, DS_U32, "k", 0, &reply), 0);
	EXPECT(reply.value, 1);
	EXPECT(fill(PUPPET_A, SEED_2, 100), 0);
	EXPECT(retrieve(PUPPET_A, DS_MEMORY, "k", 100, &reply), 100);
	EXPECT(verify(PUPPET_A, SEED_1, 100), 1);
}

static void
leave(void)
{
	EXPECT(publish_number(PUPPET_A, DS_U32, "k", 1, 0), 0);
	EXPECT(publish_bytes(PUPPET_A, DS_MEMORY, "k", SEED_1, 100), 0);
}

static void
inherit(void)
{
	struct ds_value_reply reply;

	EXPECT(retrieve(PUPPET_A, DS_MEMORY, "k", 100, &reply), 100);
	EXPECT(verify(PUPPET_A, SEED_1, 100), 1);
	EXPECT(publish_number(PUPPET_A, DS_U32, "k", 2, DS_OVERWRITE), 0);
	EXPECT(delete_entry(PUPPET_A, DS_MEMORY, "k"), 0);
}

static void
labels(void)
{
	struct ds_value_reply reply;

	EXPECT(publish_number(PUPPET_A, DS_LABEL, "blk.at_disk", 0x105, 0), -EPERM);
	EXPECT(publish_number(PUPPET_A, DS_LABEL, PUPPET_A, 0x105, DS_OVERWRITE), -EPERM);
	EXPECT(delete_entry(PUPPET_A, DS_LABEL, PUPPET_A), -EPERM);
	EXPECT(retrieve(PUPPET_A, DS_LABEL, PUPPET_A, 0, &reply), -ENOENT);
}

static s32
list_entry(u32 index, struct ds_list_reply *reply)
{
	struct message message = {.type = DS_LIST};
	s32 status;

	MESSAGE_BODY(&message, struct ds_list)->index = index;
	status = say(PUPPET_B, &message);
	*reply = *MESSAGE_BODY(&message, const struct ds_list_reply);
	return status;
}

static void
list(void)
{
	struct ds_list_reply reply;

	EXPECT(list_entry(0, &reply), -ENOENT);
	EXPECT(publish_number(PUPPET_A, DS_U32, "gone", 1, 0), 0);
	EXPECT(publish_bytes(PUPPET_A, DS_MEMORY, "m", SEED_1, DS_MEMORY_MAX), 0);
	EXPECT(delete_entry(PUPPET_A, DS_U32, "gone"), 0);
	EXPECT(list_entry(0, &reply), 0);
	EXPECT(reply.type, DS_MEMORY);
	EXPECT(reply.length, UINT16_MAX);
	EXPECT(strcmp(reply.key, "m"), 0);
	EXPECT(strncmp(reply.owner, PUPPET_A, sizeof(reply.owner)), 0);
	EXPECT(list_entry(1, &reply), -ENOENT);
}

static void
rounds(void)
{
	u32 before = pages_of(STORE);

	for (u32 round = 0; round < ROUNDS; round++) {
		u32 length = round * 97 % LENGTHS;

		EXPECT(publish_bytes(PUPPET_A, DS_MEMORY, "k", round, length), 0);
		EXPECT(publish_number(PUPPET_B, DS_U32, "k", round, 0), 0);
		EXPECT(delete_entry(PUPPET_A, DS_MEMORY, "k"), 0);
		EXPECT(delete_entry(PUPPET_B, DS_U32, "k"), 0);
	}
	EXPECT(pages_of(STORE), before);
}

const struct scenario value_scenarios[] = {
	{"values", values},   {"refusals", refusals}, {"grants", grants}, {"strangers", strangers},
	{"leave", leave},     {"inherit", inherit},   {"labels", labels}, {"list", list},
	{"rounds", rounds},   {NULL, NULL},
};
