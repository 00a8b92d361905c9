/* The geometry of a volume, planned or believed. See minixfs/layout.h. */
#include <minixfs/layout.h>
#include <stdio.h>
#include <string.h>

#define BITS_PER_BYTE 8u
#define DEFAULT_BLOCKS_PER_INODE 4u
#define DEFAULT_INODES_MIN 64u
#define DEFAULT_INODES_MAX 65536u

static u32
blocks_for_bits(u64 bits, u32 block_size)
{
	return (u32)((bits + block_size * BITS_PER_BYTE - 1) / (block_size * BITS_PER_BYTE));
}

static u32
inode_table_blocks(const struct minixfs_layout *layout)
{
	u32 per_block = minixfs_inodes_per_block(layout);

	return layout->inode_count / per_block + (layout->inode_count % per_block != 0);
}

/* Says what is wrong with one field of the superblock. */
static int
refuse(char reason[MINIXFS_REASON_MAX], const char *field, const char *expected, u64 limit,
       u64 found)
{
	snprintf(reason, MINIXFS_REASON_MAX, "superblock: %s should be %s %llu, is %llu", field,
		 expected, (unsigned long long)limit, (unsigned long long)found);
	return -1;
}

static int
is_block_size(u32 size)
{
	return size >= MINIXFS_BLOCK_MIN && size <= MINIXFS_BLOCK_MAX && (size & (size - 1)) == 0;
}

static int
check_format(const struct minixfs_super *super, char reason[MINIXFS_REASON_MAX])
{
	if (super->magic != MINIXFS_MAGIC) {
		snprintf(reason, MINIXFS_REASON_MAX,
			 "superblock: expected magic number 0x%x (MINIX version 3), found 0x%x",
			 MINIXFS_MAGIC, super->magic);
		return -1;
	}
	if (!is_block_size(super->block_size)) {
		snprintf(reason, MINIXFS_REASON_MAX,
			 "superblock: the block size should be 1024, 2048 or 4096, is %u",
			 super->block_size);
		return -1;
	}
	if (super->log_zone_size != 0)
		return refuse(reason, "log2 of blocks in a zone", "just", 0, super->log_zone_size);
	return 0;
}

/* The parts follow one another: each field is checked with those that were checked before it. */
static int
check_sizes(const struct minixfs_super *super, u64 device_blocks, struct minixfs_layout *layout,
	    char reason[MINIXFS_REASON_MAX])
{
	u64 first_data;
	u32 needed;

	if (super->inode_count == 0)
		return refuse(reason, "the number of inodes", "at least", 1, 0);
	needed = blocks_for_bits((u64)super->inode_count + 1, layout->block_size);
	if (super->inode_map_blocks < needed)
		return refuse(reason, "inode bitmap blocks", "at least", needed,
			      super->inode_map_blocks);
	first_data = (u64)layout->inode_table + inode_table_blocks(layout);
	if (super->first_data_zone != first_data)
		return refuse(reason, "the first data zone", "behind the inodes at", first_data,
			      super->first_data_zone);
	if (super->zone_count <= super->first_data_zone)
		return refuse(reason, "the number of zones", "above the first data zone",
			      super->first_data_zone, super->zone_count);
	if (super->zone_count > device_blocks)
		return refuse(reason, "the number of zones", "at most the device's",
			      device_blocks, super->zone_count);
	needed = blocks_for_bits(minixfs_zone_bits(layout), layout->block_size);
	if (super->zone_map_blocks < needed)
		return refuse(reason, "zone bitmap blocks", "at least", needed,
			      super->zone_map_blocks);
	if (super->max_size == 0)
		return refuse(reason, "the largest size of a file", "at least", 1, 0);
	return 0;
}

