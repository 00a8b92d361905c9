/* Pipes and FIFOs. */
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vfstest.h"

#define CAPACITY 32768
#define STREAM (256u * 1024u)
#define WRITERS 6

static int ends[2];
static char block[CAPACITY * 2];

static void
bytes_come_out_as_they_went_in(void)
{
	char text[8];

	CHECK(pipe(ends) == 0);
	CHECK(write(ends[1], "hello", 5) == 5);
	CHECK(write(ends[1], "!", 1) == 1);
	CHECK(read(ends[0], text, sizeof(text)) == 6 && memcmp(text, "hello!", 6) == 0);
}

static void
ends_have_one_direction_each(void)
{
	char byte;

	CHECK(pipe(ends) == 0);
	CHECK_FAILS(read(ends[1], &byte, 1), EBADF);
	CHECK_FAILS(write(ends[0], &byte, 1), EBADF);
	CHECK_FAILS(lseek(ends[0], 0, SEEK_SET), ESPIPE);
	CHECK_FAILS(pread(ends[0], &byte, 1, 0), ESPIPE);
}

static void
the_end_comes_when_all_writers_closed(void)
{
	char byte;
	int other;

	CHECK(pipe(ends) == 0);
	other = dup(ends[1]);
	CHECK(write(ends[1], "x", 1) == 1);
	CHECK(close(ends[1]) == 0);
	CHECK(read(ends[0], &byte, 1) == 1);
	CHECK(close(other) == 0);
	CHECK(read(ends[0], &byte, 1) == 0);
}

static void
write_later(void)
{
	usleep(50000);
	CHECK(write(ends[1], "late", 4) == 4);
}

static void
a_reader_waits_for_bytes(void)
{
	char text[8];
	pid_t child;

	CHECK(pipe(ends) == 0);
	child = start_child(write_later);
	CHECK(read(ends[0], text, sizeof(text)) == 4 && memcmp(text, "late", 4) == 0);
	wait_for_success(child);
}

static void
read_all(void)
{
	u32 total = 0;
	ssize_t got;

	CHECK(close(ends[1]) == 0);
	while ((got = read(ends[0], block, 5000)) > 0) {
		for (ssize_t i = 0; i < got; i++)
			CHECK((u8)block[i] == (u8)((total + (u32)i) % 251));
		total += (u32)got;
	}
	CHECK(total == STREAM);
}

static void
a_writer_waits_for_room_and_all_arrives_in_order(void)
{
	char *stream = malloc(STREAM);
	pid_t child;

	CHECK(stream != NULL && pipe(ends) == 0);
	for (u32 i = 0; i < STREAM; i++)
		stream[i] = (char)(i % 251);
	child = start_child(read_all);
	CHECK(write(ends[1], stream, STREAM) == STREAM);
	CHECK(close(ends[1]) == 0);
	wait_for_success(child);
}

static void
without_readers_a_write_is_epipe_after_sigpipe(void)
{
	CHECK(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
	CHECK(pipe(ends) == 0);
	CHECK(close(ends[0]) == 0);
	CHECK_FAILS(write(ends[1], "x", 1), EPIPE);
}

static void
write_to_nobody(void)
{
	CHECK(pipe(ends) == 0 && close(ends[0]) == 0);
	(void)write(ends[1], "x", 1);
}

static void
sigpipe_ends_a_process_that_does_not_ignore_it(void)
{
	int status;
	pid_t child = start_child(write_to_nobody);

	CHECK(waitpid(child, &status, 0) == child);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE);
}

static void
non_blocking_ends_say_eagain(void)
{
	char byte;

	CHECK(pipe2(ends, O_NONBLOCK) == 0);
	CHECK_FAILS(read(ends[0], &byte, 1), EAGAIN);
	CHECK(write(ends[1], block, sizeof(block)) == CAPACITY);
	CHECK_FAILS(write(ends[1], block, 1), EAGAIN);
	CHECK(read(ends[0], block, 100) == 100);
	CHECK_FAILS(write(ends[1], block, PIPE_BUF), EAGAIN);
	CHECK(write(ends[1], block, 100) == 100);
}

static void
write_records(void)
{
	char record[PIPE_BUF];

	memset(record, 'a' + (int)getpid() % 20, sizeof(record));
	for (int i = 0; i < 20; i++)
		CHECK(write(ends[1], record, sizeof(record)) == PIPE_BUF);
}

