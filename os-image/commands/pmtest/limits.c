/* Tables that are full: the caller is told so, and all is well when room comes. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pmtest.h"

#define USER 1000
#define MORE_THAN_EVER_FIT 300

static pid_t children[MORE_THAN_EVER_FIT];
static int child_count;

/* Forks until it fails; the children wait to be killed. The error of the last fork. */
static int
fork_until_it_fails(void)
{
	for (child_count = 0; child_count < MORE_THAN_EVER_FIT; child_count++) {
		pid_t pid = fork();

		if (pid < 0)
			return errno;
		if (pid == 0)
			sleep_for_ever();
		children[child_count] = pid;
	}
	return 0;
}

static void
kill_children(void)
{
	for (int i = 0; i < child_count; i++) {
		CHECK(kill(children[i], SIGKILL) == 0);
		CHECK(WTERMSIG(wait_for(children[i])) == SIGKILL);
	}
}

static void
exit_at_once(void)
{
}

static void
fork_fails_when_the_table_is_full_and_works_again(void)
{
	u32 processes = processes_in_use();
	u32 frames = frames_free();
	int error = fork_until_it_fails();

	CHECK(error == EAGAIN || error == ENOMEM);
	CHECK(child_count > 1);
	kill_children();
	CHECK(processes_in_use() == processes);
	CHECK(frames_free() + 4 >= frames);
	CHECK(status_of_child(exit_at_once) == 0);
}

/* Ends when it can't get one more; what it started stays. */
static void
bomb(void)
{
	int error;

	CHECK(setuid(USER) == 0);
	error = fork_until_it_fails();
	CHECK(error == EAGAIN || error == ENOMEM);
	CHECK(child_count > 1);
}

static void
a_fork_bomb_of_a_user_leaves_room_for_root(void)
{
	u32 processes = processes_in_use();

	CHECK(status_of_child(bomb) == 0);
	CHECK(processes_in_use() > processes + 1);
	CHECK(status_of_child(exit_at_once) == 0);
	/* All that the bomb started is in our group, and so are we. */
	signal(SIGTERM, SIG_IGN);
	CHECK(kill(0, SIGTERM) == 0);
	CHECK(processes_in_use() == processes);
}

const struct test limit_tests[] = {
	{fork_fails_when_the_table_is_full_and_works_again,
	 "fork_fails_when_the_table_is_full_and_works_again"},
	{a_fork_bomb_of_a_user_leaves_room_for_root, "a_fork_bomb_of_a_user_leaves_room_for_root"},
	{0},
};
