/* Sleeping, alarms and CPU time, all in guest time. */
#include <errno.h>
#include <signal.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "pmtest.h"

static void
sleep_lasts_at_least_as_long_as_asked(void)
{
	static const unsigned lengths_us[] = {0, 1, 999, 10000, 123456};

	for (size_t i = 0; i < ARRAY_LEN(lengths_us); i++) {
		u64 before_us = now_us();

		CHECK(usleep(lengths_us[i]) == 0);
		CHECK(now_us() - before_us >= lengths_us[i]);
	}
}

static unsigned child_sleep_us;

static void
sleep_then_exit(void)
{
	usleep(child_sleep_us);
}

static pid_t
start_sleeper(unsigned us)
{
	child_sleep_us = us;
	return start_child(sleep_then_exit);
}

static void
who_sleeps_shorter_wakes_first(void)
{
	pid_t slow = start_sleeper(90000);
	pid_t fast = start_sleeper(30000);
	pid_t middle = start_sleeper(60000);

	CHECK(wait(NULL) == fast);
	CHECK(wait(NULL) == middle);
	CHECK(wait(NULL) == slow);
}

static volatile int alarms;

static void
count_alarm(int signal)
{
	(void)signal;
	alarms++;
}

static void
an_alarm_comes_once_and_in_time(void)
{
	u64 before_us = now_us();

	signal(SIGALRM, count_alarm);
	CHECK(alarm(1) == 0);
	CHECK_FAILS(pause(), EINTR);
	CHECK(alarms == 1);
	CHECK(now_us() - before_us >= 1000000);
	CHECK(now_us() - before_us < 1500000);
	CHECK(alarm(0) == 0);
}

static void
an_alarm_can_be_replaced_and_taken_back(void)
{
	signal(SIGALRM, count_alarm);
	CHECK(alarm(100) == 0);
	CHECK(alarm(1) == 100);
	CHECK(alarm(0) == 1);
	CHECK(usleep(1200000) == 0);
	CHECK(alarms == 0);
}

static void
check_no_alarm(void)
{
	CHECK(alarm(0) == 0);
}

static void
an_alarm_is_not_inherited(void)
{
	alarm(100);
	CHECK(status_of_child(check_no_alarm) == 0);
	CHECK(alarm(0) > 90);
}

static void
sleep_under_an_alarm(void)
{
	alarm(1);
	sleep_for_ever();
}

static void
an_alarm_without_a_handler_ends_the_process(void)
{
	CHECK(WTERMSIG(status_of_child(sleep_under_an_alarm)) == SIGALRM);
}

#define TICKS 5
#define TIME_LIMIT_US 20000000

/* Long enough for the kernel's clock to tick meanwhile, which is when it counts. */
static void
compute(void)
{
	for (volatile u32 i = 0; i < 5000000; i++)
		;
}

/* Only what the process itself ran counts: on a busy host that may take a while. */
static void
compute_for_some_ticks(void)
{
	u64 until_us = now_us() + TIME_LIMIT_US;
	struct tms before;
	struct tms now;

	CHECK(times(&before) >= 0);
	do {
		compute();
		CHECK(times(&now) >= 0 && now_us() < until_us);
	} while (now.tms_utime - before.tms_utime < TICKS);
}

static void
cpu_time_is_counted_for_self_and_children(void)
{
	struct tms now;

	compute_for_some_ticks();
	CHECK(times(&now) >= 0);
	CHECK(now.tms_utime >= TICKS && now.tms_cutime == 0);
	CHECK(status_of_child(compute_for_some_ticks) == 0);
	CHECK(times(&now) >= 0);
	CHECK(now.tms_cutime >= TICKS);
}

static void
the_clocks_agree(void)
{
	struct timespec first;
	struct timespec second;
	struct timespec day;

	CHECK(clock_gettime(CLOCK_MONOTONIC, &first) == 0);
	CHECK(usleep(5000) == 0);
	CHECK(clock_gettime(CLOCK_MONOTONIC, &second) == 0);
	CHECK((second.tv_sec - first.tv_sec) * 1000000000 + (second.tv_nsec - first.tv_nsec) >= 5000000);
	CHECK(clock_gettime(CLOCK_REALTIME, &day) == 0);
	CHECK(day.tv_sec >= second.tv_sec);
	CHECK(time(NULL) - day.tv_sec <= 1);
	CHECK_FAILS(clock_gettime(9, &day), EINVAL);
}

const struct test time_tests[] = {
	{sleep_lasts_at_least_as_long_as_asked, "sleep_lasts_at_least_as_long_as_asked"},
	{who_sleeps_shorter_wakes_first, "who_sleeps_shorter_wakes_first"},
	{an_alarm_comes_once_and_in_time, "an_alarm_comes_once_and_in_time"},
	{an_alarm_can_be_replaced_and_taken_back, "an_alarm_can_be_replaced_and_taken_back"},
	{an_alarm_is_not_inherited, "an_alarm_is_not_inherited"},
	{an_alarm_without_a_handler_ends_the_process, "an_alarm_without_a_handler_ends_the_process"},
	{cpu_time_is_counted_for_self_and_children, "cpu_time_is_counted_for_self_and_children"},
	{the_clocks_agree, "the_clocks_agree"},
	{0},
};
