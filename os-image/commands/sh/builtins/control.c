/* break, continue, return, exit, eval, ., exec, true and false. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "../exec.h"
#include "../redirect.h"
#include "../trap.h"
#include "../vars.h"
#include "builtins.h"

int
builtin_true(int argc, char **argv, unsigned flags)
{
	(void)argc;
	(void)argv;
	(void)flags;
	return 0;
}

int
builtin_false(int argc, char **argv, unsigned flags)
{
	(void)argc;
	(void)argv;
	(void)flags;
	return 1;
}

/* break [n] and continue [n]; outside of a loop they do nothing. */
int
builtin_break(int argc, char **argv, unsigned flags)
{
	int count = argc > 1 ? builtin_number(argv[1]) : 1;

	(void)flags;
	if (count == 0)
		shell_error(STATUS_ERROR, "Illegal number: %s", argv[1]);
	if (shell.loop_depth == 0)
		return 0;
	shell.skip_loops = count < shell.loop_depth ? count : shell.loop_depth;
	shell.skip = argv[0][0] == 'b' ? SKIP_BREAK : SKIP_CONTINUE;
	return 0;
}

int
builtin_return(int argc, char **argv, unsigned flags)
{
	(void)flags;
	shell.skip = SKIP_RETURN;
	return argc > 1 ? builtin_number(argv[1]) : trap_exit_status();
}

int
builtin_exit(int argc, char **argv, unsigned flags)
{
	(void)flags;
	shell_exit(argc > 1 ? builtin_number(argv[1]) & 0xff : trap_exit_status());
}

int
builtin_eval(int argc, char **argv, unsigned flags)
{
	struct text text = {.arena = &scratch};

	for (int i = 1; i < argc; i++) {
		if (i > 1)
			text_add(&text, ' ');
		text_append(&text, argv[i], strlen(argv[i]));
	}
	return run_string(text_string(&text), flags & EXEC_TESTED);
}

/* Opens a script by its name: along PATH unless there is a slash in it. */
static int
open_script(const char *name)
{
	const char *directory = var_get("PATH");

	if (strchr(name, '/') != NULL || directory == NULL)
		return open(name, O_RDONLY | O_CLOEXEC);
	for (;;) {
		size_t length = strcspn(directory, ":");
		int fd = open(length == 0 ? name :
				format_string("%.*s/%s", (int)length, directory, name),
				O_RDONLY | O_CLOEXEC);

		if (fd >= 0 || directory[length] == '\0')
			return fd;
		directory += length + 1;
	}
}

int
builtin_dot(int argc, char **argv, unsigned flags)
{
	int fd;

	(void)flags;
	if (argc < 2)
		shell_error(STATUS_ERROR, "a file name is needed: %s FILE", argv[0]);
	fd = open_script(argv[1]);
	if (fd < 0)
		shell_error(STATUS_ERROR, "cannot open %s: %s", argv[1],
				open_error_text(errno, false));
	return run_file(fd);
}

/* Its redirections stay when there are no arguments: exec_simple.c sees to that. */
int
builtin_exec(int argc, char **argv, unsigned flags)
{
	char *path;

	(void)flags;
	if (argc == 1)
		return 0;
	path = program_find(argv[1]);
	if (path == NULL)
		shell_error(errno == ENOENT ? STATUS_NOT_FOUND : STATUS_CANNOT_RUN, "%s: %s",
				argv[1], errno == ENOENT ? "not found" : strerror(errno));
	program_exec(path, argv + 1);
}