static void
records_up_to_pipe_buf_stay_in_one_piece(void)
{
	char record[PIPE_BUF];
	pid_t children[WRITERS];
	u32 records = 0;

	CHECK(pipe(ends) == 0);
	for (int i = 0; i < WRITERS; i++)
		children[i] = start_child(write_records);
	CHECK(close(ends[1]) == 0);
	for (;;) {
		ssize_t got = 0;
		ssize_t part = 1;

		while (got < PIPE_BUF && part > 0) {
			part = read(ends[0], record + got, (size_t)(PIPE_BUF - got));
			got += part;
		}
		if (got == 0)
			break;
		CHECK(got == PIPE_BUF);
		for (int i = 1; i < PIPE_BUF; i++)
			CHECK(record[i] == record[0]);
		records++;
	}
	CHECK(records == WRITERS * 20);
	for (int i = 0; i < WRITERS; i++)
		wait_for_success(children[i]);
}

static void
a_signal_handler_interrupts_a_read(void)
{
	char byte;

	CHECK(pipe(ends) == 0);
	interrupt_soon();
	CHECK_FAILS(read(ends[0], &byte, 1), EINTR);
	CHECK(write(ends[1], "x", 1) == 1);
	CHECK(read(ends[0], &byte, 1) == 1 && byte == 'x');
}

static void
a_signal_handler_cuts_a_write_short(void)
{
	CHECK(pipe(ends) == 0);
	interrupt_soon();
	CHECK(write(ends[1], block, sizeof(block)) == CAPACITY);
}

static void
wait_for_bytes(void)
{
	char byte;

	CHECK(close(ends[1]) == 0);
	(void)read(ends[0], &byte, 1);
}

static void
a_killed_reader_lets_go_of_its_end(void)
{
	pid_t child;
	int status;

	CHECK(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
	CHECK(pipe(ends) == 0);
	child = start_child(wait_for_bytes);
	usleep(20000);
	CHECK(close(ends[0]) == 0);
	CHECK(kill(child, SIGKILL) == 0);
	CHECK(waitpid(child, &status, 0) == child);
	while (write(ends[1], "x", 1) == 1)
		usleep(1000);
	CHECK(errno == EPIPE);
}

static void
fionread_counts_what_waits(void)
{
	int waiting = -1;

	CHECK(pipe(ends) == 0);
	CHECK(write(ends[1], "123", 3) == 3);
	CHECK(ioctl(ends[0], FIONREAD, &waiting) == 0 && waiting == 3);
}

static void
pipes_run_out_with_enfile_and_come_back(void)
{
	pid_t children[3];
	int gate[2];
	char byte;

	CHECK(pipe(gate) == 0);
	for (int i = 0; i < 3; i++) {
		children[i] = fork();
		if (children[i] != 0)
			continue;
		while (pipe(ends) == 0)
			continue;
		CHECK(errno == EMFILE || errno == ENFILE);
		CHECK(write(gate[1], errno == ENFILE ? "n" : "m", 1) == 1);
		sleep_for_ever();
	}
	for (int i = 0; i < 3; i++)
		CHECK(read(gate[0], &byte, 1) == 1);
	CHECK(byte == 'n');
	CHECK_FAILS(pipe(ends), ENFILE);
	for (int i = 0; i < 3; i++) {
		CHECK(kill(children[i], SIGKILL) == 0);
		CHECK(waitpid(children[i], NULL, 0) == children[i]);
	}
	while (pipe(ends) < 0)
		usleep(1000);
}

const struct test pipe_tests[] = {
	{bytes_come_out_as_they_went_in, "bytes_come_out_as_they_went_in"},
	{ends_have_one_direction_each, "ends_have_one_direction_each"},
	{the_end_comes_when_all_writers_closed, "the_end_comes_when_all_writers_closed"},
	{a_reader_waits_for_bytes, "a_reader_waits_for_bytes"},
	{a_writer_waits_for_room_and_all_arrives_in_order,
	 "a_writer_waits_for_room_and_all_arrives_in_order"},
	{without_readers_a_write_is_epipe_after_sigpipe,
	 "without_readers_a_write_is_epipe_after_sigpipe"},
	{sigpipe_ends_a_process_that_does_not_ignore_it,
	 "sigpipe_ends_a_process_that_does_not_ignore_it"},
	{non_blocking_ends_say_eagain, "non_blocking_ends_say_eagain"},
	{records_up_to_pipe_buf_stay_in_one_piece, "records_up_to_pipe_buf_stay_in_one_piece"},
	{a_signal_handler_interrupts_a_read, "a_signal_handler_interrupts_a_read"},
	{a_signal_handler_cuts_a_write_short, "a_signal_handler_cuts_a_write_short"},
	{a_killed_reader_lets_go_of_its_end, "a_killed_reader_lets_go_of_its_end"},
	{fionread_counts_what_waits, "fionread_counts_what_waits"},
	{pipes_run_out_with_enfile_and_come_back, "pipes_run_out_with_enfile_and_come_back"},
	{NULL, NULL},
};
