/*
 * Storing and fetching values of the data store. See ds_client.h. A grant lasts as long as its
 * request, so that whatever comes late touches nothing.
 */
#include "ds_internal.h"

#include <errno.h>
#include <libsys/ds_client.h>
#include <libsys/grant.h>
#include <libsys/kcall.h>
#include <libsys/request.h>
#include <string.h>

#define OPERATIONS_MAX 16u

struct operation {
	int is_used;
	ds_done *done; /* or NULL */
	void *context;
	grant_id_t grant; /* or GRANT_INVALID */
	u32 *number;      /* where the number that was asked for goes, or NULL */
	u32 length_max;   /* a positive status above is no answer */
};

static struct operation operations[OPERATIONS_MAX];

static void
finished(u32 id, s32 status, const struct message *reply, void *context)
{
	struct operation operation = *(struct operation *)context;
	struct ds_value_reply value = {0};

	(void)id;
	((struct operation *)context)->is_used = 0;
	if (operation.grant != GRANT_INVALID)
		(void)grant_revoke(operation.grant);
	if (status == -ETIMEDOUT)
		ds_complain(COMPLAINT_DEADLINE);
	if (status == 0) {
		value = *MESSAGE_BODY(reply, const struct ds_value_reply);
		status = value.head.status;
	}
	if (status > 0 && (u32)status > operation.length_max) {
		ds_complain(COMPLAINT_LENGTH);
		status = -EPROTO;
	}
	if (status == 0 && operation.number != NULL)
		*operation.number = value.value;
	if (operation.done != NULL)
		operation.done(status, operation.context);
}

static struct operation *
free_operation(void)
{
	for (u32 index = 0; index < OPERATIONS_MAX; index++)
		if (!operations[index].is_used)
			return &operations[index];
	return NULL;
}

/* Sends the message; the operation's grant is revoked when that fails. */
static s32
start(const struct operation *wanted, const struct message *message)
{
	struct operation *operation = free_operation();
	endpoint_t target = ds_endpoint();
	s32 result = -EAGAIN;

	if (operation != NULL) {
		*operation = *wanted;
		operation->is_used = 1;
		result = target == EP_NONE ? -EDEADEP
					   : request_start(target, message,
							   sys_uptime_us() + DS_DEADLINE_US, 0,
							   finished, operation);
		if (result < 0)
			operation->is_used = 0;
	}
	if (result < 0 && wanted->grant != GRANT_INVALID)
		(void)grant_revoke(wanted->grant);
	return result < 0 ? result : 0;
}

/* The key, cut so that the data store sees one that is too long as what it is: no key. */
static void
set_key(char *to, const char *key)
{
	strncpy(to, key, DS_KEY_LEN);
}

s32
ds_publish_u32(const char *key, u32 value, ds_done *done, void *context)
{
	struct operation operation = {.done = done, .context = context, .grant = GRANT_INVALID};
	struct message message = {.type = DS_PUBLISH};
	struct ds_publish *publish = MESSAGE_BODY(&message, struct ds_publish);

	publish->type = DS_U32;
	publish->flags = DS_OVERWRITE;
	publish->value = value;
	set_key(publish->key, key);
	return start(&operation, &message);
}

s32
ds_retrieve_u32(const char *key, u32 *value, ds_done *done, void *context)
{
	struct operation operation = {
		.done = done, .context = context, .grant = GRANT_INVALID, .number = value};
	struct message message = {.type = DS_RETRIEVE};
	struct ds_retrieve *retrieve = MESSAGE_BODY(&message, struct ds_retrieve);

	retrieve->type = DS_U32;
	set_key(retrieve->key, key);
	return start(&operation, &message);
}

s32
ds_store(const char *key, const void *data, u32 length, ds_done *done, void *context)
{
	struct operation operation = {.done = done, .context = context};
	struct message message = {.type = DS_PUBLISH};
	struct ds_publish *publish = MESSAGE_BODY(&message, struct ds_publish);

	operation.grant = grant_direct(ds_endpoint(), data, length, GRANT_READ);
	if (operation.grant < 0)
		return operation.grant;
	publish->type = DS_MEMORY;
	publish->flags = DS_OVERWRITE;
	publish->grant = operation.grant;
	publish->length = length;
	set_key(publish->key, key);
	return start(&operation, &message);
}

s32
ds_fetch(const char *key, void *data, u32 size, ds_done *done, void *context)
{
	struct operation operation = {.done = done, .context = context, .length_max = size};
	struct message message = {.type = DS_RETRIEVE};
	struct ds_retrieve *retrieve = MESSAGE_BODY(&message, struct ds_retrieve);

	operation.grant = grant_direct(ds_endpoint(), data, size, GRANT_WRITE);
	if (operation.grant < 0)
		return operation.grant;
	retrieve->type = DS_MEMORY;
	retrieve->grant = operation.grant;
	retrieve->length = size;
	set_key(retrieve->key, key);
	return start(&operation, &message);
}

s32
ds_delete(enum ds_type type, const char *key, ds_done *done, void *context)
{
	struct operation operation = {.done = done, .context = context, .grant = GRANT_INVALID};
	struct message message = {.type = DS_DELETE};
	struct ds_retrieve *named = MESSAGE_BODY(&message, struct ds_retrieve);

	named->type = type;
	set_key(named->key, key);
	return start(&operation, &message);
}
