/* See testkit/testkit.h. Made for the first process: what a test leaves behind is its to collect. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <testkit/testkit.h>
#include <unistd.h>

#define STATUS_FAILED 1
#define STATUS_UNKNOWN_NAME 2
#define ARENA_MAX 64

static const struct test_suite *suite;
static char arena[ARENA_MAX];
static int passed;
static int failed;

static void
enter_arena(void)
{
	CHECK(mkdir(arena, 0777) == 0);
	CHECK(chmod(arena, 0777) == 0);
	CHECK(chdir(arena) == 0);
}

/* The test's process leads a group, so that all it leaves behind can be killed. */
static _Noreturn void
run_in_child(const struct test *test)
{
	setpgid(0, 0);
	signal(SIGALRM, SIG_DFL);
	running_test = test->name;
	if (suite->wants_directory)
		enter_arena();
	test->function();
	exit(0);
}

/* Waits for that child, taking whatever others are left to us; -1 when the time is up. */
static int
wait_within_limit(pid_t child)
{
	int status;
	pid_t pid;

	alarm(suite->time_limit_s);
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
		printf("FAIL %s: not done after %u s\n", test->name, suite->time_limit_s);
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
	if (suite->wants_directory)
		remove_tree(arena);
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
run_suite(const struct test_suite *of)
{
	const char *wanted = getenv("test");
	struct sigaction on_alarm = {.sa_handler = on_signal_nothing};

	suite = of;
	snprintf(arena, sizeof(arena), "/tmp/%s", suite->name);
	sigaction(SIGALRM, &on_alarm, NULL);
	if (suite->wants_directory)
		remove_tree(arena);
	for (size_t i = 0; i < suite->table_count; i++)
		for (const struct test *test = suite->tables[i]; test->function != NULL; test++)
			if (wanted == NULL || is_listed(test->name, wanted))
				run(test);
	printf("%s: %d passed, %d failed\n", suite->name, passed, failed);
	if (wanted != NULL && passed + failed != count_names(wanted)) {
		printf("%s: a name in test=%s is not known\n", suite->name, wanted);
		return STATUS_UNKNOWN_NAME;
	}
	return failed > 0 ? STATUS_FAILED : 0;
}
