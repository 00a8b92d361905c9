/* The contents of files. The inode is locked: shared for reading, exclusively for the others. */
#ifndef MFS_FILE_H
#define MFS_FILE_H

#include "inode.h"
#include "platform.h"

/* Bytes, fewer only at the file's end or when something failed on the way; or an error. */
s32 file_read(struct inode *inode, s64 position, const struct user_memory *to, u32 length);

/* The same; -EFBIG beyond what a file can hold, -EIO when an earlier write was lost on its way. */
s32 file_write(struct inode *inode, s64 position, const struct user_memory *from, u32 length);

/* Cuts the file, or lets it grow by a hole. */
s32 file_resize(struct inode *inode, s64 size);

/* A file of one block from memory, for symbolic links; length 1 to a block. */
s32 file_fill(struct inode *inode, const void *contents, u32 length);

/* FS_FSYNC: -EIO when some of the file could not be written. Locks the inode itself. */
s32 file_sync(u32 number);

/* ---- readahead.c ---- */

/* Takes note of a read of so many bytes at `position`. */
void readahead_note(struct inode *inode, u64 position, u32 length);

/* After the reader has its bytes: asks the disk for what it will read next. */
void readahead_continue(struct inode *inode);

#endif
