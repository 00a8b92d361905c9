/* fsck: checks a MINIX file system, version 3, and repairs it. Exit status as fsck(8) has it. */
#include <errno.h>
#include <minixfs/check.h>
#include <minixfs/file_io.h>
#include <stdio.h>
#include <string.h>
#include <toolkit/mounts.h>
#include <toolkit/tool.h>
#include <unistd.h>

#define STATUS_CLEAN 0
#define STATUS_CORRECTED 1
#define STATUS_UNCORRECTED 4
#define STATUS_OPERATIONAL 8

static const char usage[] =
	"Usage: fsck [OPTION]... DEVICE\n"
	"Checks the MINIX file system (version 3) on a device or in a file. On a terminal it\n"
	"asks before each repair, else it repairs only with -y. Nothing mounted is repaired.\n"
	"The status is 0: clean, 1: repaired, 4: not (all) repaired, 8: it could not be read.\n"
	"\n"
	"  -f, --force     check in any case, as it always does\n"
	"  -y, --yes       repair without asking\n"
	"  -n, --no        only say what is wrong\n"
	"  -v, --verbose   say what was counted, too\n";

enum answer {
	ANSWER_ASK,
	ANSWER_YES,
	ANSWER_NO,
};

struct options {
	enum answer answer;
	bool verbose;
};

static int
problem_found(void *context, const char *text)
{
	const struct options *options = context;

	printf("%s", text);
	if (options->answer != ANSWER_ASK) {
		printf("%s\n", options->answer == ANSWER_YES ? ": repaired" : "");
		return options->answer == ANSWER_YES;
	}
	printf("\n");
	fflush(stdout);
	return confirm("Repair it? ");
}

static struct options
take_options(void)
{
	struct options options = {.answer = isatty(STDIN_FILENO) ? ANSWER_ASK : ANSWER_NO};
	int option;

	while ((option = tool_option()) != OPTION_END) {
		if (option == 'y')
			options.answer = ANSWER_YES;
		else if (option == 'n')
			options.answer = ANSWER_NO;
		else if (option == 'v')
			options.verbose = true;
	}
	return options;
}

/*
 * A repair would go unnoticed by the file server, which has blocks of its own in memory. Looking
 * does no harm, but what is about to be written shows as damage.
 */
static void
refuse_mounted(const char *path, const struct options *options)
{
	enum mount_state state = mount_state_of(path);

	if (state == MOUNT_NONE)
		return;
	if (options->answer != ANSWER_NO)
		give_up(STATUS_OPERATIONAL, "%s is mounted: umount it first, or only look with -n",
			path);
	if (state == MOUNT_WRITABLE)
		fprintf(stderr, "%s: %s is mounted and may change meanwhile\n", tool_name, path);
}

static void
print_summary(const char *path, const struct minixfs_check *check)
{
	const struct minixfs_layout *layout = &check->layout;
	u32 data = layout->zone_count - layout->first_data_zone;

	printf("%s: %u of %u inodes (%u directories), %u of %u zones of %u bytes in use\n", path,
	       check->files + check->directories, layout->inode_count, check->directories,
	       check->zones, data, layout->block_size);
}

static int
conclude(const char *path, const struct minixfs_check *check, enum minixfs_check_end end)
{
	if (end == MINIXFS_HOPELESS) {
		printf("%s: this can't be repaired; `mkfs` makes a new, empty file system\n", path);
		return STATUS_UNCORRECTED;
	}
	if (check->problems == 0)
		return STATUS_CLEAN;
	if (check->repairs == check->problems) {
		printf("%s: %u problems, all repaired\n", path, check->problems);
		return STATUS_CORRECTED;
	}
	printf("%s: %u problems, %u repaired; `fsck -y` repairs them\n", path, check->problems,
	       check->repairs);
	return STATUS_UNCORRECTED;
}

int
main(int argc, char **argv)
{
	struct minixfs_check check = {.found = problem_found};
	enum minixfs_check_end end;
	struct options options;
	struct file_io file;
	char **operands;
	int status;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	tool_set_usage_status(STATUS_OPERATIONAL);
	options = take_options();
	if (tool_operands(&operands) != 1)
		bad_usage("one device or file");
	refuse_mounted(operands[0], &options);
	if (file_io_open(&file, operands[0], options.answer != ANSWER_NO) < 0)
		give_up(STATUS_OPERATIONAL, "%s: %s", operands[0], strerror(errno));
	check.io = &file.io;
	check.context = &options;
	end = minixfs_check_run(&check);
	if (end == MINIXFS_IO_FAILED)
		give_up(STATUS_OPERATIONAL, "%s: at byte %llu: %s", operands[0],
			(unsigned long long)file.error_position,
			strerror(file.error != 0 ? file.error : ENOMEM));
	status = conclude(operands[0], &check, end);
	if (options.verbose && end == MINIXFS_CHECKED)
		print_summary(operands[0], &check);
	if (options.answer != ANSWER_NO && file_io_close(&file) < 0)
		give_up(STATUS_OPERATIONAL, "%s: %s", operands[0], strerror(errno));
	return tool_end() != 0 ? STATUS_OPERATIONAL : status;
}
