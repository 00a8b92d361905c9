/* An inode by itself: its kind, its size, its zones. */
#include "check.h"

#include <minixfs/bitmap.h>

#define DOTS_BYTES (2u * (u32)sizeof(struct minixfs_entry))

static void
set_size(struct volume_check *v, u32 number, u32 size)
{
	inode_of(v, number)->size = size;
	v->inodes_changed = 1;
}

/*
 * A directory's contents have no holes and end with an entry. One that has not
 * even its first block can't stay.
 */
static int
accept_directory(struct volume_check *v, u32 number)
{
	struct minixfs_inode *inode = inode_of(v, number);
	u32 size = v->layout->block_size;
	u32 end = 0;

	if (inode->size % sizeof(struct minixfs_entry) != 0 &&
	    problem(v, "directory %u has %u bytes, which are no whole entries", number, inode->size))
		set_size(v, number, ROUND_DOWN(inode->size, (u32)sizeof(struct minixfs_entry)));
	while ((u64)end * size < inode->size && zone_of_block(v, number, end) != 0)
		end++;
	if (end == 0 || inode->size < DOTS_BYTES) {
		problem(v, "directory %u has lost its beginning", number);
		return 0;
	}
	if ((u64)end * size < inode->size &&
	    problem(v, "directory %u has %u bytes, and a hole at %u", number, inode->size,
		    end * size))
		set_size(v, number, end * size);
	return 1;
}

static int
accept_contents(struct volume_check *v, u32 number)
{
	struct minixfs_inode *inode = inode_of(v, number);

	if (inode->size > v->layout->max_size &&
	    problem(v, "inode %u has %u bytes, more than the %u allowed", number, inode->size,
		    v->layout->max_size))
		set_size(v, number, v->layout->max_size);
	claim_zones(v, number);
	if (!minixfs_is_kind(inode->mode, MINIXFS_DIRECTORY) || accept_directory(v, number))
		return 1;
	release_zones(v, number);
	return 0;
}

int
accept_inode(struct volume_check *v, u32 number)
{
	struct minixfs_inode *inode = inode_of(v, number);

	if (inode->mode == 0) {
		problem(v, "inode %u has a name and is not in use", number);
		return 0;
	}
	if (!minixfs_is_known_kind(inode->mode)) {
		problem(v, "inode %u has the unknown mode %o", number, inode->mode);
		return 0;
	}
	if (minixfs_has_zones(inode->mode) && !accept_contents(v, number))
		return 0;
	bitmap_set(v->inodes_found, number);
	if (minixfs_is_kind(inode->mode, MINIXFS_DIRECTORY))
		v->check->directories++;
	else
		v->check->files++;
	return 1;
}
