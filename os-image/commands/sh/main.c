/*
 * sh: a POSIX shell.
 *
 *	sh [-aCefimnuvxI] [-o OPTION] [FILE [ARGUMENT...]]
 *	sh -c COMMANDS [NAME [ARGUMENT...]]
 *	sh -s [ARGUMENT...]
 *	sh -P SCRIPT [ARGUMENT...]
 *
 * Reads commands from a file, a string or standard input; on a terminal with
 * prompts and line editing. The one intended difference from other POSIX shells:
 * in `test`, an operand of -eq and its kin that is a name stands for the variable.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "directory.h"
#include "exec.h"
#include "history.h"
#include "input.h"
#include "jobs.h"
#include "options.h"
#include "params.h"
#include "recovery_policy.h"
#include "redirect.h"
#include "trap.h"
#include "vars.h"

struct shell shell = {.name = "sh"};

struct command_line {
	const char *commands; /* -c */
	const char *file;
	bool is_login, reads_stdin, is_policy;
};

static void
print_help(void)
{
	puts("Usage: sh [OPTION]... [FILE [ARGUMENT]...]\n"
	     "       sh [OPTION]... -c COMMANDS [NAME [ARGUMENT]...]\n"
	     "       sh [OPTION]... -s [ARGUMENT]...\n"
	     "Executes commands from FILE, a string, or standard input.\n\n"
	     "  -c  commands are the first argument\n"
	     "  -s  commands come from standard input\n"
	     "  -i  interactive: with prompts\n"
	     "  -l  a login shell: reads /etc/profile and $HOME/.profile first\n"
	     "  -P  FILE is a policy script: without descriptors, it is heard in the log\n"
	     "  -a  export all variables that are set     -C  > overwrites no file\n"
	     "  -e  end when a command fails              -f  no file name patterns\n"
	     "  -m  job control                           -n  check the syntax only\n"
	     "  -u  an unset variable is an error         -v  print what is read\n"
	     "  -x  print what is executed                -o NAME  option by name");
}

/* Takes -c, -l, -P and -s out of an argument of letters, which `set` doesn't know. */
static void
take_own_letters(char *argument, struct command_line *line, bool *has_commands)
{
	char *to = argument + 1;

	if (argument[0] != '-')
		return;
	for (const char *from = argument + 1; *from != '\0'; from++) {
		if (*from == 'c')
			*has_commands = true;
		else if (*from == 'l')
			line->is_login = true;
		else if (*from == 'P')
			line->is_policy = true;
		else if (*from == 's')
			line->reads_stdin = true;
		else
			*to++ = *from;
	}
	*to = '\0';
}

/* Returns the index of the first positional parameter. */
static int
parse_command_line(char **argv, struct command_line *line)
{
	bool has_commands = false, ended = false;
	int at = 1;

	line->is_login = argv[0] != NULL && argv[0][0] == '-';
	while (argv[at] != NULL && (argv[at][0] == '-' || argv[at][0] == '+') && !ended) {
		char *option[] = {argv[at], argv[at + 1], NULL};

		if (strcmp(argv[at], "--help") == 0) {
			print_help();
			shell_exit(0);
		}
		ended = strcmp(argv[at], "--") == 0 || strcmp(argv[at], "-") == 0;
		take_own_letters(argv[at], line, &has_commands);
		if (!ended && argv[at][1] != '\0') {
			bool is_name = strchr(argv[at], 'o') != NULL;

			option[1] = is_name ? argv[at + 1] : NULL;
			options_parse(option, 0, &(bool){false});
			at += is_name && argv[at + 1] != NULL;
		}
		at++;
	}
	if (has_commands) {
		if (argv[at] == NULL)
			shell_error(STATUS_ERROR, "-c requires an argument");
		line->commands = argv[at++];
		if (argv[at] != NULL)
			shell.name = argv[at++];
	} else if (!line->reads_stdin && argv[at] != NULL) {
		shell.name = line->file = argv[at++];
	}
	return at;
}

