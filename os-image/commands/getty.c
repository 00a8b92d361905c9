/* getty: opens a terminal and asks who wants to log in. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>
#include <toolkit/io.h>
#include <toolkit/login.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: getty LINE\n"
	"Opens the terminal LINE of /dev as controlling terminal, prints /etc/issue and runs login.\n";

#define PATH_SIZE 64

static void
open_terminal(const char *line)
{
	char path[PATH_SIZE];
	int fd;

	if (snprintf(path, sizeof(path), "/dev/%s", line) >= (int)sizeof(path))
		give_up(STATUS_FAILED, "%s: the name is too long", line);
	setsid();
	fd = open(path, O_RDWR);
	if (fd < 0)
		give_up(STATUS_FAILED, "%s: %s", path, strerror(errno));
	for (int target = STDIN_FILENO; target <= STDERR_FILENO; target++)
		if (fd != target && dup2(fd, target) < 0)
			give_up(STATUS_FAILED, "%s: %s", path, strerror(errno));
	if (fd > STDERR_FILENO)
		close(fd);
	if (ioctl(STDIN_FILENO, TIOCSCTTY, 0) != 0)
		complain_errno("%s does not become the controlling terminal", path);
}

static void
print_issue(void)
{
	int fd = open("/etc/issue", O_RDONLY);

	if (fd < 0)
		return;
	copy_stream(fd, "/etc/issue", STDOUT_FILENO, "the terminal");
	close(fd);
}

int
main(int argc, char **argv)
{
	char name[USER_NAME_MAX];
	struct utsname system;
	char prompt[USER_NAME_MAX + sizeof(system.nodename)];
	char **lines;

	if (tool_only_operands(argc, argv, usage, &lines) != 1)
		bad_usage("which line?");
	open_terminal(lines[0]);
	setenv("TERM", "ansi", 1);
	print_issue();
	if (uname(&system) != 0)
		strcpy(system.nodename, "Kintsugi");
	snprintf(prompt, sizeof(prompt), "%s login: ", system.nodename);
	do {
		if (!ask_user_name(prompt, name))
			return STATUS_FAILED;
	} while (name[0] == '\0');
	execl("/bin/login", "login", "--", name, (char *)NULL);
	give_up(STATUS_FAILED, "/bin/login: %s", strerror(errno));
}
