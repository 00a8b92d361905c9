/* See minixfs/make.h. */
#include <minixfs/bitmap.h>
#include <minixfs/make.h>
#include <string.h>

#define ROOT_MODE (MINIXFS_DIRECTORY | 0755u)
#define ROOT_LINKS 2u

static int
write_block(struct minixfs_io *io, const struct minixfs_layout *layout, u32 block, const void *data)
{
	return io->write(io, (u64)block * layout->block_size, data, layout->block_size);
}

/* A bitmap in which bit 0 and bit 1, the root, are set, and those that the format does not use. */
static int
write_map(struct minixfs_io *io, const struct minixfs_layout *layout, u32 first, u32 blocks,
	  u32 bits)
{
	u8 data[MINIXFS_BLOCK_MAX];
	u32 per_block = layout->block_size * 8;

	for (u32 block = 0; block < blocks; block++) {
		u64 base = (u64)block * per_block;

		memset(data, 0, sizeof(data));
		for (u32 bit = 0; bit < per_block; bit++)
			if (base + bit <= MINIXFS_ROOT || base + bit >= bits)
				bitmap_set(data, bit);
		if (write_block(io, layout, first + block, data) < 0)
			return -1;
	}
	return 0;
}

static int
write_root(struct minixfs_io *io, const struct minixfs_layout *layout, u32 time)
{
	u8 data[MINIXFS_BLOCK_MAX] = {0};
	struct minixfs_entry *entries = (void *)data;
	struct minixfs_inode *root = (void *)data;

	entries[0] = (struct minixfs_entry){MINIXFS_ROOT, "."};
	entries[1] = (struct minixfs_entry){MINIXFS_ROOT, ".."};
	if (write_block(io, layout, layout->first_data_zone, data) < 0)
		return -1;
	memset(data, 0, sizeof(data));
	*root = (struct minixfs_inode){
		.mode = ROOT_MODE,
		.links = ROOT_LINKS,
		.size = 2 * (u32)sizeof(struct minixfs_entry),
		.atime = time,
		.mtime = time,
		.ctime = time,
		.zones = {layout->first_data_zone},
	};
	return write_block(io, layout, layout->inode_table, data);
}

/* The superblock comes last: a volume that is half made is none. */
int
minixfs_make(struct minixfs_io *io, const struct minixfs_layout *layout, u32 time)
{
	u8 data[MINIXFS_BLOCK_MAX] = {0};

	for (u32 block = 0; block < layout->first_data_zone; block++)
		if (write_block(io, layout, block, data) < 0)
			return -1;
	if (write_map(io, layout, layout->inode_map, layout->inode_map_blocks,
		      layout->inode_count + 1) < 0 ||
	    write_map(io, layout, layout->zone_map, layout->zone_map_blocks,
		      minixfs_zone_bits(layout)) < 0 ||
	    write_root(io, layout, time) < 0)
		return -1;
	minixfs_layout_write(layout, (struct minixfs_super *)(void *)data);
	return io->write(io, MINIXFS_SUPER_OFFSET, data, MINIXFS_BLOCK_MIN);
}
