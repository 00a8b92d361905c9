/* See subscriptions.h. */
#include "subscriptions.h"

#include <errno.h>
#include <libsys/ds_pattern.h>
#include <libsys/ipc.h>
#include <string.h>

struct pattern {
	char text[DS_KEY_LEN]; /* empty: free */
	u32 types;             /* DS_TYPE_BIT of each */
	u64 told;              /* all matching changes up to this number were told */
	u64 since;             /* what was deleted up to this number never mattered to it */
};

struct subscriber {
	endpoint_t endpoint; /* EP_NONE: free */
	char label[LABEL_LEN];
	int is_notified; /* and has not asked since */
	struct pattern patterns[PATTERNS_MAX];
};

static struct subscriber subscribers[NR_PRIVS]; /* by privilege id */

static struct subscriber *
find(const struct caller *caller)
{
	struct subscriber *subscriber = &subscribers[caller->priv_id];

	return subscriber->endpoint == caller->endpoint ? subscriber : NULL;
}

static struct pattern *
find_pattern(struct subscriber *subscriber, const char *text)
{
	for (u32 index = 0; index < PATTERNS_MAX; index++)
		if (strcmp(subscriber->patterns[index].text, text) == 0)
			return &subscriber->patterns[index];
	return NULL;
}

/* Private entries are nobody else's business, their changes included. */
static int
wants(const struct subscriber *subscriber, const struct pattern *pattern,
      const struct entry *entry)
{
	if (pattern->text[0] == '\0' || entry->changed <= pattern->told ||
	    !(pattern->types & DS_TYPE_BIT(entry->type)))
		return 0;
	if (entry->kind == DS_DELETED && entry->changed <= pattern->since)
		return 0;
	if (entry->type == DS_MEMORY && strcmp(store_owner(entry), subscriber->label) != 0)
		return 0;
	return ds_pattern_matches(pattern->text, entry->key);
}

static int
awaits(const struct subscriber *subscriber, const struct entry *entry)
{
	if (subscriber->endpoint == EP_NONE)
		return 0;
	for (u32 index = 0; index < PATTERNS_MAX; index++)
		if (wants(subscriber, &subscriber->patterns[index], entry))
			return 1;
	return 0;
}

static void
notify(struct subscriber *subscriber)
{
	if (!subscriber->is_notified && ipc_notify(subscriber->endpoint) < 0)
		*subscriber = (struct subscriber){.endpoint = EP_NONE};
	else
		subscriber->is_notified = 1;
}

/* The one that changed first of those it awaits. */
static struct entry *
first_awaited(const struct subscriber *subscriber)
{
	struct entry *first = NULL;

	for (u32 index = 0; index < store_count(); index++) {
		struct entry *entry = store_at(index);

		if ((first == NULL || entry->changed < first->changed) && awaits(subscriber, entry))
			first = entry;
	}
	return first;
}

static struct pattern *
add_pattern(struct subscriber *subscriber, const char *text)
{
	struct pattern *pattern = find_pattern(subscriber, "");

	if (pattern == NULL)
		return NULL;
	strlcpy(pattern->text, text, sizeof(pattern->text));
	pattern->told = store_newest();
	pattern->since = store_newest();
	return pattern;
}

s32
subscription_add(const struct caller *caller, const char *text, u32 types, int initial)
{
	struct subscriber *subscriber = &subscribers[caller->priv_id];
	struct pattern *pattern;

	if (subscriber->endpoint != caller->endpoint) {
		*subscriber = (struct subscriber){.endpoint = caller->endpoint};
		strlcpy(subscriber->label, caller->label, sizeof(subscriber->label));
	}
	pattern = find_pattern(subscriber, text);
	if (pattern == NULL)
		pattern = add_pattern(subscriber, text);
	if (pattern == NULL)
		return -ENOSPC;
	pattern->types = types;
	if (initial)
		pattern->told = 0;
	if (first_awaited(subscriber) != NULL)
		notify(subscriber);
	return 0;
}

s32
subscription_remove(const struct caller *caller, const char *text)
{
	struct subscriber *subscriber = find(caller);
	struct pattern *pattern = subscriber != NULL ? find_pattern(subscriber, text) : NULL;

	if (pattern == NULL)
		return -ENOENT;
	*pattern = (struct pattern){0};
	return 0;
}

struct entry *
subscription_next(const struct caller *caller)
{
	struct subscriber *subscriber = find(caller);

	if (subscriber == NULL)
		return NULL;
	subscriber->is_notified = 0;
	return first_awaited(subscriber);
}

/* It was the first that any of the patterns awaited, so none passes over another. */
void
subscription_told(const struct caller *caller, const struct entry *entry)
{
	struct subscriber *subscriber = find(caller);

	for (u32 index = 0; subscriber != NULL && index < PATTERNS_MAX; index++)
		if (subscriber->patterns[index].told < entry->changed)
			subscriber->patterns[index].told = entry->changed;
}

void
subscriptions_notify(const struct entry *entry)
{
	for (u32 index = 0; index < NR_PRIVS; index++)
		if (awaits(&subscribers[index], entry))
			notify(&subscribers[index]);
}

int
subscriptions_await(const struct entry *entry)
{
	for (u32 index = 0; index < NR_PRIVS; index++)
		if (awaits(&subscribers[index], entry))
			return 1;
	return 0;
}

endpoint_t
subscriber_at(u32 index)
{
	return subscribers[index].endpoint;
}

void
subscriber_drop(u32 index)
{
	subscribers[index] = (struct subscriber){.endpoint = EP_NONE};
}
