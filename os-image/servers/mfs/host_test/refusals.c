/* What the server says of volumes that it can't mount: one line for each, after its name. */
#include "harness.h"

#include "../volume.h"

#include <stdlib.h>
#include <string.h>

struct flaw {
	const char *name;
	u32 offset; /* in the superblock */
	u32 length;
	u32 value;
};

static const struct flaw super_flaws[] = {
	{"magic", offsetof(struct minixfs_super, magic), 2, 0x2468},
	{"block size", offsetof(struct minixfs_super, block_size), 2, 1000},
	{"zone size", offsetof(struct minixfs_super, log_zone_size), 2, 3},
	{"no inodes", offsetof(struct minixfs_super, inode_count), 4, 0},
	{"many inodes", offsetof(struct minixfs_super, inode_count), 4, UINT32_MAX},
	{"inode bitmap", offsetof(struct minixfs_super, inode_map_blocks), 2, 0},
	{"zone bitmap", offsetof(struct minixfs_super, zone_map_blocks), 2, 9},
	{"first zone", offsetof(struct minixfs_super, first_data_zone), 2, 3},
	{"few zones", offsetof(struct minixfs_super, zone_count), 4, 5},
	{"many zones", offsetof(struct minixfs_super, zone_count), 4, 0x10000000},
	{"largest size", offsetof(struct minixfs_super, max_size), 4, 0},
};

static void
mount_it(void *argument)
{
	*(s32 *)argument = volume_mount("disk", 0, 0);
}

static void
try_to_mount(const char *name)
{
	void (*function)(void *) = mount_it;
	struct random random = {1};
	s32 result = 0;
	void *argument = &result;

	printf("%s: ", name);
	fibers_run(&function, &argument, 1, &random);
	if (result >= 0)
		fail("mounted");
}

void
refusals(void)
{
	struct minixfs_super *super = (void *)(disk.data + MINIXFS_SUPER_OFFSET);
	u64 size = disk.size;
	u8 *copy = malloc(size);

	memcpy(copy, disk.data, size);
	reports_are_shown = 1;
	for (u32 each = 0; each < sizeof(super_flaws) / sizeof(super_flaws[0]); each++) {
		const struct flaw *flaw = &super_flaws[each];

		memcpy((u8 *)super + flaw->offset, &flaw->value, flaw->length);
		try_to_mount(flaw->name);
		memcpy(disk.data, copy, size);
	}
	memset(disk.data + (super->first_data_zone - super->inode_count / 16u) * 1024, 0, 64);
	try_to_mount("no root");
	memcpy(disk.data, copy, size);
	disk.size = size / 2;
	try_to_mount("cut volume");
	disk.size = 1024;
	try_to_mount("tiny device");
	disk.size = size;
	disk.fail_reads = 1;
	try_to_mount("dead disk");
	free(copy);
}
