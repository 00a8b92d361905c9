/*
 * Policy scripts: PM starts the shell for one without any descriptor, since it has no parent
 * that could have opened some. The shell opens them itself, which saves the time of a program
 * that would do that for it: until the script has decided, a component is missing.
 */
#include "recovery_policy.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

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

/* Run by hand, to try a script, it keeps those it has been given. */
static bool
has_descriptors(void)
{
	return fcntl(STDERR_FILENO, F_GETFD) >= 0;
}

/*
 * When there is no log what is said is lost. So it is when the log has failed itself: its
 * open would wait for the successor that this script is to bring about.
 */
void
policy_set_descriptors(const char *component)
{
	bool is_log = component != NULL && strcmp(component, LOG_LABEL) == 0;

	if (has_descriptors())
		return;
	set_descriptor(STDIN_FILENO, NOTHING, O_RDONLY);
	set_descriptor(STDOUT_FILENO, is_log ? NOTHING : LOG, O_WRONLY);
	if (fcntl(STDOUT_FILENO, F_GETFD) < 0)
		set_descriptor(STDOUT_FILENO, NOTHING, O_WRONLY);
	dup2(STDOUT_FILENO, STDERR_FILENO);
}
