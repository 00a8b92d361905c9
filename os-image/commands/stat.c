/* stat: all that is known of files. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <toolkit/format.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>
#include <unistd.h>

static const char usage[] =
	"Usage: stat [OPTION]... FILE...\n"
	"Prints all that is known of files.\n"
	"\n"
	"  -L, --dereference  of what symbolic links point at\n"
	"  -c, --format=FORMAT  as the format says instead: %n name, %s size, %b blocks of 512 bytes,\n"
	"                  %a mode in octal, %A mode in letters, %f mode in hexadecimal, %F type,\n"
	"                  %u and %U owner, %g and %G group, %h links, %i inode, %d device,\n"
	"                  %t and %T major and minor number in hexadecimal,\n"
	"                  %X %Y %Z times of access, modification and change in seconds\n";

static const char *
type_name(const struct stat *status)
{
	switch (status->st_mode & S_IFMT) {
	case S_IFDIR:
		return "directory";
	case S_IFLNK:
		return "symbolic link";
	case S_IFCHR:
		return "character special file";
	case S_IFBLK:
		return "block special file";
	case S_IFIFO:
		return "fifo";
	case S_IFREG:
		return status->st_size == 0 ? "regular empty file" : "regular file";
	default:
		return "unknown";
	}
}

static void
print_field(char letter, const char *name, const struct stat *status)
{
	char mode[MODE_TEXT_SIZE];

	switch (letter) {
	case 'n':
		fputs(name, stdout);
		break;
	case 's':
		printf("%lld", (long long)status->st_size);
		break;
	case 'b':
		printf("%lld", (long long)status->st_blocks);
		break;
	case 'a':
		printf("%o", (unsigned)status->st_mode & 07777);
		break;
	case 'A':
		fputs(format_mode(mode, status->st_mode), stdout);
		break;
	case 'f':
		printf("%x", (unsigned)status->st_mode);
		break;
	case 'F':
		fputs(type_name(status), stdout);
		break;
	case 'u':
		printf("%u", (unsigned)status->st_uid);
		break;
	case 'U':
		fputs(user_name(status->st_uid), stdout);
		break;
	case 'g':
		printf("%u", (unsigned)status->st_gid);
		break;
	case 'G':
		fputs(group_name(status->st_gid), stdout);
		break;
	case 'h':
		printf("%lu", (unsigned long)status->st_nlink);
		break;
	case 'i':
		printf("%llu", (unsigned long long)status->st_ino);
		break;
	case 'd':
		printf("%llu", (unsigned long long)status->st_dev);
		break;
	case 't':
		printf("%x", (unsigned)major(status->st_rdev));
		break;
	case 'T':
		printf("%x", (unsigned)minor(status->st_rdev));
		break;
	case 'X':
		printf("%lld", (long long)status->st_atime);
		break;
	case 'Y':
		printf("%lld", (long long)status->st_mtime);
		break;
	case 'Z':
		printf("%lld", (long long)status->st_ctime);
		break;
	case '%':
		putchar('%');
		break;
	default:
		bad_usage("there is no %%%c in a format", letter);
	}
}

static void
print_formatted(const char *format, const char *name, const struct stat *status)
{
	for (const char *at = format; *at != '\0'; at++) {
		if (*at == '%')
			print_field(*++at, name, status);
		else
			putchar(*at);
	}
	putchar('\n');
}

static void
print_time(const char *label, time_t when)
{
	char text[TIME_TEXT_SIZE];
	struct tm *fields = gmtime(&when);

	if (fields == NULL || strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S UTC", fields) == 0)
		snprintf(text, sizeof(text), "%lld s", (long long)when);
	printf("%s: %s\n", label, text);
}

static void
print_all(const char *name, const struct stat *status)
{
	char mode[MODE_TEXT_SIZE], target[TREE_PATH_MAX];
	ssize_t length = S_ISLNK(status->st_mode) ? readlink(name, target, sizeof(target)) : -1;

	printf("  File: %s", name);
	if (length > 0)
		printf(" -> %.*s", (int)length, target);
	printf("\n  Size: %-12lld Blocks: %-8lld %s\n", (long long)status->st_size,
	       (long long)status->st_blocks, type_name(status));
	printf("Device: %u,%-10u Inode: %-10llu Links: %lu", (unsigned)major(status->st_dev),
	       (unsigned)minor(status->st_dev), (unsigned long long)status->st_ino,
	       (unsigned long)status->st_nlink);
	if (S_ISCHR(status->st_mode) || S_ISBLK(status->st_mode))
		printf("  Device type: %u,%u", (unsigned)major(status->st_rdev),
		       (unsigned)minor(status->st_rdev));
	printf("\nAccess: (%04o/%s)  Uid: (%u/%s)", (unsigned)status->st_mode & 07777,
	       format_mode(mode, status->st_mode), (unsigned)status->st_uid,
	       user_name(status->st_uid));
	printf("  Gid: (%u/%s)\n", (unsigned)status->st_gid, group_name(status->st_gid));
	print_time("Access", status->st_atime);
	print_time("Modify", status->st_mtime);
	print_time("Change", status->st_ctime);
}

int
main(int argc, char **argv)
{
	const char *format = NULL;
	bool follows = false;
	struct stat status;
	char **files;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		follows |= option == 'L';
		if (option == 'c')
			format = option_value;
	}
	if (tool_operands(&files) == 0)
		bad_usage("which file?");
	for (; *files != NULL; files++) {
		if ((follows ? stat(*files, &status) : lstat(*files, &status)) != 0)
			complain_errno("%s", *files);
		else if (format != NULL)
			print_formatted(format, *files, &status);
		else
			print_all(*files, &status);
	}
	return tool_end();
}
