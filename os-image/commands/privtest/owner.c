/* A component with something of its own in the data store, which stays up meanwhile. */
#include <libsys/event_loop.h>
#include <libsys/grant.h>
#include <libsys/panic.h>
#include <proto/ds.h>
#include <string.h>

#include "privtest.h"

static char state[STATE_SIZE] = "nobody else's";

static void
publish(enum ds_type type, const char *key)
{
	struct message message = {.type = DS_PUBLISH};
	struct ds_publish *body = MESSAGE_BODY(&message, struct ds_publish);
	s32 status;

	body->type = type;
	body->flags = DS_OVERWRITE;
	body->grant = grant_direct(sys_lookup(DS_SERVER_LABEL), state, sizeof(state), GRANT_READ);
	body->length = sizeof(state);
	strlcpy(body->key, key, sizeof(body->key));
	status = ask(DS_SERVER_LABEL, &message);
	if (status < 0)
		panic("publishing my own %s failed: error %d", key, -status);
}

/* That it can be read at all: else refusing it to others would prove nothing. */
static void
read_back(void)
{
	struct message message = {.type = DS_RETRIEVE};
	struct ds_retrieve *body = MESSAGE_BODY(&message, struct ds_retrieve);
	char copy[STATE_SIZE];
	s32 status;

	body->type = DS_MEMORY;
	body->grant = grant_direct(sys_lookup(DS_SERVER_LABEL), copy, sizeof(copy), GRANT_WRITE);
	body->length = sizeof(copy);
	strlcpy(body->key, OWNED_STATE, sizeof(body->key));
	status = ask(DS_SERVER_LABEL, &message);
	if (status != (s32)sizeof(copy) || memcmp(copy, state, sizeof(copy)) != 0)
		panic("my own state is not what I stored: status %d", status);
}

_Noreturn void
owner_main(void)
{
	static const struct event_config config = {.routes = NULL};

	publish(DS_U32, OWNED_NUMBER);
	publish(DS_MEMORY, OWNED_STATE);
	read_back();
	event_loop_run(&config);
}
