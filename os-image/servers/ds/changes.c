/* See changes.h. */
#include "changes.h"

#include "recovery_backup.h"
#include "subscriptions.h"

#include <string.h>

s32
change_publish(const struct publication *publication)
{
	struct entry *entry = store_find(publication->type, publication->key);
	u32 replaced = entry != NULL ? entry->saved : NO_RECORD;
	s32 error = store_may_publish(publication);
	u32 record;

	if (error < 0)
		return error;
	record = backup_save(publication);
	error = store_publish(publication, &entry);
	if (error < 0) {
		backup_drop(record);
		return error;
	}
	entry->saved = record;
	backup_drop(replaced);
	subscriptions_notify(entry);
	return 0;
}

void
change_delete(struct entry *entry)
{
	backup_drop(entry->saved);
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
