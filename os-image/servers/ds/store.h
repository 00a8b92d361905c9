/*
 * The entries, whose they are, and how much each owner may have.
 *
 * An entry that was deleted stays for as long as a subscriber has to be told
 * (`kind` is DS_DELETED then, and it has no value); it counts apart from the others, and
 * when an owner has too many of these the oldest is forgotten. Numbers of entries and of
 * owners are bounded by what all labels together may have, so that nobody can
 * take another's room.
 *
 * Pointers to entries are good until the next call that publishes or forgets one.
 */
#ifndef DS_STORE_H
#define DS_STORE_H

#include <proto/ds.h>

#define OWNERS_MAX NR_PRIVS /* as many as there can be components */
#define RS_LABEL "rs"
#define RS_OWNED_MAX (2u * NR_PRIVS) /* a label for each component, and some that are down */

struct entry {
	u64 changed; /* number of its last change; of two changes the later has the higher one */
	u32 saved;   /* its record in the backup (recovery_backup.h) */
	u32 value;   /* DS_U32, DS_LABEL */
	u32 offset;  /* DS_STRING, DS_MEMORY: in the values */
	u32 length;  /* the same */
	u16 owner;   /* index */
	u8 type;     /* enum ds_type */
	u8 kind;     /* enum ds_change_kind: whether it is there or was deleted */
	u8 cause;    /* DS_LABEL */
	char key[DS_KEY_LEN];
};

/* What is to be stored; all of it was checked but quotas and ownership. */
struct publication {
	const char *owner; /* label */
	const char *key;
	u32 type;
	u32 value;
	u32 cause;
	const void *data;
	u32 length;
	int may_overwrite;
};

/* Whether it may be stored: 0, or an error of store_publish. Nothing is changed. */
s32 store_may_publish(const struct publication *publication);

/*
 * Stores it. *stored is the entry, of the newest change. -EPERM: the entry is
 * another's; -EEXIST: it is there and may not be overwritten; -ENOSPC.
 */
s32 store_publish(const struct publication *publication, struct entry **stored);

/* The published entry, or NULL. */
struct entry *store_find(u32 type, const char *key);

/* Ends it; what is left, at the place returned, is to be told, and then forgotten. */
struct entry *store_delete(struct entry *entry);

/* Takes a deleted entry away. */
void store_forget(struct entry *entry);

const char *store_owner(const struct entry *entry);
const void *store_data(const struct entry *entry);

/* ---- going through all, deleted ones included, in no particular order ---- */

u32 store_count(void);
u32 store_deleted_count(void);
struct entry *store_at(u32 index);

/* The number of the newest change of all. */
u64 store_newest(void);

#endif
