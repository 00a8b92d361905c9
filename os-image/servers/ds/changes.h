/*
 * Publishing and deleting as requests ask for it: the store changes, and those
 * who subscribed hear of it.
 */
#ifndef DS_CHANGES_H
#define DS_CHANGES_H

#include "store.h"

/* As store_publish. */
s32 change_publish(const struct publication *publication);

/* Deletes an entry; and forgets it at once where nobody has to be told. */
void change_delete(struct entry *entry);

/* Deletes all that a label owns, what was stored last at the end. */
void change_delete_owned(const char *owner);

/* Forgets the deleted entries of which nobody has to be told any more. */
void changes_settle(void);

#endif
