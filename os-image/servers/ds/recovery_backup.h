/*
 * The backup: what was stored lies a second time in memory that RS lets outlive this
 * process (K_VM_KEEP), so that the next instance has it all. Labels are not in it: RS
 * publishes them again.
 *
 * A record is a number of blocks, each with its own checksum. The first block, which
 * says what the record is, is written last and taken away first: a record is there
 * whole or not at all, whenever this process dies. A fresh one is saved before the one
 * that it replaces is dropped, and of two of the same entry the later one counts.
 */
#ifndef DS_RECOVERY_BACKUP_H
#define DS_RECOVERY_BACKUP_H

#include "store.h"

#define NO_RECORD 0u

/* What is to be done with a sound record: the publication is good for the call. */
typedef void backup_found(const struct publication *publication, u32 record);

/*
 * Maps the backup and tells of each sound record, in the order in which they were saved.
 * What is damaged is said in the log and given up. Without the memory (said, too) nothing
 * is saved, and the store works all the same.
 */
void backup_open(backup_found *found);

/* Saves it. The record, or NO_RECORD of what is not for the backup or, said in the log, too much. */
u32 backup_save(const struct publication *publication);

/* Takes a record away; NO_RECORD is none. */
void backup_drop(u32 record);

#endif
