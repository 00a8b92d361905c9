/*
 * Groups of changes. What a request changes, its successor finds either as a whole or
 * not at all: each request that changes something is a member of a group, and only
 * when all members of a group are through are the blocks that they changed kept
 * (recovery_kept.h) and their answers sent. Blocks reach the disk from what is kept,
 * so the disk too never has half of a group before a crash makes it matter.
 *
 * A member that is through waits for the others; who comes meanwhile waits for the
 * next group, so that this is never for long. So nobody begins with an inode locked,
 * which a member may be waiting for. There are only as many members at a time as the
 * cache and the kept memory have room for.
 */
#ifndef MFS_RECOVERY_GROUP_H
#define MFS_RECOVERY_GROUP_H

#include "cache.h"

#include <kintsugi/message.h>

/* For a fresh mount, with an empty cache. */
void group_init(void);

/*
 * Becomes a member, after dirty blocks were written back if there are too many of them:
 * -EIO when that fails. On a thread, without locks, as all of these.
 */
s32 group_enter(void);

/* The same for one who changes little, and comes in any case: for writing back itself. */
void group_join(void);

/* Ends the membership; back when all is kept. `reply` is kept with it; NULL: there is none. */
void group_leave(const struct message *reply);

/* Back when all that is changed by now is kept. */
void group_settle(void);

/* ---- for the cache ---- */

/* The buffer was changed, and is dirty. */
void group_note_change(struct buffer *buffer);

/* What the buffer holds is of no worth any more. */
void group_forget(struct buffer *buffer);

#endif
