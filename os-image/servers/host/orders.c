/*
 * The commands `service` and `kill`: orders to RS. Each becomes a request, and RS'
 * answer is the command's. RS may answer late, when the fresh instance is up: an
 * order waits for that in its place of the table, and nothing else does.
 *
 * A name is tried as a label first, then with each prefix that tells a driver's
 * kind, until RS knows such a component.
 */
#include <channel/json.h>
#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/request.h>
#include <libsys/rs_client.h>
#include <stdio.h>
#include <string.h>

#include "host.h"

#define US_PER_S 1000000u
/* Longer than RS waits for a component to come up before it calls that a failure. */
#define ANSWER_DEADLINE_S 60u

#define NAMES_TEXT_SIZE 128

static const char *const prefixes[] = {"", "eth.", "blk.", "chr."};

struct order {
	u32 id; /* NO_ID: this place is free */
	const struct order_verb *verb;
	char name[LABEL_LEN];
	u32 prefix; /* index of the one that is tried now */
	char label[LABEL_LEN];
	u32 detail; /* inject: how; complain: the reason; restart: its flags */
	u32 odds;
	u32 seed;
	int is_answered; /* before it was carried out */
};

/* A kind of order: how its words are read, and the request that it becomes. */
struct order_verb {
	const char *name;
	u32 request;
	int ends_instance; /* when that is us, nobody is left to answer */
	/* Reads its own words. 0, or -1 after the command was answered. NULL: it has none. */
	int (*read)(struct order *order, const struct json_object *object);
	/* Fills in the body. 0, or -ESRCH. */
	s32 (*fill)(const struct order *order, struct message *message);
};

static struct order orders[ORDERS_MAX];

static void try_next(struct order *order);

/* ---- the verbs ---- */

/* The place of a word among the names, which begin at 1; 0 after the command was answered. */
static u32
read_word(u32 id, const struct json_object *object, const char *key, const char *const *names,
	  u32 count)
{
	const char *word = json_string(object, key);
	char list[NAMES_TEXT_SIZE] = "";

	for (u32 i = 1; i < count; i++) {
		if (word != NULL && strcmp(names[i], word) == 0)
			return i;
		strlcat(list, i == 1 ? "" : i + 1 < count ? ", " : " or ", sizeof(list));
		strlcat(list, names[i], sizeof(list));
	}
	reply_error(id, "The order needs a \"%s\": %s.", key, list);
	return 0;
}

/* A number from `least` on. 0, or -1 after the command was answered. */
static int
read_number(u32 id, const struct json_object *object, const char *key, u32 least, u32 absent,
	    u32 *number)
{
	s64 value = json_number(object, key, least, UINT32_MAX, -1);

	*number = value < 0 ? absent : (u32)value;
	if (value >= 0 || json_find(object, key) == NULL)
		return 0;
	reply_error(id, "\"%s\" has to be a number from %u to %u.", key, least, UINT32_MAX);
	return -1;
}

static int
read_restart(struct order *order, const struct json_object *object)
{
	const struct json_member *reset = json_find(object, "reset");

	if (reset != NULL && reset->type == JSON_BOOL && reset->number)
		order->detail = RS_RESET_DEVICE;
	return 0;
}

static int
read_inject(struct order *order, const struct json_object *object)
{
	static const char *const names[MISBEHAVE_END] = MISBEHAVIOUR_NAMES;

	order->detail = read_word(order->id, object, "how", names, MISBEHAVE_END);
	if (order->detail == 0 ||
	    read_number(order->id, object, "odds", 1, RACE_DEFAULT_ODDS, &order->odds) < 0)
		return -1;
	return read_number(order->id, object, "seed", 0, RACE_DEFAULT_SEED, &order->seed);
}

static int
read_complain(struct order *order, const struct json_object *object)
{
	static const char *const names[COMPLAINT_END] = COMPLAINT_NAMES;

	order->detail = read_word(order->id, object, "reason", names, COMPLAINT_END);
	return order->detail == 0 ? -1 : 0;
}

static s32
fill_label(const struct order *order, struct message *message)
{
	strlcpy(MESSAGE_BODY(message, struct rs_label)->label, order->label, LABEL_LEN);
	return 0;
}

static s32
fill_restart(const struct order *order, struct message *message)
{
	struct rs_restart *body = MESSAGE_BODY(message, struct rs_restart);

	body->flags = order->detail;
	strlcpy(body->label, order->label, LABEL_LEN);
	return 0;
}

static s32
fill_kill(const struct order *order, struct message *message)
{
	endpoint_t endpoint = sys_lookup(order->label);

	if (endpoint <= 0)
		return -ESRCH;
	MESSAGE_BODY(message, struct rs_target)->endpoint = endpoint;
	return 0;
}

static s32
fill_inject(const struct order *order, struct message *message)
{
	struct rs_inject *body = MESSAGE_BODY(message, struct rs_inject);

	body->how = order->detail;
	body->odds = order->odds;
	body->seed = order->seed;
	strlcpy(body->label, order->label, LABEL_LEN);
	return 0;
}

