/* See conductor.h. */
#include "conductor.h"

#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <string.h>

static const char *store;

static const struct scenario *const tables[] = {
	value_scenarios,
	subscription_scenarios,
	crowd_scenarios,
	system_scenarios,
};

void
conductor(int argc, char **argv)
{
	if (argc != 2)
		panic("a conductor needs a scenario and a data store");
	store = argv[1];
	for (u32 index = 0; index < ARRAY_LEN(tables); index++)
		for (const struct scenario *one = tables[index]; one->name != NULL; one++)
			if (strcmp(one->name, argv[0]) == 0) {
				one->play();
				sys_exit(EXIT_NORMAL, 0, "", 0);
			}
	panic("no scenario is named %s", argv[0]);
}

void
expect(const char *file, int line, const char *what, s32 found, s32 expected)
{
	if (found != expected)
		panic("%s:%d: %s: expected %d, found %d", file, line, what, (int)expected,
		      (int)found);
}

endpoint_t
endpoint_of(const char *label)
{
	endpoint_t endpoint = sys_lookup(label);

	if (endpoint < 0)
		panic("%s is not there: error %d", label, (int)-endpoint);
	return endpoint;
}

const char *
store_label(void)
{
	return store;
}

s32
say(const char *label, struct message *message)
{
	int error = ipc_sendrec(endpoint_of(label), message);

	return error < 0 ? error : MESSAGE_BODY(message, const struct reply_head)->status;
}

s32
publish_number(const char *label, enum ds_type type, const char *key, u32 value, u32 flags)
{
	struct message message = {.type = DS_PUBLISH};
	struct ds_publish *publish = MESSAGE_BODY(&message, struct ds_publish);

	publish->type = type;
	publish->flags = flags;
	publish->value = value;
	strncpy(publish->key, key, sizeof(publish->key));
	return say(label, &message);
}

s32
publish_bytes(const char *label, enum ds_type type, const char *key, u32 seed, u32 length)
{
	struct message message = {.type = DS_PUBLISH};
	struct ds_publish *publish = MESSAGE_BODY(&message, struct ds_publish);

	EXPECT(fill(label, seed, length), 0);
	publish->type = type;
	publish->flags = DS_OVERWRITE;
	publish->grant = GRANT_OF_PUPPET;
	publish->length = length;
	strlcpy(publish->key, key, sizeof(publish->key));
	return say(label, &message);
}

s32
retrieve(const char *label, enum ds_type type, const char *key, u32 length,
	 struct ds_value_reply *reply)
{
	struct message message = {.type = DS_RETRIEVE};
	struct ds_retrieve *retrieve = MESSAGE_BODY(&message, struct ds_retrieve);
	s32 status;

	retrieve->type = type;
	retrieve->grant = GRANT_OF_PUPPET;
	retrieve->length = length;
	strlcpy(retrieve->key, key, sizeof(retrieve->key));
	status = say(label, &message);
	*reply = *MESSAGE_BODY(&message, const struct ds_value_reply);
	return status;
}

s32
delete_entry(const char *label, enum ds_type type, const char *key)
{
	struct message message = {.type = DS_DELETE};
	struct ds_retrieve *named = MESSAGE_BODY(&message, struct ds_retrieve);

	named->type = type;
	strlcpy(named->key, key, sizeof(named->key));
	return say(label, &message);
}

static s32
say_pattern(const char *label, u32 request, const char *pattern, u32 types, u32 flags)
{
	struct message message = {.type = request};
	struct ds_subscribe *subscribe = MESSAGE_BODY(&message, struct ds_subscribe);

	subscribe->types = types;
	subscribe->flags = flags;
	strlcpy(subscribe->pattern, pattern, sizeof(subscribe->pattern));
	return say(label, &message);
}

s32
subscribe(const char *label, const char *pattern, u32 types, u32 flags)
{
	return say_pattern(label, DS_SUBSCRIBE, pattern, types, flags);
}

s32
unsubscribe(const char *label, const char *pattern)
{
	return say_pattern(label, DS_UNSUBSCRIBE, pattern, 0, 0);
}

s32
check(const char *label, struct ds_change_reply *change)
{
	struct message message = {.type = DS_CHECK};
	s32 status = say(label, &message);

	*change = *MESSAGE_BODY(&message, const struct ds_change_reply);
	return status;
}

void
expect_change(const char *file, int line, const char *label, enum ds_change_kind kind,
	      enum ds_type type, const char *key)
{
	struct ds_change_reply change;
	s32 status = check(label, &change);

	if (status != 1 || change.kind != kind || change.type != type ||
	    strcmp(change.key, key) != 0)
		panic("%s:%d: %s: expected change %d of %s, found status %d, change %u of %.*s",
		      file, line, label, (int)kind, key, (int)status, (unsigned)change.kind,
		      (int)sizeof(change.key), change.key);
}

static s32
say_bytes(const char *label, u32 request, u32 seed, u32 length)
{
	struct message message = {.type = request};
	struct test_bytes *bytes = MESSAGE_BODY(&message, struct test_bytes);

	bytes->seed = seed;
	bytes->length = length;
	return say(label, &message);
}

s32
fill(const char *label, u32 seed, u32 length)
{
	return say_bytes(label, TEST_FILL, seed, length);
}

s32
verify(const char *label, u32 seed, u32 length)
{
	return say_bytes(label, TEST_VERIFY, seed, length);
}

s32
notified(const char *label)
{
	struct message message = {.type = TEST_NOTIFIED};

	return say(label, &message);
}

struct test_seen
seen(const char *key)
{
	struct message message = {.type = TEST_SEEN};

	strlcpy(MESSAGE_BODY(&message, struct test_key)->key, key, DS_KEY_LEN);
	EXPECT(say(CLIENT, &message), 0);
	return *MESSAGE_BODY(&message, const struct test_seen);
}

u32
pages_of(const char *label)
{
	struct kprocess process;

	if (sys_info(KINFO_PROCESS, &process, sizeof(process),
		     (u32)ENDPOINT_SLOT(endpoint_of(label))) < 0)
		panic("no information about %s", label);
	return process.pages;
}

void
wait_ms(u32 ms)
{
	struct message message;

	EXPECT(sys_alarm(sys_uptime_us() + ms * 1000ull), 0);
	EXPECT(ipc_receive(EP_CLOCK, &message), 0);
}
