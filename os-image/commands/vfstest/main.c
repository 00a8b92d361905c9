/*
 * Runs the tests of VFS: all of them, or those whose names are in the variable
 * `test`, separated by commas. Made to be the first process (init=vfstest in the
 * parameter sector), so that its status is the machine's: 0 when all passed, 1
 * when not, 2 when a name is unknown.
 *
 * Prints one line a test and a last line with the sums:
 *     ok NAME
 *     FAIL NAME: why
 *     vfstest: 140 passed, 0 failed
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vfstest.h"

/* A test that takes longer, in guest time, hangs; some wait for deadlines of VFS. */
#define TIME_LIMIT_S 300

#define STATUS_FAILED 1
#define STATUS_UNKNOWN_NAME 2

#define ARENA "/tmp/vfstest"

static const struct test *const tables[] = {
	open_tests,  transfer_tests, path_tests,     name_tests,    permission_tests,
	attribute_tests, descriptor_tests, pipe_tests, fifo_tests,  poll_tests,
	device_tests, terminal_tests, mount_tests,   race_tests,    hostile_tests,
	failure_tests,
};

static int passed;
static int failed;

/* The test's process leads a group, so that all it leaves behind can be killed. */
static _Noreturn void
run_in_child(const struct test *test)
{
	setpgid(0, 0);
	signal(SIGALRM, SIG_DFL);
	running_test = test->name;
	CHECK(mkdir(ARENA, 0777) == 0);
	CHECK(chmod(ARENA, 0777) == 0);
	CHECK(chdir(ARENA) == 0);
	test->function();
	exit(0);
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
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0)
		run_in_child(test);
	if (child < 0) {
		printf("FAIL %s: no process for it: %s\n", test->name, strerror(errno));
		failed++;
		return;
	}
	status = wait_within_limit(child);
	kill(-child, SIGKILL);
	while (waitpid(-1, NULL, WNOHANG) > 0)
		continue;
	report(test, status);
	remove_tree(ARENA);
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
	struct sigaction on_alarm = {.sa_handler = on_signal_nothing};

	run_role(argc, argv);
	sigaction(SIGALRM, &on_alarm, NULL);
	remove_tree(ARENA);
	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		for (const struct test *test = tables[i]; test->function != NULL; test++)
			if (wanted == NULL || is_listed(test->name, wanted))
				run(test);
	printf("vfstest: %d passed, %d failed\n", passed, failed);
	if (wanted != NULL && passed + failed != count_names(wanted)) {
		printf("vfstest: a name in test=%s is not known\n", wanted);
		return STATUS_UNKNOWN_NAME;
	}
	return failed > 0 ? STATUS_FAILED : 0;
}
