/* Signals between processes: ending, stopping, interrupting, permissions, groups. */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pmtest.h"

#define USER 1000
#define OTHER_USER 2000

static volatile int child_signals;

static void
count_child(int signal)
{
	(void)signal;
	child_signals++;
}

static void
a_signal_without_a_handler_ends_the_process(void)
{
	static const int deadly[] = {SIGHUP, SIGTERM, SIGKILL, SIGUSR1, SIGALRM, SIGPIPE};

	for (size_t i = 0; i < ARRAY_LEN(deadly); i++) {
		pid_t pid = start_child(sleep_for_ever);
		int status;

		CHECK(kill(pid, deadly[i]) == 0);
		status = wait_for(pid);
		CHECK(WIFSIGNALED(status) && WTERMSIG(status) == deadly[i]);
	}
}

static void
spin(void)
{
	for (;;)
		;
}

static void
a_process_in_an_endless_loop_can_be_killed(void)
{
	pid_t pid = start_child(spin);

	usleep(50000);
	CHECK(kill(pid, SIGKILL) == 0);
	CHECK(WTERMSIG(wait_for(pid)) == SIGKILL);
}

static void
a_child_that_ends_sends_sigchld(void)
{
	struct sigaction action = {.sa_handler = count_child};
	pid_t pid;

	sigaction(SIGCHLD, &action, NULL);
	pid = start_child(sleep_for_ever);
	CHECK(child_signals == 0);
	kill(pid, SIGKILL);
	CHECK(child_signals == 1);
	CHECK(WTERMSIG(wait_for(pid)) == SIGKILL);
}

static void
sleep_20_ms(void)
{
	usleep(20000);
}

static void
wait_gives_the_child_though_its_signal_is_handled(void)
{
	struct sigaction action = {.sa_handler = count_child};
	pid_t pid;

	sigaction(SIGCHLD, &action, NULL);
	pid = start_child(sleep_20_ms);
	CHECK(wait_for(pid) == 0);
	CHECK(child_signals == 1);
}

/* ---- interrupting ---- */

static volatile int signal_count;

static void
count_signal(int signal)
{
	(void)signal;
	signal_count++;
}

static void
interrupt_parent_soon(void)
{
	usleep(20000);
	kill(getppid(), SIGUSR1);
}

static void
sleep_ends_early_with_a_handler(void)
{
	u64 before_us = now_us();
	pid_t pid;

	signal(SIGUSR1, on_signal_nothing);
	pid = start_child(interrupt_parent_soon);
	CHECK(sleep(30) >= 25);
	CHECK(now_us() - before_us < 5000000);
	CHECK(wait_for(pid) == 0);
}

static void
wait_ends_early_with_a_handler(void)
{
	pid_t sleeper = start_child(sleep_for_ever);
	pid_t pid;

	signal(SIGUSR1, on_signal_nothing);
	pid = start_child(interrupt_parent_soon);
	CHECK_FAILS(waitpid(sleeper, NULL, 0), EINTR);
	CHECK(wait_for(pid) == 0);
	kill(sleeper, SIGKILL);
	CHECK(WTERMSIG(wait_for(sleeper)) == SIGKILL);
}

static void
pause_ends_with_a_handler(void)
{
	pid_t pid;

	signal(SIGUSR1, on_signal_nothing);
	pid = start_child(interrupt_parent_soon);
	CHECK_FAILS(pause(), EINTR);
	CHECK(wait_for(pid) == 0);
}

static void
an_ignored_signal_does_not_end_sleep(void)
{
	u64 before_us = now_us();
	pid_t pid;

	signal(SIGUSR1, SIG_IGN);
	pid = start_child(interrupt_parent_soon);
	CHECK(usleep(100000) == 0);
	CHECK(now_us() - before_us >= 100000);
	CHECK(wait_for(pid) == 0);
}

/*
 * A request that a handler kept from reaching PM is sent again by the library,
 * and no reply is taken for another's.
 */
static void
signal_parent_for_ever(void)
{
	while (kill(getppid(), SIGUSR1) == 0)
		;
}

