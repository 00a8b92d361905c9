/* touch: sets the times of files, and makes those that are not there. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: touch [OPTION]... FILE...\n"
	"Sets the times of access and modification to now; makes empty files where there are none.\n"
	"\n"
	"  -a              the time of access only\n"
	"  -m              the time of modification only\n"
	"  -c, --no-create  make no files\n"
	"  -r, --reference=FILE  the times of that file instead of now\n"
	"  -d, --date=@SECONDS  that many seconds after 1970 began, instead of now\n";

static struct timespec times[] = {{.tv_nsec = UTIME_NOW}, {.tv_nsec = UTIME_NOW}};

static void
touch(const char *path, bool may_create)
{
	int fd;

	if (utimensat(AT_FDCWD, path, times, 0) == 0)
		return;
	if (errno != ENOENT) {
		complain_errno("%s", path);
		return;
	}
	if (!may_create)
		return;
	fd = open(path, O_WRONLY | O_CREAT | O_NONBLOCK, 0666);
	if (fd < 0 || futimens(fd, times) != 0)
		complain_errno("%s", path);
	if (fd >= 0)
		close(fd);
}

static void
take_times_of(const char *path)
{
	struct stat status;

	if (stat(path, &status) != 0)
		give_up(STATUS_FAILED, "%s: %s", path, strerror(errno));
	times[0] = status.st_atim;
	times[1] = status.st_mtim;
}

static void
take_date(const char *text)
{
	uint64_t seconds;

	if (text[0] != '@' || !parse_number(text + 1, &seconds) || seconds > INT64_MAX)
		bad_usage("a date has to be @ and a number of seconds, not '%s'", text);
	times[0] = times[1] = (struct timespec){.tv_sec = (time_t)seconds};
}

int
main(int argc, char **argv)
{
	bool may_create = true, only_access = false, only_modification = false;
	char **files;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		only_access |= option == 'a';
		only_modification |= option == 'm';
		may_create &= option != 'c';
		if (option == 'r')
			take_times_of(option_value);
		if (option == 'd')
			take_date(option_value);
	}
	if (only_access && !only_modification)
		times[1].tv_nsec = UTIME_OMIT;
	if (only_modification && !only_access)
		times[0].tv_nsec = UTIME_OMIT;
	if (tool_operands(&files) == 0)
		bad_usage("which file?");
	for (; *files != NULL; files++)
		touch(*files, may_create);
	return tool_end();
}
