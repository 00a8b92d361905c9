/* The check as a whole: memory, reading and writing, the order of the phases. */
#include "check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROBLEM_MAX 200

int
problem(struct volume_check *v, const char *format, ...)
{
	char text[PROBLEM_MAX];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	v->check->problems++;
	v->is_repairing = v->check->found(v->check->context, text) != 0;
	v->check->repairs += (u32)v->is_repairing;
	return v->is_repairing;
}

int
read_blocks(struct volume_check *v, u32 block, u32 count, void *to)
{
	struct minixfs_io *io = v->check->io;
	u32 size = v->layout->block_size;

	for (u32 index = 0; index < count && !v->io_failed; index++)
		v->io_failed = io->read(io, (u64)(block + index) * size, (u8 *)to + index * size,
					size) < 0;
	return v->io_failed ? -1 : 0;
}

int
write_blocks(struct volume_check *v, u32 block, u32 count, const void *from)
{
	struct minixfs_io *io = v->check->io;
	u32 size = v->layout->block_size;

	for (u32 index = 0; index < count && !v->io_failed; index++)
		v->io_failed = io->write(io, (u64)(block + index) * size,
					 (const u8 *)from + index * size, size) < 0;
	return v->io_failed ? -1 : 0;
}

static u32
table_blocks(const struct minixfs_layout *layout)
{
	u32 per_block = minixfs_inodes_per_block(layout);

	return (layout->inode_count + per_block - 1) / per_block;
}

static void *
zeroed(struct volume_check *v, u64 bytes)
{
	void *memory = bytes <= SIZE_MAX / 2 ? calloc(1, (size_t)bytes) : NULL;

	if (memory == NULL)
		v->io_failed = 1;
	return memory;
}

static void
allocate(struct volume_check *v)
{
	const struct minixfs_layout *layout = v->layout;
	u32 size = layout->block_size;
	u64 numbers = ((u64)layout->inode_count + 1) * sizeof(u32);

	v->inode_map = zeroed(v, (u64)layout->inode_map_blocks * size);
	v->zone_map = zeroed(v, (u64)layout->zone_map_blocks * size);
	v->inodes = zeroed(v, (u64)table_blocks(layout) * size);
	v->inodes_found = zeroed(v, (u64)layout->inode_map_blocks * size);
	v->zones_found = zeroed(v, (u64)layout->zone_map_blocks * size);
	v->references = zeroed(v, numbers);
	v->queue = zeroed(v, numbers);
	v->parents = zeroed(v, numbers);
	for (u32 depth = 0; depth <= MINIXFS_LEVELS; depth++)
		v->blocks[depth] = zeroed(v, size);
}

static void
release(struct volume_check *v)
{
	free(v->inode_map);
	free(v->zone_map);
	free(v->inodes);
	free(v->inodes_found);
	free(v->zones_found);
	free(v->references);
	free(v->queue);
	free(v->parents);
	for (u32 depth = 0; depth <= MINIXFS_LEVELS; depth++)
		free(v->blocks[depth]);
}

static int
read_super(struct volume_check *v)
{
	u8 data[MINIXFS_BLOCK_MIN] __attribute__((aligned(8)));
	char reason[MINIXFS_REASON_MAX] = "the device is too small for a superblock";
	struct minixfs_io *io = v->check->io;

	if (io->size >= MINIXFS_SUPER_OFFSET + MINIXFS_BLOCK_MIN) {
		v->io_failed = io->read(io, MINIXFS_SUPER_OFFSET, data, sizeof(data)) < 0;
		if (v->io_failed)
			return -1;
		if (minixfs_layout_read((struct minixfs_super *)(void *)data, io->size,
					&v->check->layout, reason) == 0)
			return 0;
	}
	v->check->problems++;
	(void)v->check->found(v->check->context, reason);
	return -1;
}

static enum minixfs_check_end
check_all(struct volume_check *v)
{
	const struct minixfs_layout *layout = v->layout;
	enum minixfs_check_end end;

	read_blocks(v, layout->inode_map, layout->inode_map_blocks, v->inode_map);
	read_blocks(v, layout->zone_map, layout->zone_map_blocks, v->zone_map);
	read_blocks(v, layout->inode_table, table_blocks(layout), v->inodes);
	if (v->io_failed)
		return MINIXFS_IO_FAILED;
	end = check_tree(v);
	if (end == MINIXFS_CHECKED && !v->io_failed) {
		check_links(v);
		check_maps(v);
	}
	if (v->inodes_changed)
		write_blocks(v, layout->inode_table, table_blocks(layout), v->inodes);
	return v->io_failed ? MINIXFS_IO_FAILED : end;
}

enum minixfs_check_end
minixfs_check_run(struct minixfs_check *check)
{
	struct volume_check v = {.check = check, .layout = &check->layout};
	enum minixfs_check_end end = MINIXFS_IO_FAILED;

	check->problems = check->repairs = 0;
	check->directories = check->files = check->zones = 0;
	if (read_super(&v) < 0)
		return v.io_failed ? MINIXFS_IO_FAILED : MINIXFS_HOPELESS;
	allocate(&v);
	if (!v.io_failed)
		end = check_all(&v);
	release(&v);
	return end;
}