static s32
fill_complain(const struct order *order, struct message *message)
{
	struct rs_complain *body = MESSAGE_BODY(message, struct rs_complain);

	body->endpoint = EP_NONE;
	body->reason = order->detail;
	strlcpy(body->label, order->label, LABEL_LEN);
	return 0;
}

static const struct order_verb verbs[] = {
	{"up", RS_START, 0, NULL, fill_label},
	{"down", RS_DOWN, 1, NULL, fill_label},
	{"restart", RS_RESTART, 1, read_restart, fill_restart},
	{"kill", RS_KILL, 1, NULL, fill_kill},
	{"inject", RS_INJECT, 1, read_inject, fill_inject},
	{"complain", RS_COMPLAIN, 1, read_complain, fill_complain},
};

static const struct order_verb *
find_verb(const char *name)
{
	for (u32 i = 0; i < ARRAY_LEN(verbs); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

/* ---- answers ---- */

static const char *
reason_of(s32 error)
{
	switch (error) {
	case -EEXIST:
		return "it is up already";
	case -EDEADEP:
		return "it is not up";
	case -EPERM:
		return "the system can't go on without it";
	case -EAGAIN:
		return "there were too many of these lately";
	case -EOPNOTSUPP:
		return "it can't fail in that way";
	case -ENOEXEC:
		return "its program ended before it was up";
	case -ETIMEDOUT:
		return "RS did not answer in time";
	default:
		return strerror(-error);
	}
}

static void
end(struct order *order, s32 status)
{
	u32 id = order->id;

	order->id = NO_ID;
	if (order->is_answered)
		return;
	if (status == -ESRCH)
		reply_error(id, "RS has no component called \"%s\"%s.", order->name,
			    order->verb->request == RS_KILL ? " that runs now" : "");
	else if (status < 0)
		reply_error(id, "RS refuses %s of %s: %s.", order->verb->name, order->label,
			    reason_of(status));
	else
		reply_ended(id, 0, 0);
}

static void
answered(u32 request, s32 status, const struct message *reply, void *context)
{
	struct order *order = context;

	(void)request;
	if (status == 0)
		status = MESSAGE_BODY((struct message *)reply, const struct reply_head)->status;
	/* -ENOENT of RS_START: it has no such component either. */
	if (status == -ESRCH || status == -ENOENT)
		try_next(order);
	else
		end(order, status);
}

/* ---- sending ---- */

/* The next label that the name may mean; 0 when there is none. */
static int
next_label(struct order *order)
{
	while (order->prefix < ARRAY_LEN(prefixes)) {
		const char *prefix = prefixes[order->prefix++];

		if (snprintf(order->label, LABEL_LEN, "%s%s", prefix, order->name) < (int)LABEL_LEN)
			return 1;
	}
	return 0;
}

/* Sends the request for the label; the error when nothing is under way now. */
static s32
send(struct order *order)
{
	struct message message = {.type = order->verb->request};
	s32 result = order->verb->fill(order, &message);

	if (result < 0)
		return result;
	if (strcmp(order->label, HOST_LABEL) == 0 && order->verb->ends_instance) {
		order->is_answered = 1; /* there is no later */
		reply_ended(order->id, 0, 0);
	}
	result = request_start(RS_EP, &message, sys_uptime_us() + ANSWER_DEADLINE_S * US_PER_S, 0,
			       answered, order);
	return result < 0 ? result : 0;
}

static void
try_next(struct order *order)
{
	s32 result = -ESRCH;

	while (result == -ESRCH && next_label(order))
		result = send(order);
	if (result < 0)
		end(order, result);
}

static struct order *
free_place(void)
{
	for (u32 i = 0; i < ORDERS_MAX; i++)
		if (orders[i].id == NO_ID)
			return &orders[i];
	return NULL;
}

void
order_give(u32 id, const char *verb, const struct json_object *object)
{
	const char *name = json_string(object, "label");
	struct order *order = free_place();
	struct order wanted = {.id = id, .verb = find_verb(verb)};

	if (wanted.verb == NULL)
		reply_error(id,
			    "There is no verb \"%.32s\" here: expected up, down, restart, kill, "
			    "inject or complain.",
			    verb);
	else if (name == NULL)
		reply_error(id, "%s needs a \"label\", such as \"chr.tty\".", verb);
	else if (strlcpy(wanted.name, name, sizeof(wanted.name)) >= sizeof(wanted.name))
		reply_error(id, "RS has no component called \"%.32s\": labels are shorter.", name);
	else if (order == NULL)
		reply_error(id, "%u orders are under way: wait for one to end.", ORDERS_MAX);
	else if (wanted.verb->read == NULL || wanted.verb->read(&wanted, object) == 0) {
		*order = wanted;
		try_next(order);
	}
}

int
order_is_under_way(u32 id)
{
	for (u32 i = 0; i < ORDERS_MAX; i++)
		if (orders[i].id == id)
			return 1;
	return 0;
}
