/* What the parts of the check share: run.c, zones.c, tree.c and tables.c. */
#ifndef MINIXFS_CHECK_CHECK_H
#define MINIXFS_CHECK_CHECK_H

#include <minixfs/check.h>

struct volume_check {
	struct minixfs_check *check;
	const struct minixfs_layout *layout;
	int io_failed;
	int is_repairing; /* what was said to the last problem */

	/* As on the disk. */
	u8 *inode_map;
	u8 *zone_map;
	struct minixfs_inode *inodes; /* [0] is inode 1 */
	int inodes_changed;

	/* As found on the way from the root. */
	u8 *inodes_found; /* bitmap by inode number */
	u8 *zones_found;  /* bitmap by zone bit */
	u32 *references;  /* names by inode number, "." and ".." included */

	/* Directories that are still to be read, and each directory's parent. */
	u32 *queue;
	u32 queue_length;
	u32 *parents;

	u8 *blocks[MINIXFS_LEVELS + 1]; /* a buffer for each depth of a walk over zones, and one */
};

static inline struct minixfs_inode *
inode_of(struct volume_check *v, u32 number)
{
	return &v->inodes[number - 1];
}

/* Counts a problem and tells it; whether to repair it. */
int problem(struct volume_check *v, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* One block, or several from `block` on: 0 or -1, and then io_failed is set. */
int read_blocks(struct volume_check *v, u32 block, u32 count, void *to);
int write_blocks(struct volume_check *v, u32 block, u32 count, const void *from);

/* zones.c: marks all zones of an inode, and takes out those that can't be its. */
void claim_zones(struct volume_check *v, u32 number);
/* Takes the marks back, since the inode goes. */
void release_zones(struct volume_check *v, u32 number);
/* The zone of a block of the file, 0 for a hole. */
u32 zone_of_block(struct volume_check *v, u32 number, u32 block);

/* inodes.c: an inode that an entry leads to for the first time: whether it can stay. */
int accept_inode(struct volume_check *v, u32 number);

/* tree.c: walks from the root over all directories. */
enum minixfs_check_end check_tree(struct volume_check *v);

/* tables.c: link counts, inode table and bitmaps against what was found. */
void check_links(struct volume_check *v);
void check_maps(struct volume_check *v);

#endif
