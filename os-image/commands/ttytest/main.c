/* See ttytest.h. Made to be the first process (init=ttytest in the parameter sector). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ttytest.h"

#define LINE_SIZE 128
#define CONSOLE "/dev/console"
#define VIRTUAL_CONSOLE "/dev/ttyc%d"
#define PATH_SIZE 16

static const struct command *const tables[] = {read_commands, job_commands, terminal_commands};

static void start_session(const char *terminal);

static void
on_virtual_console(const int *arguments)
{
	char path[PATH_SIZE];

	snprintf(path, sizeof(path), VIRTUAL_CONSOLE, arguments[0]);
	start_session(path);
}

static const struct command session_commands[] = {{"console", 1, on_virtual_console}, {0}};

static const struct command *
find_in(const struct command *table, const char *name)
{
	for (; table->name != NULL; table++)
		if (strcmp(table->name, name) == 0)
			return table;
	return NULL;
}

static const struct command *
find(const char *name)
{
	const struct command *found = find_in(session_commands, name);

	for (size_t i = 0; found == NULL && i < sizeof(tables) / sizeof(tables[0]); i++)
		found = find_in(tables[i], name);
	return found;
}

static void
obey(char *line)
{
	int arguments[ARGUMENTS_MAX];
	const struct command *command;
	char *word = strtok(line, " \n");
	int count = 0;

	if (word == NULL)
		return;
	command = find(word);
	while ((word = strtok(NULL, " \n")) != NULL && count < ARGUMENTS_MAX)
		arguments[count++] = atoi(word);
	if (command == NULL || command->arguments != count)
		printf("unknown command\n");
	else
		command->run(arguments);
}

/* By read and not by stdio, which would take what is meant for the command. */
void
command_loop(void)
{
	char line[LINE_SIZE];
	ssize_t length;

	for (;;) {
		printf("ttytest> ");
		fflush(stdout);
		length = read(STDIN_FILENO, line, sizeof(line) - 1);
		if (length <= 0)
			break;
		line[length] = '\0';
		obey(line);
		fflush(stdout);
	}
}

/* A session's leader gets the terminal that it opens first as its controlling one. */
static _Noreturn void
lead_session(const char *terminal)
{
	int fd;

	setsid();
	fd = open(terminal, O_RDWR);
	if (fd < 0) {
		print_error(terminal);
		_exit(EXIT_FAILURE);
	}
	for (int standard = STDIN_FILENO; standard <= STDERR_FILENO; standard++)
		dup2(fd, standard);
	if (fd > STDERR_FILENO)
		close(fd);
	command_loop();
	exit(EXIT_SUCCESS);
}

static void
start_session(const char *terminal)
{
	pid_t leader = fork();

	if (leader == 0)
		lead_session(terminal);
	if (leader < 0)
		print_error("fork");
	while (leader > 0 && waitpid(leader, NULL, 0) < 0 && errno == EINTR)
		;
}

int
main(void)
{
	start_session(CONSOLE);
	return EXIT_SUCCESS;
}
