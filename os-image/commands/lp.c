/* lp: queues files for the printer. Has to be set-user-id root, for the queue is root's. */
#include <errno.h>
#include <spool/spool.h>
#include <stdio.h>
#include <string.h>
#include <toolkit/io.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>
#include <unistd.h>

#define REPLACEMENT '?'
#define STANDARD_INPUT "-"

static const char usage[] =
	"Usage: lp [OPTION]... [FILE]...\n"
	"Queues each file, or standard input for none and for -, to be printed by lpd. A job\n"
	"that was queued is printed even if the printer's driver, lpd or the machine fails\n"
	"meanwhile; what is printed again then is marked so.\n"
	"\n"
	"  -n, --copies=N  that many copies (1)\n"
	"  -t, --title=TITLE  what the job is called, instead of the file's name\n";

static void
set_title(char title[JOB_TITLE_SIZE], const char *text)
{
	snprintf(title, JOB_TITLE_SIZE, "%s", text);
	for (char *c = title; *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			*c = REPLACEMENT;
}

static const char *
name_of(const char *file)
{
	size_t length;

	return strcmp(file, STANDARD_INPUT) == 0 ? "standard input" : last_component(file, &length);
}

/* The file is read with the caller's rights, the queue written with root's. */
static void
queue_up(const char *file, const char *title, unsigned copies)
{
	struct job job = {.owner = getuid(), .copies = copies};
	int fd;

	set_title(job.title, title != NULL ? title : name_of(file));
	if (seteuid(getuid()) != 0)
		give_up(STATUS_FAILED, "rights of user %u: %s", getuid(), strerror(errno));
	fd = open_input(file);
	if (seteuid(0) != 0)
		give_up(STATUS_FAILED, "the queue: %s", strerror(errno));
	if (fd < 0)
		return;
	if (spool_add(&job, fd, name_of(file)))
		printf("job %u: %s\n", job.number, job.title);
	close_input(fd);
}

int
main(int argc, char **argv)
{
	const char *title = NULL;
	uint64_t copies = 1;
	char **files;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		if (option == 't')
			title = option_value;
		else if (option == 'n')
			copies = need_number(option_value, "the number of copies");
	}
	if (copies == 0 || copies > JOB_COPIES_MAX)
		bad_usage("there can be 1 to %u copies", JOB_COPIES_MAX);
	if (tool_operands(&files) == 0)
		queue_up(STANDARD_INPUT, title, (unsigned)copies);
	for (; *files != NULL; files++)
		queue_up(*files, title, (unsigned)copies);
	return tool_end();
}
