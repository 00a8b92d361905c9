/* Fork, exit, wait, orphans. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pmtest.h"

#define INIT_PID 1
#define MANY 60

static void
child_knows_its_parent(void)
{
	pid_t parent = getpid();
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (pid == 0)
		_exit(getppid() == parent && getpid() != parent ? 0 : 1);
	CHECK(pid != parent);
	CHECK(wait_for(pid) == 0);
}

static volatile int shared;

static void
write_shared(void)
{
	shared = 2;
}

static void
memory_of_a_child_is_its_own(void)
{
	shared = 1;
	CHECK(status_of_child(write_shared) == 0);
	CHECK(shared == 1);
}

static void
wait_gives_the_exit_status(void)
{
	static const int codes[] = {0, 1, 42, 127, 255, 256, -1};

	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		int status = -1;
		pid_t pid = fork();

		if (pid == 0)
			_exit(codes[i]);
		CHECK(waitpid(pid, &status, 0) == pid);
		CHECK(WIFEXITED(status) && WEXITSTATUS(status) == (codes[i] & 0xff));
	}
}

static void
wait_without_children_fails(void)
{
	CHECK_FAILS(wait(NULL), ECHILD);
	CHECK_FAILS(waitpid(getppid(), NULL, 0), ECHILD);
	CHECK_FAILS(waitpid(-1, NULL, 64), EINVAL);
}

static void
wait_with_nohang_does_not_wait(void)
{
	pid_t pid = start_child(sleep_for_ever);

	CHECK(waitpid(pid, NULL, WNOHANG) == 0);
	CHECK(kill(pid, SIGKILL) == 0);
	CHECK(WTERMSIG(wait_for(pid)) == SIGKILL);
}

static void
exit_at_once(void)
{
}

static void
wait_for_one_leaves_the_others(void)
{
	pid_t first = start_child(exit_at_once);
	pid_t second = start_child(exit_at_once);

	CHECK(wait_for(second) == 0);
	CHECK(wait_for(first) == 0);
}

static void
a_zombie_stays_until_it_is_waited_for(void)
{
	u32 processes = processes_in_use();
	pid_t pid = start_child(exit_at_once);

	while (processes_in_use() > processes)
		usleep(1000);
	CHECK(kill(pid, 0) == 0);
	CHECK(wait_for(pid) == 0);
	CHECK_FAILS(kill(pid, 0), ESRCH);
}

/* ---- orphans ---- */

static volatile int answer; /* signal that the orphan sent */
static pid_t test_pid;

static void
on_answer(int signal)
{
	answer = signal;
}

/* Tells the test whether its parent is now the first process. */
static void
orphan(void)
{
	pid_t abandoner = getppid();

	while (getppid() == abandoner)
		usleep(1000);
	kill(test_pid, getppid() == INIT_PID ? SIGUSR1 : SIGUSR2);
}

static void
abandon_a_child(void)
{
	start_child(orphan);
}

static void
orphans_go_to_the_first_process(void)
{
	struct sigaction action = {.sa_handler = on_answer};

	test_pid = getpid();
	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGUSR2, &action, NULL);
	CHECK(status_of_child(abandon_a_child) == 0);
	while (answer == 0)
		usleep(1000);
	CHECK(answer == SIGUSR1);
	CHECK_FAILS(wait(NULL), ECHILD);
}

static void
children_of_who_ignores_sigchld_leave_nothing(void)
{
	signal(SIGCHLD, SIG_IGN);
	start_child(exit_at_once);
	CHECK_FAILS(wait(NULL), ECHILD);
}

static void
many_children_one_after_the_other(void)
{
	u32 processes = processes_in_use();
	u32 frames;

	CHECK(status_of_child(exit_at_once) == 0);
	frames = frames_free();
	for (int i = 0; i < MANY; i++)
		CHECK(status_of_child(exit_at_once) == 0);
	CHECK(processes_in_use() == processes);
	CHECK(frames_free() == frames);
}

const struct test life_tests[] = {
	{child_knows_its_parent, "child_knows_its_parent"},
	{memory_of_a_child_is_its_own, "memory_of_a_child_is_its_own"},
	{wait_gives_the_exit_status, "wait_gives_the_exit_status"},
	{wait_without_children_fails, "wait_without_children_fails"},
	{wait_with_nohang_does_not_wait, "wait_with_nohang_does_not_wait"},
	{wait_for_one_leaves_the_others, "wait_for_one_leaves_the_others"},
	{a_zombie_stays_until_it_is_waited_for, "a_zombie_stays_until_it_is_waited_for"},
	{orphans_go_to_the_first_process, "orphans_go_to_the_first_process"},
	{children_of_who_ignores_sigchld_leave_nothing, "children_of_who_ignores_sigchld_leave_nothing"},
	{many_children_one_after_the_other, "many_children_one_after_the_other"},
	{0},
};
