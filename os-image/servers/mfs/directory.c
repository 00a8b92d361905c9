/* Finding and changing directory entries. See directory.h; listing is directory_list.c. */
#include "directory.h"

#include "damage.h"
#include "directory_block.h"
#include "map.h"
#include "volume.h"

#include <errno.h>
#include <string.h>

#define NO_PLACE UINT32_MAX

const struct name name_dot = {1, "."};
const struct name name_dot_dot = {2, ".."};

u32
directory_entries(const struct inode *directory)
{
	return directory->disk.size / (u32)sizeof(struct minixfs_entry);
}

s32
directory_block(struct inode *directory, u32 block, struct buffer **buffer)
{
	u32 left = map_blocks(directory->disk.size) - block;
	u32 zone;
	s32 run = map_run(directory, block, left < CACHE_RUN_MAX ? left : CACHE_RUN_MAX, &zone);
	s32 error = 0;

	*buffer = NULL;
	if (run < 0 || zone == 0)
		return run < 0 ? run : 0;
	if (!cache_has(zone))
		(void)cache_fetch(zone, (u32)run, CACHE_METADATA); /* cache_get tries again */
	*buffer = cache_get(zone, CACHE_METADATA, &error);
	return *buffer != NULL ? 0 : error;
}

/* Looks at the entries of one block; a search that goes on returns 0. */
typedef s32 entry_visit(struct minixfs_entry *entry, u32 index, void *context);

static s32
visit_all(struct inode *directory, entry_visit *visit, void *context)
{
	u32 count = directory_entries(directory);
	u32 per_block = minixfs_entries_per_block(&volume.layout);

	if (!minixfs_is_kind(directory->disk.mode, MINIXFS_DIRECTORY))
		return -ENOTDIR;
	for (u32 index = 0; index < count; index += per_block) {
		struct minixfs_entry *entries;
		struct buffer *buffer;
		s32 result = directory_block(directory, index / per_block, &buffer);

		if (result < 0)
			return result;
		if (buffer == NULL)
			continue;
		entries = (void *)buffer->data;
		for (u32 each = 0; each < per_block && index + each < count && result == 0; each++)
			result = visit(&entries[each], index + each, context);
		cache_release(buffer);
		if (result != 0)
			return result;
	}
	return 0;
}

/*
 * On the disk anything may follow the NUL of a name. Names of one directory are
 * often alike but for their ends, so these are looked at first.
 */
static int
has_name(const struct minixfs_entry *entry, const struct name *name)
{
	u32 length = name->length;

	return entry->name[length - 1] == name->text[length - 1] &&
	       (length == MINIXFS_NAME_MAX || entry->name[length] == '\0') &&
	       memcmp(entry->name, name->text, length) == 0;
}

struct search {
	const struct name *name;
	struct entry_place *place;
};

static s32
is_searched(struct minixfs_entry *entry, u32 index, void *context)
{
	struct search *search = context;

	if (entry->inode == 0 || !has_name(entry, search->name))
		return 0;
	search->place->index = index;
	search->place->inode = entry->inode;
	return 1;
}

s32
directory_find(struct inode *directory, const struct name *name, struct entry_place *place)
{
	struct search search = {name, place};
	s32 found = visit_all(directory, is_searched, &search);

	if (found <= 0)
		return found < 0 ? found : -ENOENT;
	if (!minixfs_is_inode(&volume.layout, place->inode))
		return damaged(DAMAGE_INODE_NUMBER, "directory %u has an entry of inode %u",
			       directory->number, place->inode);
	return 0;
}

static s32
is_free(struct minixfs_entry *entry, u32 index, void *context)
{
	if (entry->inode != 0)
		return 0;
	*(u32 *)context = index;
	return 1;
}

static s32
is_in_use(struct minixfs_entry *entry, u32 index, void *context)
{
	(void)index;
	(void)context;
	return entry->inode != 0 && !has_name(entry, &name_dot) && !has_name(entry, &name_dot_dot);
}

s32
directory_is_empty(struct inode *directory)
{
	s32 found = visit_all(directory, is_in_use, NULL);

	return found > 0 ? -ENOTEMPTY : found;
}

/* The block of a directory that an entry is in, made if it is not there yet. */
static s32
block_to_change(struct inode *directory, u32 block, struct buffer **buffer)
{
	u32 zone;
	s32 run = map_run(directory, block, 1, &zone);
	s32 error = 0;

	if (run < 0)
		return run;
	if (zone != 0) {
		*buffer = cache_get(zone, CACHE_METADATA, &error);
		return *buffer != NULL ? 0 : error;
	}
	return map_add_block(directory, block, buffer);
}

static s32
set_entry(struct inode *directory, u32 index, const struct name *name, u32 inode)
{
	u32 per_block = minixfs_entries_per_block(&volume.layout);
	struct minixfs_entry *entry;
	struct buffer *buffer;
	s32 error = block_to_change(directory, index / per_block, &buffer);

	if (error < 0)
		return error;
	entry = (struct minixfs_entry *)(void *)buffer->data + index % per_block;
	if (name != NULL)
		memcpy(entry->name, name->text, MINIXFS_NAME_MAX);
	entry->inode = inode;
	if (inode == 0)
		memset(entry->name, 0, MINIXFS_NAME_MAX);
	cache_dirty(buffer, CACHE_NO_OWNER);
	cache_release(buffer);
	inode_modified(directory);
	return 0;
}

s32
directory_add(struct inode *directory, const struct name *name, u32 inode)
{
	u32 count = directory_entries(directory);
	u32 index = NO_PLACE;
	u32 end;
	s32 error = visit_all(directory, is_free, &index);

	if (error < 0)
		return error;
	if (index == NO_PLACE)
		index = count;
	end = (index + 1) * (u32)sizeof(struct minixfs_entry);
	if (index == count && end > volume.layout.max_size)
		return -EFBIG;
	error = set_entry(directory, index, name, inode);
	if (error == 0 && end > directory->disk.size)
		directory->disk.size = end;
	return error;
}

s32
directory_replace(struct inode *directory, const struct entry_place *place, u32 inode)
{
	return set_entry(directory, place->index, NULL, inode);
}
