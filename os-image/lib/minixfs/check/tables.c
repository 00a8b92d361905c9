/* What the tables say, compared with what was found in the tree. */
#include "check.h"

#include <minixfs/bitmap.h>
#include <stdlib.h>
#include <string.h>

/* An inode without a name goes: a file that was open, and removed, when the machine stopped. */
static void
check_unnamed(struct volume_check *v, u32 number)
{
	struct minixfs_inode *inode = inode_of(v, number);

	if (inode->mode == 0)
		return;
	if (!problem(v, "inode %u (mode %o, %u bytes) is in use and has no name", number,
		     inode->mode, inode->size))
		return;
	memset(inode, 0, sizeof(*inode));
	v->inodes_changed = 1;
}

void
check_links(struct volume_check *v)
{
	for (u32 number = 1; number <= v->layout->inode_count; number++) {
		struct minixfs_inode *inode = inode_of(v, number);
		u32 names = v->references[number];

		if (!bitmap_test(v->inodes_found, number)) {
			check_unnamed(v, number);
		} else if (inode->links != names &&
			   problem(v, "inode %u has %u links, and counts %u", number, names,
				   inode->links)) {
			inode->links = (u16)(names < MINIXFS_LINKS_MAX ? names : MINIXFS_LINKS_MAX);
			v->inodes_changed = 1;
		}
	}
}

/* Compares a bitmap with what it should be, and puts that in its place. */
static void
check_map(struct volume_check *v, const char *what, u32 first, u32 blocks, u32 bits, const u8 *map,
	  u8 *found)
{
	u32 bytes = blocks * v->layout->block_size;
	u32 missing = 0;
	u32 superfluous = 0;

	bitmap_set(found, 0);
	for (u32 bit = bits; bit < bytes * 8; bit++)
		bitmap_set(found, bit);
	for (u32 byte = 0; byte < bytes; byte++) {
		missing += (u32)__builtin_popcount(found[byte] & ~map[byte]);
		superfluous += (u32)__builtin_popcount(map[byte] & ~found[byte]);
	}
	if (missing + superfluous > 0 &&
	    problem(v, "%s bitmap: %u in use and marked free, %u free and marked in use", what,
		    missing, superfluous))
		write_blocks(v, first, blocks, found);
}

void
check_maps(struct volume_check *v)
{
	const struct minixfs_layout *layout = v->layout;

	check_map(v, "inode", layout->inode_map, layout->inode_map_blocks, layout->inode_count + 1,
		  v->inode_map, v->inodes_found);
	check_map(v, "zone", layout->zone_map, layout->zone_map_blocks, minixfs_zone_bits(layout),
		  v->zone_map, v->zones_found);
}
