/* The directories from the root on, and what their entries lead to. */
#include "check.h"

#include <minixfs/bitmap.h>
#include <string.h>

#define DOT 0u /* the first entries of a directory */
#define DOT_DOT 1u

static void
set_name(struct minixfs_entry *entry, const char *name)
{
	memset(entry->name, 0, sizeof(entry->name));
	memcpy(entry->name, name, strlen(name));
}

/* "." and "..": whether it was changed. */
static int
check_dots(struct volume_check *v, u32 directory, u32 index, struct minixfs_entry *entry)
{
	const char *name = index == DOT ? "." : "..";
	u32 expected = index == DOT ? directory : v->parents[directory];
	int repaired = 0;

	v->references[expected]++;
	if (strncmp(entry->name, name, MINIXFS_NAME_MAX) == 0 && entry->inode == expected)
		return 0;
	repaired = problem(v, "directory %u: entry %u should be \"%s\" of inode %u", directory,
			   index, name, expected);
	if (repaired) {
		set_name(entry, name);
		entry->inode = expected;
	}
	return repaired;
}

static int
is_good_name(const struct minixfs_entry *entry)
{
	u32 length = (u32)strnlen(entry->name, MINIXFS_NAME_MAX);

	return length > 0 && memchr(entry->name, '/', length) == NULL &&
	       strncmp(entry->name, ".", MINIXFS_NAME_MAX) != 0 &&
	       strncmp(entry->name, "..", MINIXFS_NAME_MAX) != 0;
}

/* Whether the entry can stay; what it leads to is counted. The problem was told if not. */
static int
accept_entry(struct volume_check *v, u32 directory, u32 index, const struct minixfs_entry *entry)
{
	u32 number = entry->inode;

	if (!minixfs_is_inode(v->layout, number)) {
		problem(v, "directory %u: entry %u is of inode %u, and %u is the last", directory,
			index, number, v->layout->inode_count);
		return 0;
	}
	if (!is_good_name(entry)) {
		problem(v, "directory %u: entry %u has a name that can't be", directory, index);
		return 0;
	}
	if (bitmap_test(v->inodes_found, number)) {
		if (minixfs_is_kind(inode_of(v, number)->mode, MINIXFS_DIRECTORY)) {
			problem(v, "directory %u has a second name, in directory %u", number,
				directory);
			return 0;
		}
	} else if (!accept_inode(v, number)) {
		return 0;
	} else if (minixfs_is_kind(inode_of(v, number)->mode, MINIXFS_DIRECTORY)) {
		v->parents[number] = directory;
		v->queue[v->queue_length++] = number;
	}
	v->references[number]++;
	return 1;
}

/* Whether the entry was changed. */
static int
check_entry(struct volume_check *v, u32 directory, u32 index, struct minixfs_entry *entry)
{
	if (index <= DOT_DOT)
		return check_dots(v, directory, index, entry);
	if (entry->inode == 0 || accept_entry(v, directory, index, entry) ||
	    !v->is_repairing)
		return 0;
	memset(entry, 0, sizeof(*entry));
	return 1;
}

static void
check_directory(struct volume_check *v, u32 directory)
{
	u32 count = inode_of(v, directory)->size / (u32)sizeof(struct minixfs_entry);
	u32 per_block = minixfs_entries_per_block(v->layout);
	struct minixfs_entry *entries = (void *)v->blocks[0];

	for (u32 index = 0; index < count && !v->io_failed; index += per_block) {
		u32 zone = zone_of_block(v, directory, index / per_block);
		int changed = 0;

		if (zone == 0 || read_blocks(v, zone, 1, entries) < 0)
			continue;
		for (u32 each = 0; each < per_block && index + each < count; each++)
			changed |= check_entry(v, directory, index + each, &entries[each]);
		if (changed)
			write_blocks(v, zone, 1, entries);
	}
}

enum minixfs_check_end
check_tree(struct volume_check *v)
{
	if (!minixfs_is_kind(inode_of(v, MINIXFS_ROOT)->mode, MINIXFS_DIRECTORY)) {
		problem(v, "inode 1 should be the root directory and is not");
		return MINIXFS_HOPELESS;
	}
	if (!accept_inode(v, MINIXFS_ROOT))
		return MINIXFS_HOPELESS;
	v->parents[MINIXFS_ROOT] = MINIXFS_ROOT;
	v->queue[v->queue_length++] = MINIXFS_ROOT;
	for (u32 next = 0; next < v->queue_length && !v->io_failed; next++)
		check_directory(v, v->queue[next]);
	return MINIXFS_CHECKED;
}
