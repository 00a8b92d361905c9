/*
 * Scenarios with the system's own data store: what RS publishes, and a client of
 * libsys/ds_client.h over a restart, which loses nothing.
 */
#include "conductor.h"

#include <errno.h>
#include <libsys/ds_client.h>
#include <libsys/event_loop.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <string.h>

#define KEY "t.key"
#define KEY_OF_CLIENT "t.client.state"
#define POLL_MS 5u
#define POLLS_MAX 4000u

/* ---- the client ---- */

#define SEEN_MAX 16u

static struct test_seen summary; /* but for the key's own */
static struct {
	char key[DS_KEY_LEN];
	u32 changes;
	u32 kind;
	u32 value;
} seen_keys[SEEN_MAX];

static char state[] = "what a restart must not lose";
static char found[sizeof(state)];

static void
note(const struct ds_change_reply *change)
{
	for (u32 index = 0; index < SEEN_MAX; index++) {
		if (seen_keys[index].key[0] == '\0')
			strlcpy(seen_keys[index].key, change->key, DS_KEY_LEN);
		if (strcmp(seen_keys[index].key, change->key) != 0)
			continue;
		seen_keys[index].changes++;
		seen_keys[index].kind = change->kind;
		seen_keys[index].value = change->value;
		return;
	}
	panic("a client was told of more keys than there are");
}

static void
fetched(s32 status, void *context)
{
	(void)context;
	if (status == sizeof(state) && memcmp(state, found, sizeof(state)) == 0)
		summary.fetched++;
}

static void
fetch_state(void)
{
	memset(found, 0, sizeof(found));
	if (ds_fetch(KEY_OF_CLIENT, found, sizeof(found), fetched, NULL) < 0)
		panic("a client could not fetch");
}

static void
stored(s32 status, void *context)
{
	(void)context;
	if (status != 0)
		return;
	summary.stored++;
	fetch_state();
}

static void
store_state(void)
{
	if (ds_store(KEY_OF_CLIENT, state, sizeof(state), stored, NULL) < 0)
		panic("a client could not store");
}

/* What was stored at the instance before is there, and so is not stored again. */
static void
restarted(void)
{
	summary.restarts++;
	fetch_state();
}

static void
tell_seen(struct message *request)
{
	const struct test_key *asked = MESSAGE_BODY(request, const struct test_key);
	struct message message = {.type = TEST_SEEN | REPLY_BIT};
	struct test_seen *reply = MESSAGE_BODY(&message, struct test_seen);

	*reply = summary;
	reply->head.id = asked->head.id;
	for (u32 index = 0; index < SEEN_MAX; index++) {
		if (strncmp(seen_keys[index].key, asked->key, DS_KEY_LEN) != 0)
			continue;
		reply->changes = seen_keys[index].changes;
		reply->kind = seen_keys[index].kind;
		reply->value = seen_keys[index].value;
	}
	event_reply(request->source, &message);
}

void
client(int argc, char **argv)
{
	static const struct event_route routes[] = {{TEST_SEEN, EVENT_ON_LOOP, tell_seen}};
	static const struct event_config config = {.routes = routes,
						   .route_count = ARRAY_LEN(routes)};

	(void)argc;
	(void)argv;
	ds_subscribe("t.*", DS_TYPE_BIT(DS_U32) | DS_TYPE_BIT(DS_LABEL), note);
	ds_on_restart(restarted);
	store_state();
	event_loop_run(&config);
}

/* ---- what RS publishes ---- */

/* RS tells the data store without waiting for it, so it may come a little later. */
static struct ds_change_reply
next_change(const char *label)
{
	struct ds_change_reply change;

	for (u32 polls = 0; polls < POLLS_MAX; polls++) {
		s32 status = check(label, &change);

		if (status == 1)
			return change;
		EXPECT(status, 0);
		wait_ms(POLL_MS);
	}
	panic("%s is told of nothing", label);
}

static void
watch_labels(void)
{
	EXPECT(subscribe(PUPPET_A, PUPPET_B, DS_ALL_TYPES, DS_INITIAL), 0);
	EXPECT(subscribe(PUPPET_A, "b.*", DS_ALL_TYPES, 0), 0);
}

