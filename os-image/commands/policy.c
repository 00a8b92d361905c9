/* policy: runs a policy script. PM starts it for RS, without any descriptor. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: policy SCRIPT [ARGUMENT]...\n"
	"Has the shell run SCRIPT with nothing to read, and with what it says going to the system's log.\n"
	"The reincarnation server starts it when a component has failed; /etc/policies/README tells\n"
	"what a script is told and what is expected of it.\n";

#define SHELL "/bin/sh"
#define NOTHING "/dev/null"
#define LOG "/dev/klog"
#define LOG_LABEL "log" /* of the server behind it */

/* A script that can't speak still decides, so what can't be opened stays closed. */
static void
set_descriptor(int fd, const char *path, int flags)
{
	int opened = open(path, flags);

	if (opened < 0 || opened == fd)
		return;
	dup2(opened, fd);
	close(opened);
}

/*
 * When there is no log what is said is lost. So it is when the log has failed itself: its
 * open would wait for the successor that this script is to bring about.
 */
static void
set_descriptors(const char *component)
{
	set_descriptor(STDIN_FILENO, NOTHING, O_RDONLY);
	set_descriptor(STDOUT_FILENO, NOTHING, O_WRONLY);
	if (component == NULL || strcmp(component, LOG_LABEL) != 0)
		set_descriptor(STDOUT_FILENO, LOG, O_WRONLY);
	dup2(STDOUT_FILENO, STDERR_FILENO);
}

/* Run by hand, to try a script, it keeps those it has been given. */
static bool
has_descriptors(void)
{
	return fcntl(STDERR_FILENO, F_GETFD) >= 0;
}

int
main(int argc, char **argv)
{
	char **operands, **words;
	int count;

	tool_begin(argc, argv, usage, OPTIONS_FIRST);
	tool_option();
	count = tool_operands(&operands);
	if (count == 0)
		bad_usage("a script is needed");
	words = need_memory(((size_t)count + 2) * sizeof(words[0]));
	words[0] = "sh";
	memcpy(words + 1, operands, ((size_t)count + 1) * sizeof(words[0]));
	if (!has_descriptors())
		set_descriptors(operands[1]);
	execv(SHELL, words);
	give_up(STATUS_FAILED, SHELL ": %s", strerror(errno));
}
