/* df: how full the file systems are. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <toolkit/format.h>
#include <toolkit/mounts.h>
#include <toolkit/tool.h>

static const char usage[] =
	"Usage: df [OPTION]... [FILE]...\n"
	"Prints how full each mounted file system is, or those that hold the files; for a mounted\n"
	"device the one on it.\n"
	"\n"
	"  -h, --human-readable  sizes such as 1.5K or 20M\n"
	"  -i, --inodes    inodes instead of KB\n"
	"  -k              in KB (the default)\n";

#define KB 1024

static bool is_human, counts_inodes;

static const char *
size_text(char text[SIZE_TEXT_SIZE], uint64_t bytes)
{
	if (is_human)
		return format_human(text, bytes);
	snprintf(text, SIZE_TEXT_SIZE, "%llu", (unsigned long long)(bytes / KB));
	return text;
}

static const char *
count_text(char text[SIZE_TEXT_SIZE], uint64_t count)
{
	snprintf(text, SIZE_TEXT_SIZE, "%llu", (unsigned long long)count);
	return text;
}

static void
print_heading(void)
{
	if (counts_inodes)
		printf("%-14s %9s %9s %9s %5s %s\n", "Filesystem", "Inodes", "IUsed", "IFree", "IUse%",
		       "Mounted on");
	else
		printf("%-14s %9s %9s %9s %5s %s\n", "Filesystem", is_human ? "Size" : "1K-blocks",
		       "Used", "Available", "Use%", "Mounted on");
}

static void
print_usage(const struct mount_info *mount)
{
	char total_text[SIZE_TEXT_SIZE], used_text[SIZE_TEXT_SIZE], free_text[SIZE_TEXT_SIZE];
	const char *(*to_text)(char *, uint64_t) = counts_inodes ? count_text : size_text;
	uint64_t total, used, available, percent = 0;
	struct statvfs status;

	if (statvfs(mount->directory, &status) != 0) {
		complain_errno("%s", mount->directory);
		return;
	}
	if (counts_inodes) {
		total = status.f_files;
		used = total - status.f_ffree;
		available = status.f_favail;
	} else {
		total = status.f_blocks * status.f_frsize;
		used = total - status.f_bfree * status.f_frsize;
		available = status.f_bavail * status.f_frsize;
	}
	if (used + available > 0)
		percent = (used * 100 + used + available - 1) / (used + available);
	printf("%-14s %9s %9s %9s %4u%% %s\n", mount->device, to_text(total_text, total),
	       to_text(used_text, used), to_text(free_text, available), (unsigned)percent,
	       mount->directory);
}

/* The file system on a device, or else that a file is on: the mount with the same device number. */
static void
print_usage_of(const char *path)
{
	struct stat wanted, status;
	struct mount_info mount;

	if (stat(path, &wanted) != 0) {
		complain_errno("%s", path);
		return;
	}
	if (find_mount_of(&wanted, &mount)) {
		print_usage(&mount);
		return;
	}
	for (unsigned i = 0; mount_info(i, &mount) == 0; i++) {
		if (stat(mount.directory, &status) == 0 && status.st_dev == wanted.st_dev) {
			print_usage(&mount);
			return;
		}
	}
	complain("%s is on no mounted file system", path);
}

int
main(int argc, char **argv)
{
	struct mount_info mount;
	char **files;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		is_human |= option == 'h';
		counts_inodes |= option == 'i';
	}
	print_heading();
	if (tool_operands(&files) == 0) {
		for (unsigned i = 0; mount_info(i, &mount) == 0; i++)
			print_usage(&mount);
		if (errno != EINVAL)
			complain_errno("the list of mounts");
	}
	for (; *files != NULL; files++)
		print_usage_of(*files);
	return tool_end();
}
