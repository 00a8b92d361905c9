/*
 * Requests: what a client says is checked here, and nothing is believed but what the
 * kernel says of it. Each is answered at once.
 */
#include "requests.h"

#include "callers.h"
#include "changes.h"
#include "recovery.h"
#include "subscriptions.h"

#include <errno.h>
#include <libsys/ds_pattern.h>
#include <libsys/kcall.h>
#include <string.h>

s32
request_accept(const struct message *request)
{
	return caller_of(request->source) != NULL ? 0 : -EPERM;
}

static int
is_type(u32 type)
{
	return type >= DS_U32 && type < DS_TYPE_END;
}

static s32
check_name(u32 type, const char *key)
{
	return is_type(type) && ds_key_is_good(key) ? 0 : -EINVAL;
}

/* Labels are what everybody goes by, so they come from RS alone. */
static s32
check_writer(const struct message *request, u32 type)
{
	return type == DS_LABEL && request->source != RS_EP ? -EPERM : 0;
}

/* ---- DS_PUBLISH ---- */

static u8 incoming[DS_MEMORY_MAX];

static s32
take_value(endpoint_t from, const struct ds_publish *publish, u32 length_max)
{
	if (publish->length > length_max)
		return -E2BIG;
	if (publish->length > 0 && sys_safecopy_from(from, publish->grant, 0, incoming,
						     publish->length) < 0)
		return -EBADGRANT;
	if (publish->type == DS_STRING && memchr(incoming, '\0', publish->length) != NULL)
		return -EINVAL;
	return 0;
}

static s32
publish(const struct message *request)
{
	const struct ds_publish *publish = MESSAGE_BODY(request, const struct ds_publish);
	struct publication publication = {
		.owner = caller_of(request->source)->label,
		.key = publish->key,
		.type = publish->type,
		.data = incoming,
		.may_overwrite = publish->flags & DS_OVERWRITE,
	};
	s32 error = check_name(publish->type, publish->key);

	if (error == 0 && (publish->flags & ~DS_OVERWRITE || publish->cause > UINT8_MAX))
		error = -EINVAL;
	if (error == 0)
		error = check_writer(request, publish->type);
	if (error < 0)
		return error;
	switch (publish->type) {
	case DS_LABEL:
		publication.cause = publish->cause;
		publication.value = publish->value;
		break;
	case DS_U32:
		publication.value = publish->value;
		break;
	case DS_STRING:
		error = take_value(request->source, publish, DS_STRING_MAX);
		publication.length = publish->length;
		break;
	case DS_MEMORY:
		error = take_value(request->source, publish, DS_MEMORY_MAX);
		publication.length = publish->length;
		break;
	}
	return error < 0 ? error : change_publish(&publication);
}

static void
do_publish(struct message *request)
{
	event_reply_status(request, publish(request));
}

/* ---- DS_RETRIEVE ---- */

static int
has_bytes(const struct entry *entry)
{
	return entry->type == DS_STRING || entry->type == DS_MEMORY;
}

static u32
value_of(const struct entry *entry)
{
	return has_bytes(entry) ? entry->length : entry->value;
}

static s32
give_value(endpoint_t to, const struct ds_retrieve *retrieve, const struct entry *entry)
{
	if (entry->length > retrieve->length)
		return -E2BIG;
	if (entry->length > 0 && sys_safecopy_to(to, retrieve->grant, 0, store_data(entry),
						 entry->length) < 0)
		return -EBADGRANT;
	return (s32)entry->length;
}

/* The entry if the caller may read it, or NULL. */
static const struct entry *
find_readable(const struct message *request, const struct ds_retrieve *retrieve)
{
	const struct entry *entry = store_find(retrieve->type, retrieve->key);

	if (entry != NULL && entry->type == DS_MEMORY &&
	    strcmp(store_owner(entry), caller_of(request->source)->label) != 0)
		return NULL;
	return entry;
}

static s32
retrieve(const struct message *request, struct ds_value_reply *reply)
{
	const struct ds_retrieve *retrieve = MESSAGE_BODY(request, const struct ds_retrieve);
	const struct entry *entry;
	s32 error = check_name(retrieve->type, retrieve->key);

	if (error < 0)
		return error;
	entry = find_readable(request, retrieve);
	if (entry == NULL)
		return -ENOENT;
	reply->value = value_of(entry);
	reply->cause = entry->cause;
	strlcpy(reply->owner, store_owner(entry), sizeof(reply->owner));
	return has_bytes(entry) ? give_value(request->source, retrieve, entry) : 0;
}

static void
do_retrieve(struct message *request)
{
	struct message message = {.type = DS_RETRIEVE | REPLY_BIT};
	struct ds_value_reply *reply = MESSAGE_BODY(&message, struct ds_value_reply);

	reply->head.id = MESSAGE_BODY(request, const struct request_head)->id;
	reply->head.status = retrieve(request, reply);
	event_reply(request->source, &message);
}

