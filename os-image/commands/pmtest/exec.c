/* Exec: what the new program finds, and what is refused. */
#include <errno.h>
#include <kintsugi/kcall.h>
#include <libsys/kcall.h>
#include <proto/pm.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pmtest.h"

#define NAME "pmtest"
#define SELF "/boot/" NAME
#define STATUS_FINE 33

/* ---- what this program does when it is run with arguments ---- */

static int
helper_arguments(int argc, char **argv)
{
	const char *value = getenv("COLOUR");

	return argc == 4 && strcmp(argv[0], "zero") == 0 && strcmp(argv[2], "two words") == 0 &&
	       argv[3][0] == '\0' && argv[4] == NULL && value != NULL && strcmp(value, "gold") == 0 &&
	       getenv("ABSENT") == NULL && environ[1] == NULL;
}

/* Caught signals are back to the default, ignored ones still ignored, the mask is kept. */
static int
helper_signals(void)
{
	struct sigaction caught;
	struct sigaction ignored;
	sigset_t mask;

	sigaction(SIGUSR1, NULL, &caught);
	sigaction(SIGUSR2, NULL, &ignored);
	sigprocmask(SIG_BLOCK, NULL, &mask);
	return caught.sa_handler == SIG_DFL && ignored.sa_handler == SIG_IGN &&
	       sigismember(&mask, SIGTERM) == 1;
}

int
exec_helper(int argc, char **argv)
{
	int fine = 0;

	if (strcmp(argv[1], "exit") == 0)
		fine = 1;
	else if (strcmp(argv[1], "arguments") == 0)
		fine = helper_arguments(argc, argv);
	else if (strcmp(argv[1], "signals") == 0)
		fine = helper_signals();
	return fine ? STATUS_FINE : 1;
}

/* ---- the tests ---- */

static char *const no_strings[] = {NULL};
static char *const exit_arguments[] = {SELF, "exit", NULL};

static void
exec_exit(void)
{
	execve(SELF, exit_arguments, no_strings);
}

static void
exec_runs_another_program_in_the_same_process(void)
{
	CHECK(WEXITSTATUS(status_of_child(exec_exit)) == STATUS_FINE);
}

static void
exec_many_times_leaves_nothing(void)
{
	enum { TIMES = 20 };
	u32 frames;

	CHECK(WEXITSTATUS(status_of_child(exec_exit)) == STATUS_FINE);
	frames = frames_free();
	for (int i = 0; i < TIMES; i++)
		CHECK(WEXITSTATUS(status_of_child(exec_exit)) == STATUS_FINE);
	CHECK(frames_free() == frames);
}

static void
boot_modules_are_under_boot_alone(void)
{
	CHECK_FAILS(execve(NAME, exit_arguments, no_strings), ENOENT);
	CHECK_FAILS(execve("/" NAME, exit_arguments, no_strings), ENOENT);
	CHECK_FAILS(execve("/usr/bin/" NAME, exit_arguments, no_strings), ENOENT);
	CHECK_FAILS(execve("/boot/bin/" NAME, exit_arguments, no_strings), ENOENT);
}

static void
exec_arguments(void)
{
	static char *const arguments[] = {"zero", "arguments", "two words", "", NULL};
	static char *const environment[] = {"COLOUR=gold", NULL};

	execve(SELF, arguments, environment);
}

static void
arguments_and_environment_arrive(void)
{
	CHECK(WEXITSTATUS(status_of_child(exec_arguments)) == STATUS_FINE);
}

static void
exec_signals(void)
{
	static char *const arguments[] = {SELF, "signals", NULL};
	sigset_t term_set = 1u << (SIGTERM - 1);

	signal(SIGUSR1, on_signal_nothing);
	signal(SIGUSR2, SIG_IGN);
	sigprocmask(SIG_BLOCK, &term_set, NULL);
	execve(SELF, arguments, no_strings);
}

static void
handlers_end_with_exec_and_masks_do_not(void)
{
	CHECK(WEXITSTATUS(status_of_child(exec_signals)) == STATUS_FINE);
}

static void
exec_of_an_unknown_program_fails(void)
{
	char long_path[PM_PATH_MAX + 2];

	CHECK_FAILS(execve("no-such-program", exit_arguments, no_strings), ENOENT);
	CHECK_FAILS(execve("", exit_arguments, no_strings), ENOENT);
	CHECK_FAILS(execve(SELF "/", exit_arguments, no_strings), ENOENT);
	CHECK_FAILS(execve("/", exit_arguments, no_strings), EACCES);
	memset(long_path, 'x', sizeof(long_path));
	long_path[PM_PATH_MAX] = '\0';
	CHECK_FAILS(execve(long_path, exit_arguments, no_strings), ENAMETOOLONG);
	long_path[PM_PATH_MAX] = 'x';
	long_path[PM_PATH_MAX + 1] = '\0';
	CHECK_FAILS(execve(long_path, exit_arguments, no_strings), ENAMETOOLONG);
}

static void
exec_of_what_is_no_program_fails(void)
{
	char path[sizeof("/boot/") + ARCHIVE_NAME_LEN];
	struct boot_module module;
	u32 index = 0;

	do
		CHECK(sys_info(KINFO_MODULE, &module, sizeof(module), index++) >= 0);
	while (module.kind == ARCHIVE_PROGRAM);
	snprintf(path, sizeof(path), "/boot/%s", module.name);
	CHECK_FAILS(execve(path, exit_arguments, no_strings), ENOEXEC);
}

static void
too_long_arguments_are_refused(void)
{
	static char text[PM_STRINGS_MAX];
	char *arguments[] = {SELF, "exit", text, NULL};

	memset(text, 'x', sizeof(text) - 1);
	CHECK_FAILS(execve(SELF, arguments, no_strings), E2BIG);
}

static void
too_many_arguments_are_refused(void)
{
	enum { COUNT = 20000 };
	char **arguments = malloc((COUNT + 1) * sizeof(arguments[0]));

	CHECK(arguments != NULL);
	for (int i = 0; i < COUNT; i++)
		arguments[i] = "";
	arguments[COUNT] = NULL;
	CHECK_FAILS(execve(SELF, arguments, no_strings), E2BIG);
}

const struct test exec_tests[] = {
	{exec_runs_another_program_in_the_same_process, "exec_runs_another_program_in_the_same_process"},
	{exec_many_times_leaves_nothing, "exec_many_times_leaves_nothing"},
	{boot_modules_are_under_boot_alone, "boot_modules_are_under_boot_alone"},
	{arguments_and_environment_arrive, "arguments_and_environment_arrive"},
	{handlers_end_with_exec_and_masks_do_not, "handlers_end_with_exec_and_masks_do_not"},
	{exec_of_an_unknown_program_fails, "exec_of_an_unknown_program_fails"},
	{exec_of_what_is_no_program_fails, "exec_of_what_is_no_program_fails"},
	{too_long_arguments_are_refused, "too_long_arguments_are_refused"},
	{too_many_arguments_are_refused, "too_many_arguments_are_refused"},
	{0},
};
