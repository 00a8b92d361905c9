/* httpd: the command, which waits for clients. See httpd.h. */
#include <errno.h>
#include <netkit/dial.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <toolkit/login.h>
#include <toolkit/tool.h>
#include <unistd.h>

#include "httpd.h"

static const char usage[] =
	"Usage: httpd [OPTION]... DIRECTORY\n"
	"Serves the files of a directory by HTTP, until it is ended, with a line for each request on\n"
	"standard output. Started by root it goes on as another user once it has its port.\n"
	"\n"
	"  -p, --port=PORT on that port instead of 80\n"
	"  -s, --status    answer " STATUS_PAGE " with the state of the system\n"
	"  -u, --user=NAME as that user instead of nobody\n";

#define DEFAULT_PORT 80u

const char *site;
bool shows_status;

static void
take_rights_of(const char *name)
{
	const struct passwd *user = getpwnam(name);

	if (user == NULL)
		give_up(STATUS_FAILED, "there is no user '%s'", name);
	if (!become_user(user))
		give_up(STATUS_FAILED, "the rights of %s: %s", name, strerror(errno));
}

static const char *
need_directory(const char *name)
{
	char *path = realpath(name, NULL);

	if (path == NULL)
		give_up(STATUS_FAILED, "%s: %s", name, strerror(errno));
	if (!is_directory(path))
		give_up(STATUS_FAILED, "%s is no directory", name);
	return path;
}

/* Clients that are served now, once those that are done are taken away. */
static unsigned
count_clients(unsigned clients)
{
	while (clients > 0 && waitpid(-1, NULL, WNOHANG) > 0)
		clients--;
	return clients;
}

/* With all places taken the next client waits, in the listener's queue. */
static unsigned
wait_for_place(unsigned clients)
{
	clients = count_clients(clients);
	while (clients >= CLIENTS_MAX)
		if (waitpid(-1, NULL, 0) > 0)
			clients--;
	return clients;
}

static _Noreturn void
serve_all(int listener)
{
	unsigned clients = 0;

	for (;;) {
		struct sockaddr_in from;
		socklen_t length = sizeof(from);
		pid_t child;
		int fd;

		clients = wait_for_place(clients);
		fd = accept4(listener, (struct sockaddr *)&from, &length, SOCK_CLOEXEC);
		if (fd < 0) {
			if (errno != EINTR && errno != ECONNABORTED && errno != EAGAIN)
				give_up(STATUS_FAILED, "the next client: %s", strerror(errno));
			continue;
		}
		child = fork();
		if (child == 0) {
			close(listener);
			serve_client(fd, &from);
			_exit(0);
		}
		if (child > 0)
			clients++;
		else
			complain_errno("no process for a client");
		close(fd);
	}
}

int
main(int argc, char **argv)
{
	const char *user = geteuid() == 0 ? "nobody" : NULL;
	uint16_t port = DEFAULT_PORT;
	char **directories;
	int option, listener;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		if (option == 'p')
			port = need_port(option_value, "tcp");
		else if (option == 'u')
			user = option_value;
		shows_status |= option == 's';
	}
	if (tool_operands(&directories) != 1)
		bad_usage("which directory?");
	site = need_directory(directories[0]);
	listener = listen_port(port, SOMAXCONN);
	if (listener < 0)
		give_up(STATUS_FAILED, "port %u: %s", port, strerror(errno));
	if (user != NULL)
		take_rights_of(user);
	signal(SIGPIPE, SIG_IGN);
	serve_all(listener);
}
