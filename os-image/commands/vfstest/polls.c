/* poll(). */
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vfstest.h"

#define HUNDRED_MS_US 100000u

static int ends[2];

static short
events_of(int fd, short wanted, int timeout_ms)
{
	struct pollfd entry = {.fd = fd, .events = wanted};
	int ready = poll(&entry, 1, timeout_ms);

	CHECK(ready == (entry.revents != 0));
	return entry.revents;
}

static void
files_are_always_ready(void)
{
	put_file("a", "");
	CHECK(events_of(open("a", O_RDWR), POLLIN | POLLOUT, -1) == (POLLIN | POLLOUT));
	CHECK(events_of(open(".", O_RDONLY), POLLIN, -1) == POLLIN);
}

static void
a_pipe_tells_what_can_be_done(void)
{
	CHECK(pipe(ends) == 0);
	CHECK(events_of(ends[0], POLLIN, 0) == 0);
	CHECK(events_of(ends[1], POLLOUT, 0) == POLLOUT);
	CHECK(write(ends[1], "x", 1) == 1);
	CHECK(events_of(ends[0], POLLIN, 0) == POLLIN);
	CHECK(close(ends[1]) == 0);
	CHECK(events_of(ends[0], POLLIN, 0) == (POLLIN | POLLHUP));
}

static void
a_pipe_without_readers_is_an_error(void)
{
	CHECK(pipe(ends) == 0 && close(ends[0]) == 0);
	CHECK(events_of(ends[1], 0, 0) == POLLERR);
}

static void
a_bad_descriptor_is_told_and_a_negative_one_skipped(void)
{
	struct pollfd entries[2] = {{.fd = 50, .events = POLLIN}, {.fd = -1, .events = POLLIN}};

	CHECK(poll(entries, 2, 0) == 1);
	CHECK(entries[0].revents == POLLNVAL && entries[1].revents == 0);
}

static void
a_timeout_ends_the_wait(void)
{
	u64 before_us = now_us();

	CHECK(pipe(ends) == 0);
	CHECK(events_of(ends[0], POLLIN, 100) == 0);
	CHECK(now_us() - before_us >= HUNDRED_MS_US);
	CHECK(poll(NULL, 0, 50) == 0);
	CHECK(now_us() - before_us >= HUNDRED_MS_US + HUNDRED_MS_US / 2);
}

static void
write_later(void)
{
	usleep(50000);
	CHECK(write(ends[1], "x", 1) == 1);
}

static void
a_write_wakes_who_polls(void)
{
	pid_t child;

	CHECK(pipe(ends) == 0);
	child = start_child(write_later);
	CHECK(events_of(ends[0], POLLIN, -1) == POLLIN);
	wait_for_success(child);
}

static void
a_handler_interrupts_it(void)
{
	struct pollfd entry = {.events = POLLIN};

	CHECK(pipe(ends) == 0);
	entry.fd = ends[0];
	interrupt_soon();
	CHECK_FAILS(poll(&entry, 1, -1), EINTR);
}

static void
devices_are_asked(void)
{
	CHECK(events_of(open("/dev/zero", O_RDONLY), POLLIN, -1) == POLLIN);
	CHECK(events_of(open("/dev/null", O_RDWR), POLLOUT, 0) == POLLOUT);
}

static void
a_quiet_terminal_is_watched_until_the_time_is_up(void)
{
	int fd = open("/dev/ttyc2", O_RDWR | O_NOCTTY);

	CHECK(fd >= 0);
	CHECK(events_of(fd, POLLOUT, -1) == POLLOUT);
	CHECK(events_of(fd, POLLIN, 50) == 0);
}

static void
a_pipe_wakes_who_also_watches_a_terminal(void)
{
	struct pollfd entries[2] = {{.events = POLLIN}, {.events = POLLIN}};
	pid_t child;

	CHECK(pipe(ends) == 0);
	entries[0].fd = open("/dev/ttyc2", O_RDWR | O_NOCTTY);
	entries[1].fd = ends[0];
	child = start_child(write_later);
	CHECK(poll(entries, 2, -1) == 1);
	CHECK(entries[0].revents == 0 && entries[1].revents == POLLIN);
	wait_for_success(child);
}

const struct test poll_tests[] = {
	{files_are_always_ready, "files_are_always_ready"},
	{a_pipe_tells_what_can_be_done, "a_pipe_tells_what_can_be_done"},
	{a_pipe_without_readers_is_an_error, "a_pipe_without_readers_is_an_error"},
	{a_bad_descriptor_is_told_and_a_negative_one_skipped,
	 "a_bad_descriptor_is_told_and_a_negative_one_skipped"},
	{a_timeout_ends_the_wait, "a_timeout_ends_the_wait"},
	{a_write_wakes_who_polls, "a_write_wakes_who_polls"},
	{a_handler_interrupts_it, "a_handler_interrupts_it"},
	{devices_are_asked, "devices_are_asked"},
	{a_quiet_terminal_is_watched_until_the_time_is_up,
	 "a_quiet_terminal_is_watched_until_the_time_is_up"},
	{a_pipe_wakes_who_also_watches_a_terminal, "a_pipe_wakes_who_also_watches_a_terminal"},
	{NULL, NULL},
};