/* Reads a start-up file, if there is one; errors in it don't end the shell. */
static void
run_profile(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct catcher catcher;

	if (fd < 0)
		return;
	catch_begin(&catcher);
	if (setjmp(catcher.jump) == 0)
		run_file(fd);
	catch_end(&catcher);
	shell.line = 0;
}

static void
run_profiles(void)
{
	const char *home;

	run_profile("/etc/profile");
	home = var_get("HOME");
	if (home != NULL)
		run_profile(format_string("%s/.profile", home));
}

static _Noreturn void
run_commands_and_exit(const char *commands)
{
	shell.line = 1;
	shell_exit(run_string(commands, EXEC_LAST));
}

static _Noreturn void
run_script_and_exit(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		complain("cannot open %s: %s", path, open_error_text(errno, false));
		shell_exit(STATUS_ERROR);
	}
	shell_exit(run_file(fd));
}

/* Whether an end of input is to be taken as `exit`: not while jobs are stopped, the first time. */
static bool
may_leave(bool was_warned)
{
	if (option(OPTION_IGNOREEOF)) {
		fputs("\nUse \"exit\" to leave shell.\n", stderr);
		return false;
	}
	for (struct job *job = jobs_first(); job != NULL && !was_warned; job = job->next) {
		if (job_state(job) == PROCESS_STOPPED) {
			fputs("You have stopped jobs.\n", stderr);
			return false;
		}
	}
	return true;
}

/* Commands from a terminal: an error brings the next prompt. */
static _Noreturn void
run_terminal_and_exit(void)
{
	struct catcher catcher;
	struct source source;
	volatile bool was_warned = false;

	history_load();
	for (;;) {
		catch_begin(&catcher);
		source_of_file(&source, SOURCE_TERMINAL, STDIN_FILENO);
		if (setjmp(catcher.jump) == 0) {
			run_source(&source, 0);
			catch_end(&catcher);
			/* A `return` at the prompt leaves nothing. */
			if (shell.skip == SKIP_NONE && may_leave(was_warned))
				break;
			was_warned = shell.skip == SKIP_NONE;
			shell.skip = SKIP_NONE;
			continue;
		}
		catch_end(&catcher);
		/* The terminal has shown ^C without a newline. */
		if (trap_is_interrupted()) {
			trap_forget_interrupt();
			fputc('\n', stderr);
		}
	}
	fputc('\n', stderr);
	jobs_release_terminal();
	shell_exit(shell.status);
}

static _Noreturn void
run_stdin_and_exit(void)
{
	struct source source;

	source_of_file(&source, SOURCE_SHARED, STDIN_FILENO);
	shell_exit(run_source(&source, 0));
}

static void
set_start_variables(void)
{
	directory_begin();
	var_set_number("PPID", getppid());
	if (var_get("PS1") == NULL)
		var_set("PS1", geteuid() == 0 ? "# " : "$ ");
	if (var_get("PS2") == NULL)
		var_set("PS2", "> ");
	if (var_get("PS4") == NULL)
		var_set("PS4", "+ ");
}

int
main(int argc, char **argv)
{
	struct command_line line = {0};
	int first;

	note_stack_start();
	shell.pid = getpid();
	if (argc > 0)
		shell.name = argv[0];
	vars_begin(environ);
	set_start_variables();
	first = parse_command_line(argv, &line);
	params_set((size_t)(argc > first ? argc - first : 0), argv + (argc > first ? first : argc));
	if (line.is_policy)
		policy_set_descriptors(argc > first ? argv[first] : NULL);
	if (line.commands == NULL && line.file == NULL) {
		shell.options[OPTION_STDIN] = true;
		if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO) && !option(OPTION_NOEXEC))
			options_switch_letter('i', true);
	}
	if (option(OPTION_INTERACTIVE) && line.commands == NULL && line.file == NULL)
		options_switch_letter('m', true);
	if (line.is_login)
		run_profiles();
	if (line.commands != NULL)
		run_commands_and_exit(line.commands);
	if (line.file != NULL)
		run_script_and_exit(line.file);
	if (option(OPTION_INTERACTIVE))
		run_terminal_and_exit();
	run_stdin_and_exit();
}
