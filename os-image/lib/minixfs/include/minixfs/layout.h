/*
 * Where everything lies in a volume: computed for a new one, or read from a
 * superblock that is believed only after every field of it was checked against
 * the others and against the size of the device.
 */
#ifndef MINIXFS_LAYOUT_H
#define MINIXFS_LAYOUT_H

#include <minixfs/format.h>

/* All in blocks unless said otherwise. */
struct minixfs_layout {
	u32 block_size; /* bytes */
	u32 inode_count;
	u32 zone_count; /* blocks of the volume */
	u32 inode_map;
	u32 inode_map_blocks;
	u32 zone_map;
	u32 zone_map_blocks;
	u32 inode_table;
	u32 first_data_zone;
	u32 max_size; /* bytes of a file */
};

#define MINIXFS_REASON_MAX 160u /* bytes of a text that says what is wrong */

/*
 * Checks a superblock; device_bytes is the size of what it was read from.
 * 0, or -1 with a text in `reason`: what was expected and what was found.
 */
int minixfs_layout_read(const struct minixfs_super *super, u64 device_bytes,
			struct minixfs_layout *layout, char reason[MINIXFS_REASON_MAX]);

/*
 * Lays out a new volume with room for at least `inodes` inodes (0: as many as
 * suit its size). 0, or -1 with the reason: too small, or too many inodes.
 */
int minixfs_layout_plan(u32 blocks, u32 inodes, u32 block_size, struct minixfs_layout *layout,
			char reason[MINIXFS_REASON_MAX]);

/* The superblock of a volume that is laid out so. */
void minixfs_layout_write(const struct minixfs_layout *layout, struct minixfs_super *super);

static inline u32
minixfs_inodes_per_block(const struct minixfs_layout *layout)
{
	return layout->block_size / (u32)sizeof(struct minixfs_inode);
}

static inline u32
minixfs_entries_per_block(const struct minixfs_layout *layout)
{
	return layout->block_size / (u32)sizeof(struct minixfs_entry);
}

/* Zone numbers in an indirect block. */
static inline u32
minixfs_zones_per_block(const struct minixfs_layout *layout)
{
	return layout->block_size / (u32)sizeof(u32);
}

static inline int
minixfs_is_data_zone(const struct minixfs_layout *layout, u32 zone)
{
	return zone >= layout->first_data_zone && zone < layout->zone_count;
}

static inline int
minixfs_is_inode(const struct minixfs_layout *layout, u32 inode)
{
	return inode >= 1 && inode <= layout->inode_count;
}

/* The bits of the zone bitmap that stand for a zone, with bit 0. */
static inline u32
minixfs_zone_bits(const struct minixfs_layout *layout)
{
	return layout->zone_count - layout->first_data_zone + 1;
}

static inline u32
minixfs_zone_bit(const struct minixfs_layout *layout, u32 zone)
{
	return zone - layout->first_data_zone + 1;
}

#endif
