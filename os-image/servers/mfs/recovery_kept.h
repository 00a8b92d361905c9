/*
 * Memory that outlives this server (K_VM_KEEP), so that its successor goes on where it
 * ended: the newest contents of all blocks that the disk does not have yet, and the
 * last answers.
 *
 * Each block that changed is copied into a slot, with a checksum. Copies count from
 * their commit on, all at once (recovery_group.h): a process may be killed between any
 * two instructions, and whatever it was at is then as if it had not begun. A slot's
 * contents never change while it is in use, so that they can be written to the disk
 * at any time.
 *
 *     kept_open -> { kept_copy, kept_drop, kept_answer ... kept_commit } -> kept_close
 *
 * Nothing in there is believed: a defective instance may have written anywhere.
 */
#ifndef MFS_RECOVERY_KEPT_H
#define MFS_RECOVERY_KEPT_H

#include <kintsugi/message.h>
#include <kintsugi/privilege.h>

#define NO_SLOT UINT32_MAX

/* Answers that are kept: more than VFS ever has requests under way to one file server. */
#define KEPT_ANSWERS 32u

/* Which file system it is; what was kept for another one is of no use. */
struct kept_volume {
	char driver[LABEL_LEN];
	u32 minor;
	u32 block_size;
	u32 block_count;
};

/* What the predecessor left, as kept_open found it. */
struct kept_found {
	int is_ours;   /* it served this file system, and its answers are known */
	int is_torn;   /* a group that did not fit was committed in part */
	u32 blocks;    /* with the right checksum */
	u32 damaged;   /* with a wrong one: lost */
	u32 abandoned; /* of an earlier mount, perhaps of another volume, that never ended: lost */
};

/* Room for all that one request changes (recovery_group.h), and some more. */
#define KEPT_BYTES_MIN (128u * 1024u)

/* At least KEPT_BYTES_MIN, aligned to pages. Before anything else here. */
void kept_init(void *memory, u32 bytes);

/* For a fresh mount: a successor's keeps what belongs to the volume. All else is forgotten. */
void kept_open(const struct kept_volume *volume, int is_successor, struct kept_found *found);

/* Nothing is under way and all is on the disk: the next mount finds nothing. */
void kept_close(void);

/* Slots there are, and how many of them are free. */
u32 kept_slots(void);
u32 kept_unused(void);

/* A block as the cache has it. */
struct kept_block {
	u32 block;
	u32 owner;
	u32 part; /* enum cache_part */
};

/* Copies a block, as part of the next commit. The slot, or NO_SLOT when all are in use. */
u32 kept_copy(const struct kept_block *block, const void *contents);

/* Remembers the answer to a request, likewise. */
void kept_answer(const struct message *reply);

/* From the next commit on the slot is of no use: the block is free, or a newer copy was made. */
void kept_drop(u32 slot);

/* What was copied and answered since the last commit counts. is_torn: more of it will follow. */
void kept_commit(int is_torn);

/* The disk has it, and it was not dropped. */
void kept_free(u32 slot);

/*
 * Around a transfer from the slot, for whose time it stays. kept_end_write tells whether
 * it is still in use.
 */
void kept_begin_write(u32 slot);
int kept_end_write(u32 slot);

/* Of a slot in use. */
u8 *kept_contents(u32 slot);
const struct kept_block *kept_block(u32 slot);

/* Whether it is in use; and the number of its commit: of two copies the higher one is newer. */
int kept_is_used(u32 slot);
u32 kept_commit_of(u32 slot);

/* The answer to a request of that id and type, if it is known: whether it is. */
int kept_find_answer(u32 id, u32 type, struct message *reply);

#endif