static void
b_has_started(void)
{
	struct ds_change_reply change = next_change(PUPPET_A);
	struct ds_value_reply reply;

	EXPECT(change.kind, DS_PUBLISHED);
	EXPECT(change.type, DS_LABEL);
	EXPECT(change.value, endpoint_of(PUPPET_B));
	EXPECT(retrieve(PUPPET_A, DS_LABEL, PUPPET_B, 0, &reply), 0);
	EXPECT(reply.value, endpoint_of(PUPPET_B));
	EXPECT(strcmp(reply.owner, "rs"), 0);
	EXPECT(publish_number(PUPPET_A, DS_LABEL, PUPPET_B, 1, DS_OVERWRITE), -EPERM);
	EXPECT(publish_number(PUPPET_B, DS_LABEL, PUPPET_B, 1, DS_OVERWRITE), -EPERM);
	EXPECT(delete_entry(PUPPET_B, DS_LABEL, PUPPET_B), -EPERM);
	EXPECT(publish_number(PUPPET_B, DS_U32, "b.key", 1, 0), 0);
	EXPECT_CHANGE(PUPPET_A, DS_PUBLISHED, DS_U32, "b.key");
}

static void
b_has_ended(void)
{
	struct ds_change_reply change = next_change(PUPPET_A);
	struct ds_value_reply reply;

	EXPECT(change.kind, DS_DELETED);
	EXPECT(change.type, DS_LABEL);
	EXPECT_CHANGE(PUPPET_A, DS_DELETED, DS_U32, "b.key");
	EXPECT(retrieve(PUPPET_A, DS_LABEL, PUPPET_B, 0, &reply), -ENOENT);
	EXPECT(retrieve(PUPPET_A, DS_U32, "b.key", 0, &reply), -ENOENT);
	EXPECT(publish_number(PUPPET_A, DS_U32, "b.key", 2, 0), 0);
	EXPECT(delete_entry(PUPPET_A, DS_U32, "b.key"), 0);
}

/* ---- a restart ---- */

static struct test_seen
wait_until(int (*is_so)(const struct test_seen *seen), const char *key)
{
	for (u32 polls = 0; polls < POLLS_MAX; polls++) {
		struct test_seen now = seen(key);

		if (is_so(&now))
			return now;
		wait_ms(POLL_MS);
	}
	panic("the client did not learn of %s in time", key);
}

static int
is_known_and_stored(const struct test_seen *now)
{
	return now->changes > 0 && now->fetched == 1;
}

static int
is_fetched_again(const struct test_seen *now)
{
	return now->restarts == 1 && now->fetched == 2 && now->stored == 1;
}

static int
has_value_2(const struct test_seen *now)
{
	return now->value == 2;
}

static int
knows_itself_again(const struct test_seen *now)
{
	return now->changes > 1;
}

static void
client_learns(void)
{
	struct test_seen now;

	EXPECT(publish_number(PUPPET_A, DS_U32, KEY, 1, DS_OVERWRITE), 0);
	now = wait_until(is_known_and_stored, KEY);
	EXPECT(now.value, 1);
	EXPECT(now.restarts, 0);
	now = seen(CLIENT);
	EXPECT(now.value, endpoint_of(CLIENT));
}

/*
 * What the client stored came from the backup, and labels from RS. What A published went with
 * A, which was taken down meanwhile.
 */
static void
client_learns_again(void)
{
	struct ds_value_reply reply;

	wait_until(is_fetched_again, KEY);
	wait_until(knows_itself_again, CLIENT);
	EXPECT(retrieve(PUPPET_A, DS_U32, KEY, 0, &reply), -ENOENT);
	EXPECT(publish_number(PUPPET_A, DS_U32, KEY, 2, 0), 0);
	wait_until(has_value_2, KEY);
}

const struct scenario system_scenarios[] = {
	{"watch_labels", watch_labels},
	{"b_has_started", b_has_started},
	{"b_has_ended", b_has_ended},
	{"client_learns", client_learns},
	{"client_learns_again", client_learns_again},
	{NULL, NULL},
};
