/*
 * Directory entries as programs get them. A position is an index of an entry
 * times the size of one, so it stays right while others come and go.
 */
#include "directory.h"

#include "damage.h"
#include "directory_block.h"
#include "volume.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

#define RECORD_ALIGN 8u
#define RECORDS_MAX 2048u /* bytes that are gathered before they are copied */

struct listing {
	u8 records[RECORDS_MAX] __attribute__((aligned(8)));
	u32 length;
};

static u32
name_length(const struct minixfs_entry *entry)
{
	return (u32)strnlen(entry->name, MINIXFS_NAME_MAX);
}

/* A name with a slash, or none at all, would lead programs astray. */
static int
is_presentable(const struct inode *directory, const struct minixfs_entry *entry)
{
	u32 length = name_length(entry);

	if (length > 0 && memchr(entry->name, '/', length) == NULL &&
	    minixfs_is_inode(&volume.layout, entry->inode))
		return 1;
	(void)damaged(DAMAGE_DIRECTORY, "directory %u has an entry with a wild name or inode %u",
		      directory->number, entry->inode);
	return 0;
}

static u32
record_length(const struct minixfs_entry *entry)
{
	return ROUND_UP((u32)offsetof(struct dirent, d_name) + name_length(entry) + 1,
			RECORD_ALIGN);
}

static void
append(struct listing *listing, const struct minixfs_entry *entry, u32 length)
{
	struct dirent *record = (void *)(listing->records + listing->length);

	memset(record, 0, length);
	record->d_ino = entry->inode;
	record->d_reclen = (unsigned short)length;
	record->d_type = DT_UNKNOWN;
	memcpy(record->d_name, entry->name, name_length(entry));
	listing->length += length;
}

/*
 * Gathers from entry *index on to the end of its block, as far as `room` goes.
 * *is_full: an entry did not fit.
 */
static s32
gather(struct inode *directory, u32 *index, u32 room, struct listing *listing, int *is_full)
{
	u32 per_block = minixfs_entries_per_block(&volume.layout);
	u32 end = ROUND_DOWN(*index, per_block) + per_block;
	struct buffer *buffer;
	s32 error = directory_block(directory, *index / per_block, &buffer);

	if (error < 0)
		return error;
	if (end > directory_entries(directory))
		end = directory_entries(directory);
	listing->length = 0;
	for (; buffer != NULL && *index < end; ++*index) {
		struct minixfs_entry *entry;
		u32 length;

		entry = (struct minixfs_entry *)(void *)buffer->data + *index % per_block;
		if (entry->inode == 0 || !is_presentable(directory, entry))
			continue;
		length = record_length(entry);
		*is_full = length > room - listing->length;
		if (*is_full || length > RECORDS_MAX - listing->length)
			break;
		append(listing, entry, length);
	}
	if (buffer != NULL)
		cache_release(buffer);
	else
		*index = end;
	return 0;
}

s32
directory_list(struct inode *directory, s64 *position, const struct user_memory *to, u32 length)
{
	struct listing listing;
	u32 index;
	u32 done = 0;
	int is_full = 0;

	if (!minixfs_is_kind(directory->disk.mode, MINIXFS_DIRECTORY))
		return -ENOTDIR;
	if (*position < 0 || *position % (s64)sizeof(struct minixfs_entry) != 0)
		return -EINVAL;
	if (*position >= directory->disk.size)
		return 0;
	index = (u32)(*position / (s64)sizeof(struct minixfs_entry));
	while (index < directory_entries(directory) && !is_full) {
		s32 error = gather(directory, &index, length - done, &listing, &is_full);

		if (error == 0 && listing.length > 0)
			error = user_copy_out(to, done, listing.records, listing.length);
		if (error < 0)
			return error;
		done += listing.length;
	}
	if (done == 0 && is_full)
		return -EINVAL;
	*position = (s64)index * (s64)sizeof(struct minixfs_entry);
	return (s32)done;
}
