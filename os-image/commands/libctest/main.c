/*
 * Runs the C library's tests: all of them, or those whose names are in the
 * variable `test`, separated by commas. Made to be the first process
 * (init=libctest in the parameter sector), so that its status is the machine's:
 * 0 when all passed, 1 when not, 2 when a name is unknown.
 *
 * Prints one line a test and a last line with the sums:
 *     ok NAME
 *     FAIL NAME: why
 *     libctest: 40 passed, 0 failed
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libctest.h"

/* A test that takes longer, in guest time, hangs. */
#define TIME_LIMIT_S 60

#define STATUS_FAILED 1
#define STATUS_UNKNOWN_NAME 2

static const struct test *const tables[] = {
	file_tests, name_tests,    directory_tests, stream_tests,
	pipe_tests, process_tests, terminal_tests,  system_tests,
};
#define TABLE_COUNT (sizeof(tables) / sizeof(tables[0]))

static int passed;
static int failed;

/* The test's process leads a group, so that all it leaves behind can be killed. */
static _Noreturn void
run_in_child(const struct test *test, const char *directory)
{
	setpgid(0, 0);
	signal(SIGALRM, SIG_DFL);
	running_test = test->name;
	CHECK(chdir(directory) == 0);
	test->function();
	exit(0);
}

static void
on_alarm(int signal)
{
	(void)signal;
}

/* Waits for that child, taking whatever others are left to us; -1 when the time is up. */
static int
wait_within_limit(pid_t child)
{
	int status;
	pid_t pid;

	alarm(TIME_LIMIT_S);
	do
		pid = waitpid(-1, &status, 0);
	while (pid > 0 && pid != child);
	alarm(0);
	return pid == child ? status : -1;
}

static void
report(const struct test *test, int status)
{
	if (status == 0) {
		printf("ok %s\n", test->name);
		passed++;
		return;
	}
	failed++;
	if (status == -1)
		printf("FAIL %s: not done after %d s\n", test->name, TIME_LIMIT_S);
	else if (WIFSIGNALED(status))
		printf("FAIL %s: ended by signal %d (%s)\n", test->name, WTERMSIG(status),
		       strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) != STATUS_SAID_WHY)
		printf("FAIL %s: ended with status %d\n", test->name, WEXITSTATUS(status));
}

static void
run(const struct test *test)
{
	char directory[] = "/tmp/libctestXXXXXX";
	int status;
	pid_t child;

	fflush(stdout);
	if (mkdtemp(directory) == NULL) {
		printf("FAIL %s: no directory for it: %s\n", test->name, strerror(errno));
		failed++;
		return;
	}
	child = fork();
	if (child == 0)
		run_in_child(test, directory);
	status = child < 0 ? -1 : wait_within_limit(child);
	kill(-child, SIGKILL);
	report(test, status);
	remove_tree(directory);
}

/* Whether a name is one of a list separated by commas. */
static int
is_listed(const char *name, const char *list)
{
	size_t length = strlen(name);

	while (*list != '\0') {
		size_t part = strcspn(list, ",");

		if (part == length && strncmp(list, name, length) == 0)
			return 1;
		list += part + (list[part] == ',');
	}
	return 0;
}

static int
count_names(const char *list)
{
	int count = 1;

	for (; *list != '\0'; list++)
		count += *list == ',';
	return count;
}

int
main(int argc, char **argv)
{
	const char *wanted = getenv("test");
	struct sigaction interrupt = {.sa_handler = on_alarm};

	if (argc > 1)
		return exec_helper(argc, argv);
	sigaction(SIGALRM, &interrupt, NULL);
	for (size_t i = 0; i < TABLE_COUNT; i++)
		for (const struct test *test = tables[i]; test->function != NULL; test++)
			if (wanted == NULL || is_listed(test->name, wanted))
				run(test);
	printf("libctest: %d passed, %d failed\n", passed, failed);
	if (wanted != NULL && passed + failed != count_names(wanted)) {
		printf("libctest: a name in test=%s is not known\n", wanted);
		return STATUS_UNKNOWN_NAME;
	}
	return failed > 0 ? STATUS_FAILED : 0;
}
