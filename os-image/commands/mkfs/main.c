/* mkfs: makes a MINIX file system, version 3. */
#include <errno.h>
#include <minixfs/file_io.h>
#include <minixfs/make.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <toolkit/mounts.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>

#define KB 1024u

static const char usage[] =
	"Usage: mkfs [OPTION]... DEVICE [BLOCKS]\n"
	"Makes an empty MINIX file system (version 3) on a device or in a file, over all of it or\n"
	"over its first BLOCKS blocks. All that was there is lost; a mounted device is refused.\n"
	"\n"
	"  -i, --inodes=N  room for N files and directories; else one for each 4 blocks\n"
	"  -b, --block-size=N  blocks of 1024 (the default), 2048 or 4096 bytes\n"
	"  -q, --quiet     say nothing about what was made\n";

struct options {
	u32 inodes;
	u32 block_size;
	bool quiet;
};

static u32
take_u32(const char *text, const char *what)
{
	uint64_t value = need_number(text, what);

	if (value == 0 || value > UINT32_MAX)
		bad_usage("%s: a number from 1 to %u, not %s", what, UINT32_MAX, text);
	return (u32)value;
}

static struct options
take_options(void)
{
	struct options options = {.block_size = MINIXFS_BLOCK_MIN};
	int option;

	while ((option = tool_option()) != OPTION_END) {
		if (option == 'i')
			options.inodes = take_u32(option_value, "inodes");
		else if (option == 'b')
			options.block_size = take_u32(option_value, "block size");
		else
			options.quiet = true;
	}
	if (options.block_size != 1 * KB && options.block_size != 2 * KB &&
	    options.block_size != 4 * KB)
		bad_usage("a block has 1024, 2048 or 4096 bytes, not %u", options.block_size);
	return options;
}

/* All that the device has room for, unless fewer are asked for. */
static u32
block_count(const struct file_io *file, const struct options *options, const char *wanted)
{
	u64 available = file->io.size / options->block_size;
	u32 blocks;

	if (wanted == NULL)
		return available < UINT32_MAX ? (u32)available : UINT32_MAX;
	blocks = take_u32(wanted, "blocks");
	if (blocks > available)
		give_up(STATUS_FAILED, "%s has room for %llu blocks, not for %u", file->path,
			(unsigned long long)available, blocks);
	return blocks;
}

int
main(int argc, char **argv)
{
	char reason[MINIXFS_REASON_MAX];
	struct minixfs_layout layout;
	struct options options;
	struct file_io file;
	char **operands;
	int count;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	options = take_options();
	count = tool_operands(&operands);
	if (count < 1 || count > 2)
		bad_usage("one device or file, and at most a number of blocks");
	if (mount_state_of(operands[0]) != MOUNT_NONE)
		give_up(STATUS_FAILED, "%s is mounted: umount it first", operands[0]);
	if (file_io_open(&file, operands[0], 1) < 0)
		give_up(STATUS_FAILED, "%s: %s", operands[0], strerror(errno));
	if (minixfs_layout_plan(block_count(&file, &options, count > 1 ? operands[1] : NULL),
				options.inodes, options.block_size, &layout, reason) < 0)
		give_up(STATUS_FAILED, "%s: %s", operands[0], reason);
	if (minixfs_make(&file.io, &layout, (u32)time(NULL)) < 0)
		give_up(STATUS_FAILED, "%s can't be written at byte %llu: %s", operands[0],
			(unsigned long long)file.error_position, strerror(file.error));
	if (file_io_close(&file) < 0)
		give_up(STATUS_FAILED, "%s: %s", operands[0], strerror(errno));
	if (!options.quiet)
		printf("%s: %u blocks of %u bytes, %u for files; %u inodes\n", operands[0],
		       layout.zone_count, layout.block_size,
		       layout.zone_count - layout.first_data_zone, layout.inode_count);
	return tool_end();
}