/* ---- DS_DELETE ---- */

static s32
delete(const struct message *request)
{
	const struct ds_retrieve *named = MESSAGE_BODY(request, const struct ds_retrieve);
	struct entry *entry;
	s32 error = check_name(named->type, named->key);

	if (error == 0)
		error = check_writer(request, named->type);
	if (error < 0)
		return error;
	entry = store_find(named->type, named->key);
	if (entry != NULL && strcmp(store_owner(entry), caller_of(request->source)->label) != 0)
		return -EPERM;
	if (entry != NULL)
		change_delete(entry);
	if (named->type == DS_LABEL)
		recovery_component_gone(named->key);
	return entry != NULL ? 0 : -ENOENT;
}

static void
do_delete(struct message *request)
{
	event_reply_status(request, delete(request));
}

/* ---- subscriptions ---- */

static s32
subscribe(const struct message *request)
{
	const struct ds_subscribe *subscribe = MESSAGE_BODY(request, const struct ds_subscribe);
	s32 error;

	if (subscribe->types == 0 || subscribe->types & ~DS_ALL_TYPES ||
	    subscribe->flags & ~DS_INITIAL || !ds_pattern_is_good(subscribe->pattern))
		return -EINVAL;
	error = subscription_add(caller_of(request->source), subscribe->pattern, subscribe->types,
				 subscribe->flags & DS_INITIAL);
	changes_settle(); /* it may take fewer types now, or the place of one that died */
	return error;
}

static void
do_subscribe(struct message *request)
{
	event_reply_status(request, subscribe(request));
}

static s32
unsubscribe(const struct message *request)
{
	const struct ds_subscribe *subscribe = MESSAGE_BODY(request, const struct ds_subscribe);
	s32 error;

	if (!ds_pattern_is_good(subscribe->pattern))
		return -EINVAL;
	error = subscription_remove(caller_of(request->source), subscribe->pattern);
	changes_settle();
	return error;
}

static void
do_unsubscribe(struct message *request)
{
	event_reply_status(request, unsubscribe(request));
}

static void
describe_change(const struct entry *entry, struct ds_change_reply *reply)
{
	reply->head.status = 1;
	reply->kind = entry->kind;
	reply->type = entry->type;
	reply->cause = entry->cause;
	reply->value = value_of(entry);
	strlcpy(reply->key, entry->key, sizeof(reply->key));
}

/* A change counts as told only when the answer is on its way. */
static void
do_check(struct message *request)
{
	const struct caller *caller = caller_of(request->source);
	const struct entry *entry = subscription_next(caller);
	struct message message = {.type = DS_CHECK | REPLY_BIT};
	struct ds_change_reply *reply = MESSAGE_BODY(&message, struct ds_change_reply);

	reply->head.id = MESSAGE_BODY(request, const struct request_head)->id;
	if (entry != NULL)
		describe_change(entry, reply);
	if (event_reply(request->source, &message) < 0 || entry == NULL)
		return;
	subscription_told(caller, entry);
	if (entry->kind == DS_DELETED)
		changes_settle();
}

/* ---- DS_LIST ---- */

static const struct entry *
published_number(u32 number)
{
	for (u32 index = 0; index < store_count(); index++) {
		const struct entry *entry = store_at(index);

		if (entry->kind == DS_PUBLISHED && number-- == 0)
			return entry;
	}
	return NULL;
}

static u16
told_length(const struct entry *entry)
{
	if (!has_bytes(entry))
		return sizeof(entry->value);
	return entry->length < UINT16_MAX ? (u16)entry->length : UINT16_MAX;
}

static void
do_list(struct message *request)
{
	const struct ds_list *list = MESSAGE_BODY(request, const struct ds_list);
	const struct entry *entry = published_number(list->index);
	struct message message = {.type = DS_LIST | REPLY_BIT};
	struct ds_list_reply *reply = MESSAGE_BODY(&message, struct ds_list_reply);

	reply->head.id = list->head.id;
	reply->head.status = entry != NULL ? 0 : -ENOENT;
	if (entry != NULL) {
		reply->type = entry->type;
		reply->length = told_length(entry);
		memcpy(reply->owner, store_owner(entry), sizeof(reply->owner));
		strlcpy(reply->key, entry->key, sizeof(reply->key));
	}
	event_reply(request->source, &message);
}

const struct event_route ds_routes[DS_ROUTES] = {
	{DS_PUBLISH, EVENT_ON_LOOP, do_publish},
	{DS_RETRIEVE, EVENT_ON_LOOP, do_retrieve},
	{DS_DELETE, EVENT_ON_LOOP, do_delete},
	{DS_SUBSCRIBE, EVENT_ON_LOOP, do_subscribe},
	{DS_UNSUBSCRIBE, EVENT_ON_LOOP, do_unsubscribe},
	{DS_CHECK, EVENT_ON_LOOP, do_check},
	{DS_LIST, EVENT_ON_LOOP, do_list},
};
