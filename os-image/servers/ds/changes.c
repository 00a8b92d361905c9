/* See changes.h. */
#include "changes.h"

#include "subscriptions.h"

#include <string.h>

s32
change_publish(const struct publication *publication)
{
	struct entry *entry;
	s32 error = store_publish(publication, &entry);

	if (error == 0)
		subscriptions_notify(entry);
	return error;
}

void
change_delete(struct entry *entry)
{
	entry = store_delete(entry);
	subscriptions_notify(entry);
	if (!subscriptions_await(entry))
		store_forget(entry);
}

static struct entry *
oldest_published_of(const char *owner)
{
	struct entry *oldest = NULL;

	for (u32 index = 0; index < store_count(); index++) {
		struct entry *entry = store_at(index);

		if (entry->kind == DS_PUBLISHED && strcmp(store_owner(entry), owner) == 0 &&
		    (oldest == NULL || entry->changed < oldest->changed))
			oldest = entry;
	}
	return oldest;
}

void
change_delete_owned(const char *owner)
{
	struct entry *entry;

	while ((entry = oldest_published_of(owner)) != NULL)
		change_delete(entry);
}

/* Backwards: the last entry takes the place of one that is forgotten. */
void
changes_settle(void)
{
	if (store_deleted_count() == 0)
		return;
	for (u32 index = store_count(); index-- > 0;) {
		struct entry *entry = store_at(index);

		if (entry->kind == DS_DELETED && !subscriptions_await(entry))
			store_forget(entry);
	}
}
