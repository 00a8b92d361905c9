/* Entries and owners. See store.h. */
#include "store.h"

#include "values.h"

#include <errno.h>
#include <libsys/panic.h>
#include <string.h>

#define ENTRIES_AT 0x70000000u /* where they lie in the address space */

/* No gaps: the last one moves to where one was forgotten. */
static struct region room = {.base = (u8 *)ENTRIES_AT};
static u32 count;
static u32 deleted_count;
static u64 newest;

struct owner {
	char label[LABEL_LEN]; /* empty: free */
	u16 published;
	u16 deleted;
	u32 bytes; /* of its values */
};
static struct owner owners[OWNERS_MAX];

u32
store_count(void)
{
	return count;
}

u32
store_deleted_count(void)
{
	return deleted_count;
}

struct entry *
store_at(u32 index)
{
	return (struct entry *)(void *)room.base + index;
}

u64
store_newest(void)
{
	return newest;
}

const char *
store_owner(const struct entry *entry)
{
	return owners[entry->owner].label;
}

const void *
store_data(const struct entry *entry)
{
	return values_at(entry->offset);
}

/* Published or deleted: there is at most one of a type and key. */
static struct entry *
find(u32 type, const char *key)
{
	for (u32 index = 0; index < count; index++) {
		struct entry *entry = store_at(index);

		if (entry->type == type && strcmp(entry->key, key) == 0)
			return entry;
	}
	return NULL;
}

struct entry *
store_find(u32 type, const char *key)
{
	struct entry *found = find(type, key);

	return found != NULL && found->kind == DS_PUBLISHED ? found : NULL;
}

/* ---- owners ---- */

static u32
entries_max(const struct owner *owner)
{
	return strcmp(owner->label, RS_LABEL) == 0 ? RS_OWNED_MAX : DS_OWNED_MAX;
}

/* The owner of that label, or a place for it, or NULL. */
static struct owner *
owner_for(const char *label)
{
	struct owner *free = NULL;

	for (u32 index = 0; index < OWNERS_MAX; index++) {
		if (strcmp(owners[index].label, label) == 0)
			return &owners[index];
		if (free == NULL && owners[index].label[0] == '\0')
			free = &owners[index];
	}
	if (free != NULL)
		strlcpy(free->label, label, sizeof(free->label));
	return free;
}

static void
release_if_unused(struct owner *owner)
{
	if (owner->published == 0 && owner->deleted == 0)
		*owner = (struct owner){0};
}

/* ---- values of entries ---- */

/* What lay behind the value moves down, and the entries follow. */
static void
drop_value(struct entry *entry)
{
	if (entry->length == 0)
		return;
	owners[entry->owner].bytes -= entry->length;
	values_remove(entry->offset, entry->length);
	for (u32 index = 0; index < count; index++) {
		struct entry *other = store_at(index);

		if (other->length > 0 && other->offset > entry->offset)
			other->offset -= entry->length;
	}
	entry->length = 0;
}

/* ---- changes ---- */

/* `old` is the published entry that would be replaced, or NULL. */
static int
has_room(const struct owner *owner, const struct entry *old, u32 length)
{
	u32 replaced = old != NULL ? old->length : 0;

	if (old == NULL && owner->published == entries_max(owner))
		return 0;
	return owner->bytes - replaced + length <= DS_OWNED_BYTES_MAX;
}

static struct entry *
append_entry(const struct publication *publication)
{
	struct entry *entry;

	if (region_resize(&room, (count + 1) * sizeof(struct entry)) < 0)
		return NULL;
	entry = store_at(count++);
	*entry = (struct entry){.type = (u8)publication->type};
	strlcpy(entry->key, publication->key, sizeof(entry->key));
	return entry;
}

/* A key that was deleted may become anyone's; whoever was to hear of its end hears of this. */
static void
leave_deleted(struct entry *entry)
{
	struct owner *old_owner = &owners[entry->owner];

	old_owner->deleted--;
	deleted_count--;
	release_if_unused(old_owner);
}

/* The new value is stored before the old one goes: a full store keeps what it has. */
static s32
set(struct owner *owner, struct entry *entry, const struct publication *publication,
    struct entry **stored)
{
	u32 offset;

	if (values_add(publication->data, publication->length, &offset) < 0)
		return -ENOSPC;
	if (entry == NULL)
		entry = append_entry(publication);
	if (entry == NULL) {
		values_remove(offset, publication->length);
		return -ENOSPC;
	}
	offset -= entry->length;
	drop_value(entry);
	if (entry->kind != DS_PUBLISHED)
		owner->published++;
	if (entry->kind == DS_DELETED)
		leave_deleted(entry);
	entry->kind = DS_PUBLISHED;
	entry->owner = (u16)(owner - owners);
	entry->offset = offset;
	entry->length = publication->length;
	entry->value = publication->value;
	entry->cause = (u8)publication->cause;
	entry->changed = ++newest;
	owner->bytes += publication->length;
	*stored = entry;
	return 0;
}

s32
store_may_publish(const struct publication *publication)
{
	const struct entry *old = store_find(publication->type, publication->key);
	struct owner *owner;
	s32 error;

	if (old != NULL && strcmp(store_owner(old), publication->owner) != 0)
		return -EPERM;
	if (old != NULL && !publication->may_overwrite)
		return -EEXIST;
	owner = owner_for(publication->owner);
	if (owner == NULL)
		return -ENOSPC;
	error = has_room(owner, old, publication->length) ? 0 : -ENOSPC;
	release_if_unused(owner);
	return error;
}

s32
store_publish(const struct publication *publication, struct entry **stored)
{
	s32 error = store_may_publish(publication);
	struct owner *owner;

	if (error < 0)
		return error;
	owner = owner_for(publication->owner);
	error = set(owner, find(publication->type, publication->key), publication, stored);
	release_if_unused(owner);
	return error;
}

static struct entry *
oldest_deleted(u32 owner)
{
	struct entry *oldest = NULL;

	for (u32 index = 0; index < count; index++) {
		struct entry *entry = store_at(index);

		if (entry->owner == owner && entry->kind == DS_DELETED &&
		    (oldest == NULL || entry->changed < oldest->changed))
			oldest = entry;
	}
	return oldest;
}

struct entry *
store_delete(struct entry *entry)
{
	struct owner *owner = &owners[entry->owner];

	ASSERT(entry->kind == DS_PUBLISHED);
	drop_value(entry);
	if (owner->deleted == entries_max(owner)) {
		struct entry *oldest = oldest_deleted(entry->owner);
		int is_last = entry == store_at(count - 1);

		store_forget(oldest);
		if (is_last)
			entry = oldest; /* it took that one's place */
	}
	entry->kind = DS_DELETED;
	entry->value = 0;
	entry->changed = ++newest;
	owner->published--;
	owner->deleted++;
	deleted_count++;
	return entry;
}

void
store_forget(struct entry *entry)
{
	ASSERT(entry->kind == DS_DELETED);
	leave_deleted(entry);
	*entry = *store_at(--count);
	(void)region_resize(&room, count * sizeof(struct entry));
}