static void
requests_survive_a_storm_of_signals(void)
{
	enum { ROUNDS = 300 };
	struct sigaction action = {.sa_handler = count_signal};
	pid_t self = getpid();
	pid_t stormer;

	sigaction(SIGUSR1, &action, NULL);
	stormer = start_child(signal_parent_for_ever);
	for (int i = 0; i < ROUNDS; i++) {
		CHECK(getpid() == self);
		CHECK(getpgid(stormer) == getpgrp());
		CHECK(sbrk(0) != (void *)-1);
	}
	for (int i = 0; i < ROUNDS / 30; i++) {
		pid_t pid = fork();
		int status = -1;

		CHECK(pid >= 0);
		if (pid == 0)
			_exit(i);
		while (waitpid(pid, &status, 0) != pid)
			CHECK(errno == EINTR);
		CHECK(WEXITSTATUS(status) == i);
	}
	CHECK(signal_count > 0);
	CHECK(kill(stormer, SIGKILL) == 0);
	CHECK(WTERMSIG(wait_for(stormer)) == SIGKILL);
}

/* ---- stopping ---- */

static void
stop_then_exit(void)
{
	raise(SIGSTOP);
	_exit(3);
}

static void
a_stopped_process_goes_on_when_told(void)
{
	pid_t pid = start_child(stop_then_exit);
	int status = -1;

	CHECK(waitpid(pid, &status, WUNTRACED) == pid);
	CHECK(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
	CHECK(waitpid(pid, &status, WUNTRACED | WNOHANG) == 0);
	CHECK(kill(pid, SIGCONT) == 0);
	CHECK(WEXITSTATUS(wait_for(pid)) == 3);
}

static void
a_stopped_process_can_be_killed(void)
{
	pid_t pid = start_child(stop_then_exit);
	int status = -1;

	CHECK(waitpid(pid, &status, WUNTRACED) == pid);
	CHECK(kill(pid, SIGTERM) == 0);
	CHECK(waitpid(pid, &status, WNOHANG) == 0);
	CHECK(kill(pid, SIGKILL) == 0);
	CHECK(WTERMSIG(wait_for(pid)) == SIGKILL);
}

static void
what_came_for_a_stopped_process_is_delivered_when_it_goes_on(void)
{
	pid_t pid = start_child(sleep_for_ever);
	int status;

	usleep(20000);
	CHECK(kill(pid, SIGSTOP) == 0);
	CHECK(kill(pid, SIGTERM) == 0);
	CHECK(waitpid(pid, &status, WNOHANG) == 0);
	CHECK(kill(pid, SIGCONT) == 0);
	CHECK(WTERMSIG(wait_for(pid)) == SIGTERM);
}

static void
a_process_stopped_in_its_sleep_wakes_when_it_goes_on(void)
{
	pid_t pid = start_child(sleep_20_ms);

	CHECK(kill(pid, SIGSTOP) == 0);
	usleep(50000);
	CHECK(waitpid(pid, NULL, WNOHANG) == 0);
	CHECK(kill(pid, SIGCONT) == 0);
	CHECK(wait_for(pid) == 0);
}

static int report_ends[2];

static void
report_hangup(int signal)
{
	(void)signal;
	CHECK(write(report_ends[1], "h", 1) == 1);
	_exit(0);
}

static void
stop_until_hung_up(void)
{
	struct sigaction action = {.sa_handler = report_hangup};

	sigaction(SIGHUP, &action, NULL);
	raise(SIGSTOP);
	_exit(1);
}

/* A shell that ends and leaves a stopped job behind. */
static void
abandon_a_stopped_job(void)
{
	pid_t job;

	CHECK(setsid() == getpid());
	job = start_child(stop_until_hung_up);
	CHECK(setpgid(job, job) == 0);
	CHECK(waitpid(job, NULL, WUNTRACED) == job);
}

static void
stopped_jobs_of_who_ends_are_hung_up(void)
{
	char byte;

	CHECK(pipe(report_ends) == 0);
	CHECK(status_of_child(abandon_a_stopped_job) == 0);
	CHECK(close(report_ends[1]) == 0);
	CHECK(read(report_ends[0], &byte, 1) == 1 && byte == 'h');
}

static void
raise_stops_without_effect(void)
{
	CHECK(setsid() == getpid());
	CHECK(raise(SIGTSTP) == 0 && raise(SIGTTIN) == 0 && raise(SIGTTOU) == 0);
}

static void
terminals_stop_nobody_whom_nobody_would_continue(void)
{
	CHECK(status_of_child(raise_stops_without_effect) == 0);
}

/* ---- permissions and groups ---- */

static pid_t target;

static void
signal_it_as_another_user(void)
{
	CHECK(setuid(OTHER_USER) == 0);
	CHECK_FAILS(kill(target, SIGKILL), EPERM);
	CHECK_FAILS(kill(target, 0), EPERM);
	CHECK_FAILS(kill(1, SIGKILL), EPERM);
	CHECK_FAILS(kill(30000, SIGKILL), ESRCH);
}

static void
sleep_as_user(void)
{
	CHECK(setuid(USER) == 0);
	raise(SIGSTOP);
}

static void
a_user_cannot_signal_the_processes_of_another(void)
{
	target = start_child(sleep_as_user);
	CHECK(waitpid(target, NULL, WUNTRACED) == target);
	CHECK(status_of_child(signal_it_as_another_user) == 0);
	CHECK(kill(target, SIGCONT) == 0);
	CHECK(wait_for(target) == 0);
}

static void
kill_the_first_process(void)
{
	CHECK(kill(1, SIGKILL) == 0);
	CHECK(kill(1, SIGTERM) == 0);
	CHECK(kill(1, SIGSTOP) == 0);
}

static void
the_first_process_cannot_be_killed(void)
{
	CHECK(status_of_child(kill_the_first_process) == 0);
	CHECK(kill(1, 0) == 0);
}

static void
a_signal_to_a_group_reaches_its_members_only(void)
{
	pid_t first = start_child(sleep_for_ever);
	pid_t second = start_child(sleep_for_ever);
	pid_t outside = start_child(sleep_for_ever);

	CHECK(setpgid(first, 0) == 0);
	CHECK(setpgid(second, first) == 0);
	CHECK(getpgid(second) == first);
	CHECK(kill(-first, SIGTERM) == 0);
	CHECK(WTERMSIG(wait_for(second)) == SIGTERM);
	CHECK(WTERMSIG(wait_for(first)) == SIGTERM);
	CHECK(waitpid(outside, NULL, WNOHANG) == 0);
	CHECK_FAILS(kill(-first, SIGTERM), ESRCH);
	kill(outside, SIGKILL);
	CHECK(WTERMSIG(wait_for(outside)) == SIGKILL);
}

const struct test job_tests[] = {
	{a_signal_without_a_handler_ends_the_process, "a_signal_without_a_handler_ends_the_process"},
	{a_process_in_an_endless_loop_can_be_killed, "a_process_in_an_endless_loop_can_be_killed"},
	{a_child_that_ends_sends_sigchld, "a_child_that_ends_sends_sigchld"},
	{wait_gives_the_child_though_its_signal_is_handled,
	 "wait_gives_the_child_though_its_signal_is_handled"},
	{sleep_ends_early_with_a_handler, "sleep_ends_early_with_a_handler"},
	{wait_ends_early_with_a_handler, "wait_ends_early_with_a_handler"},
	{pause_ends_with_a_handler, "pause_ends_with_a_handler"},
	{an_ignored_signal_does_not_end_sleep, "an_ignored_signal_does_not_end_sleep"},
	{requests_survive_a_storm_of_signals, "requests_survive_a_storm_of_signals"},
	{a_stopped_process_goes_on_when_told, "a_stopped_process_goes_on_when_told"},
	{a_stopped_process_can_be_killed, "a_stopped_process_can_be_killed"},
	{what_came_for_a_stopped_process_is_delivered_when_it_goes_on,
	 "what_came_for_a_stopped_process_is_delivered_when_it_goes_on"},
	{a_process_stopped_in_its_sleep_wakes_when_it_goes_on,
	 "a_process_stopped_in_its_sleep_wakes_when_it_goes_on"},
	{stopped_jobs_of_who_ends_are_hung_up, "stopped_jobs_of_who_ends_are_hung_up"},
	{terminals_stop_nobody_whom_nobody_would_continue,
	 "terminals_stop_nobody_whom_nobody_would_continue"},
	{a_user_cannot_signal_the_processes_of_another, "a_user_cannot_signal_the_processes_of_another"},
	{the_first_process_cannot_be_killed, "the_first_process_cannot_be_killed"},
	{a_signal_to_a_group_reaches_its_members_only, "a_signal_to_a_group_reaches_its_members_only"},
	{0},
};
