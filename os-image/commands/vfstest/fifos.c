/* FIFOs: how their ends find each other. */
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vfstest.h"

static void
write_to_fifo(void)
{
	int fd;

	usleep(20000);
	fd = open("fifo", O_WRONLY);
	CHECK(fd >= 0);
	CHECK(write(fd, "through", 7) == 7);
}

static void
a_reader_and_a_writer_wait_for_each_other(void)
{
	char text[8];
	pid_t child;
	int fd;

	CHECK(mkfifo("fifo", 0600) == 0);
	child = start_child(write_to_fifo);
	fd = open("fifo", O_RDONLY);
	CHECK(fd >= 0);
	CHECK(read(fd, text, sizeof(text)) == 7 && memcmp(text, "through", 7) == 0);
	CHECK(read(fd, text, sizeof(text)) == 0);
	wait_for_success(child);
}

static void
read_from_fifo(void)
{
	char byte;
	int fd = open("fifo", O_RDONLY);

	CHECK(read(fd, &byte, 1) == 1);
}

static void
a_writer_waits_for_a_reader(void)
{
	pid_t child;
	int fd;

	CHECK(mkfifo("fifo", 0600) == 0);
	child = start_child(read_from_fifo);
	fd = open("fifo", O_WRONLY);
	CHECK(fd >= 0 && write(fd, "x", 1) == 1);
	wait_for_success(child);
}

static void
non_blocking_opens_do_not_wait(void)
{
	char byte;
	int reader;

	CHECK(mkfifo("fifo", 0600) == 0);
	CHECK_FAILS(open("fifo", O_WRONLY | O_NONBLOCK), ENXIO);
	reader = open("fifo", O_RDONLY | O_NONBLOCK);
	CHECK(reader >= 0);
	CHECK(read(reader, &byte, 1) == 0);
	CHECK(open("fifo", O_WRONLY | O_NONBLOCK) >= 0);
	CHECK_FAILS(read(reader, &byte, 1), EAGAIN);
}

static void
read_and_write_in_one_does_not_wait(void)
{
	char byte;
	int fd;

	CHECK(mkfifo("fifo", 0600) == 0);
	fd = open("fifo", O_RDWR);
	CHECK(fd >= 0);
	CHECK(write(fd, "x", 1) == 1);
	CHECK(read(fd, &byte, 1) == 1 && byte == 'x');
}

static void
a_signal_handler_interrupts_the_wait_and_the_descriptor_is_free(void)
{
	int before;

	CHECK(mkfifo("fifo", 0600) == 0);
	before = dup(0);
	CHECK(close(before) == 0);
	interrupt_soon();
	CHECK_FAILS(open("fifo", O_RDONLY), EINTR);
	CHECK(dup(0) == before);
}

static void
what_was_not_read_is_gone_when_both_ends_closed(void)
{
	char byte;
	int fd;

	CHECK(mkfifo("fifo", 0600) == 0);
	fd = open("fifo", O_RDWR);
	CHECK(write(fd, "x", 1) == 1);
	CHECK(close(fd) == 0);
	fd = open("fifo", O_RDONLY | O_NONBLOCK);
	CHECK(read(fd, &byte, 1) == 0);
}

static void
open_and_wait(void)
{
	(void)open("fifo", O_RDONLY);
}

static void
a_killed_opener_is_no_reader(void)
{
	pid_t child;

	CHECK(mkfifo("fifo", 0600) == 0);
	child = start_child(open_and_wait);
	usleep(20000);
	CHECK(kill(child, SIGKILL) == 0);
	CHECK(waitpid(child, NULL, 0) == child);
	while (open("fifo", O_WRONLY | O_NONBLOCK) >= 0)
		usleep(1000);
	CHECK(errno == ENXIO);
}

const struct test fifo_tests[] = {
	{a_reader_and_a_writer_wait_for_each_other, "a_reader_and_a_writer_wait_for_each_other"},
	{a_writer_waits_for_a_reader, "a_writer_waits_for_a_reader"},
	{non_blocking_opens_do_not_wait, "non_blocking_opens_do_not_wait"},
	{read_and_write_in_one_does_not_wait, "read_and_write_in_one_does_not_wait"},
	{a_signal_handler_interrupts_the_wait_and_the_descriptor_is_free,
	 "a_signal_handler_interrupts_the_wait_and_the_descriptor_is_free"},
	{what_was_not_read_is_gone_when_both_ends_closed,
	 "what_was_not_read_is_gone_when_both_ends_closed"},
	{a_killed_opener_is_no_reader, "a_killed_opener_is_no_reader"},
	{NULL, NULL},
};