int
minixfs_layout_read(const struct minixfs_super *super, u64 device_bytes,
		    struct minixfs_layout *layout, char reason[MINIXFS_REASON_MAX])
{
	if (check_format(super, reason) < 0)
		return -1;
	layout->block_size = super->block_size;
	layout->inode_count = super->inode_count;
	layout->zone_count = super->zone_count;
	layout->inode_map = MINIXFS_FIRST_BITMAP;
	layout->inode_map_blocks = super->inode_map_blocks;
	layout->zone_map = layout->inode_map + layout->inode_map_blocks;
	layout->zone_map_blocks = super->zone_map_blocks;
	layout->inode_table = layout->zone_map + layout->zone_map_blocks;
	layout->first_data_zone = super->first_data_zone;
	layout->max_size = super->max_size < MINIXFS_SIZE_MAX ? super->max_size : MINIXFS_SIZE_MAX;
	return check_sizes(super, device_bytes / super->block_size, layout, reason);
}

static u32
default_inodes(u32 blocks)
{
	u32 inodes = blocks / DEFAULT_BLOCKS_PER_INODE;

	if (inodes < DEFAULT_INODES_MIN)
		return DEFAULT_INODES_MIN;
	return inodes < DEFAULT_INODES_MAX ? inodes : DEFAULT_INODES_MAX;
}

/* The zone bitmap takes blocks from the zones that it describes. */
static u64
place_parts(u32 blocks, struct minixfs_layout *layout)
{
	u64 first_data = 0;
	u32 needed = 1;

	layout->zone_map_blocks = 0;
	while (needed > layout->zone_map_blocks) {
		layout->zone_map_blocks = needed;
		layout->inode_table = layout->zone_map + layout->zone_map_blocks;
		first_data = (u64)layout->inode_table + inode_table_blocks(layout);
		if (first_data >= blocks)
			break;
		needed = blocks_for_bits(blocks - first_data + 1, layout->block_size);
	}
	return first_data;
}

int
minixfs_layout_plan(u32 blocks, u32 inodes, u32 block_size, struct minixfs_layout *layout,
		    char reason[MINIXFS_REASON_MAX])
{
	struct minixfs_layout plan = {.block_size = block_size, .zone_count = blocks};
	u32 per_block = minixfs_inodes_per_block(&plan);
	u64 rounded;
	u64 first_data;

	if (inodes == 0)
		inodes = default_inodes(blocks);
	rounded = ((u64)inodes + per_block - 1) / per_block * per_block;
	plan.inode_count = rounded > UINT32_MAX ? UINT32_MAX : (u32)rounded;
	plan.inode_map = MINIXFS_FIRST_BITMAP;
	plan.inode_map_blocks = blocks_for_bits((u64)plan.inode_count + 1, block_size);
	plan.zone_map = plan.inode_map + plan.inode_map_blocks;
	plan.max_size = MINIXFS_SIZE_MAX;
	first_data = place_parts(blocks, &plan);
	if (first_data >= blocks) {
		snprintf(reason, MINIXFS_REASON_MAX,
			 "%u inodes and their bitmaps need more than %llu blocks; there are %u",
			 inodes, (unsigned long long)first_data, blocks);
		return -1;
	}
	if (first_data > UINT16_MAX || plan.zone_map_blocks > UINT16_MAX) {
		snprintf(reason, MINIXFS_REASON_MAX,
			 "the format has no room for %u inodes: the data would begin at block "
			 "%llu, and %u is the last it can; give fewer inodes",
			 inodes, (unsigned long long)first_data, UINT16_MAX);
		return -1;
	}
	plan.first_data_zone = (u32)first_data;
	*layout = plan;
	return 0;
}

void
minixfs_layout_write(const struct minixfs_layout *layout, struct minixfs_super *super)
{
	memset(super, 0, sizeof(*super));
	super->inode_count = layout->inode_count;
	super->inode_map_blocks = (u16)layout->inode_map_blocks;
	super->zone_map_blocks = (u16)layout->zone_map_blocks;
	super->first_data_zone = (u16)layout->first_data_zone;
	super->max_size = layout->max_size;
	super->zone_count = layout->zone_count;
	super->magic = MINIXFS_MAGIC;
	super->block_size = (u16)layout->block_size;
}
