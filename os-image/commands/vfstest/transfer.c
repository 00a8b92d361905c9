/* Reading, writing, seeking and cutting files. */
#include <fcntl.h>
#include <libsys/kcall.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vfstest.h"

#define BIG (300u * 1024u)

static char *big;
static char *found;

/* Children are copies of all memory, so it is not there before it is needed. */
static void
fill_big(void)
{
	big = malloc(BIG);
	found = calloc(1, BIG);
	CHECK(big != NULL && found != NULL);
	for (u32 index = 0; index < BIG; index++)
		big[index] = (char)(index * 7 + index / 251);
}

static void
reads_what_was_written(void)
{
	int fd = open("a", O_RDWR | O_CREAT, 0666);

	fill_big();
	CHECK(write(fd, big, BIG) == BIG);
	CHECK(lseek(fd, 0, SEEK_SET) == 0);
	CHECK(read(fd, found, BIG) == BIG);
	CHECK(memcmp(big, found, BIG) == 0);
}

static void
reads_stop_at_the_end(void)
{
	char text[8];
	int fd;

	put_file("a", "12345");
	fd = open("a", O_RDONLY);
	CHECK(read(fd, text, sizeof(text)) == 5);
	CHECK(read(fd, text, sizeof(text)) == 0);
}

static void
a_length_of_0_moves_nothing(void)
{
	int fd = open("a", O_RDWR | O_CREAT, 0666);
	char byte;

	CHECK(write(fd, "x", 0) == 0);
	CHECK(read(fd, &byte, 0) == 0);
	CHECK(lseek(fd, 0, SEEK_CUR) == 0);
}

static void
pread_and_pwrite_leave_the_position(void)
{
	char text[2];
	int fd = open("a", O_RDWR | O_CREAT, 0666);

	CHECK(write(fd, "abcdef", 6) == 6);
	CHECK(pwrite(fd, "XY", 2, 1) == 2);
	CHECK(pread(fd, text, 2, 2) == 2 && memcmp(text, "Yd", 2) == 0);
	CHECK(lseek(fd, 0, SEEK_CUR) == 6);
	CHECK_FAILS(pread(fd, text, 2, -1), EINVAL);
}

static void
seeks_from_start_here_and_end(void)
{
	int fd;

	put_file("a", "0123456789");
	fd = open("a", O_RDONLY);
	CHECK(lseek(fd, 4, SEEK_SET) == 4);
	CHECK(lseek(fd, 3, SEEK_CUR) == 7);
	CHECK(lseek(fd, -2, SEEK_END) == 8);
	CHECK(lseek(fd, 100, SEEK_END) == 110);
	CHECK_FAILS(lseek(fd, -1, SEEK_SET), EINVAL);
	CHECK_FAILS(lseek(fd, 0, 9), EINVAL);
	CHECK(lseek(fd, 0, SEEK_CUR) == 110);
}

static void
a_hole_reads_as_zeros(void)
{
	int fd = open("a", O_RDWR | O_CREAT, 0666);

	fill_big();
	CHECK(lseek(fd, 100000, SEEK_SET) == 100000);
	CHECK(write(fd, "x", 1) == 1);
	CHECK(pread(fd, found, 100001, 0) == 100001);
	for (u32 index = 0; index < 100000; index++)
		CHECK(found[index] == 0);
	CHECK(found[100000] == 'x');
}

static void
appends_at_the_end_whatever_the_position(void)
{
	int fd;

	put_file("a", "start");
	fd = open("a", O_WRONLY | O_APPEND);
	CHECK(lseek(fd, 0, SEEK_SET) == 0);
	CHECK(write(fd, "+end", 4) == 4);
	CHECK(lseek(fd, 0, SEEK_CUR) == 9);
	CHECK(file_holds("a", "start+end"));
}

static void
the_access_mode_limits_transfers(void)
{
	char byte;

	put_file("a", "x");
	CHECK_FAILS(write(open("a", O_RDONLY), "y", 1), EBADF);
	CHECK_FAILS(read(open("a", O_WRONLY), &byte, 1), EBADF);
}

static void
a_directory_is_not_read_as_a_file(void)
{
	char byte;

	CHECK_FAILS(read(open(".", O_RDONLY), &byte, 1), EISDIR);
}

static void
truncate_cuts_and_extends(void)
{
	struct stat status;

	put_file("a", "0123456789");
	CHECK(truncate("a", 4) == 0);
	CHECK(file_holds("a", "0123"));
	CHECK(truncate("a", 6) == 0);
	CHECK(stat("a", &status) == 0 && status.st_size == 6);
	CHECK_FAILS(truncate("a", -1), EINVAL);
	CHECK_FAILS(truncate(".", 0), EISDIR);
}

static void
ftruncate_wants_a_descriptor_for_writing(void)
{
	put_file("a", "0123");
	CHECK(ftruncate(open("a", O_RDWR), 2) == 0);
	CHECK(file_holds("a", "01"));
	CHECK_FAILS(ftruncate(open("a", O_RDONLY), 0), EINVAL);
}

static void
a_closed_descriptor_is_ebadf(void)
{
	char byte;

	CHECK_FAILS(read(40, &byte, 1), EBADF);
	CHECK_FAILS(write(-1, &byte, 1), EBADF);
	CHECK_FAILS(close(1000), EBADF);
	CHECK_FAILS(lseek(40, 0, SEEK_SET), EBADF);
	CHECK_FAILS(ftruncate(40, 0), EBADF);
	CHECK_FAILS(fsync(40), EBADF);
}

static void
two_descriptions_have_two_positions(void)
{
	char text[2];
	int first;
	int second;

	put_file("a", "0123");
	first = open("a", O_RDONLY);
	second = open("a", O_RDONLY);
	CHECK(read(first, text, 2) == 2);
	CHECK(read(second, text, 2) == 2 && memcmp(text, "01", 2) == 0);
}

static void
o_sync_and_fsync_succeed_on_files(void)
{
	int fd = open("a", O_RDWR | O_CREAT | O_SYNC, 0666);

	CHECK(write(fd, "x", 1) == 1);
	CHECK(fsync(fd) == 0);
	CHECK(fsync(open(".", O_RDONLY)) == 0);
	sync();
}

static void
a_big_write_to_a_full_file_system_is_short_or_enospc(void)
{
	int fd = open("a", O_WRONLY | O_CREAT, 0666);
	ssize_t written;

	fill_big();
	do
		written = write(fd, big, BIG);
	while (written == BIG);
	if (written >= 0)
		CHECK_FAILS(write(fd, big, BIG), ENOSPC);
	else
		CHECK(errno == ENOSPC);
	CHECK(unlink("a") == 0);
	CHECK(close(fd) == 0);
	put_file("b", "there is room again");
}

static u64
messages_so_far(void)
{
	struct kusage usage;

	CHECK(sys_info(KINFO_USAGE, &usage, sizeof(usage), 0) >= 0);
	return usage.messages;
}

/* A request and a reply to VFS, and a request and a reply to the file server. */
static void
a_transfer_takes_four_messages(void)
{
	const u64 rounds = 200;
	const u64 others = 40; /* heartbeats and the like */
	u64 before;
	int fd;

	fill_big();
	fd = open("a", O_RDWR | O_CREAT, 0666);
	CHECK(write(fd, big, BIG) == BIG);
	before = messages_so_far();
	for (u32 i = 0; i < rounds; i++)
		CHECK(pread(fd, found, 65536, 1000) == 65536);
	CHECK(messages_so_far() - before <= rounds * 4 + others);
}

const struct test transfer_tests[] = {
	{a_transfer_takes_four_messages, "a_transfer_takes_four_messages"},
	{reads_what_was_written, "reads_what_was_written"},
	{reads_stop_at_the_end, "reads_stop_at_the_end"},
	{a_length_of_0_moves_nothing, "a_length_of_0_moves_nothing"},
	{pread_and_pwrite_leave_the_position, "pread_and_pwrite_leave_the_position"},
	{seeks_from_start_here_and_end, "seeks_from_start_here_and_end"},
	{a_hole_reads_as_zeros, "a_hole_reads_as_zeros"},
	{appends_at_the_end_whatever_the_position, "appends_at_the_end_whatever_the_position"},
	{the_access_mode_limits_transfers, "the_access_mode_limits_transfers"},
	{a_directory_is_not_read_as_a_file, "a_directory_is_not_read_as_a_file"},
	{truncate_cuts_and_extends, "truncate_cuts_and_extends"},
	{ftruncate_wants_a_descriptor_for_writing, "ftruncate_wants_a_descriptor_for_writing"},
	{a_closed_descriptor_is_ebadf, "a_closed_descriptor_is_ebadf"},
	{two_descriptions_have_two_positions, "two_descriptions_have_two_positions"},
	{o_sync_and_fsync_succeed_on_files, "o_sync_and_fsync_succeed_on_files"},
	{a_big_write_to_a_full_file_system_is_short_or_enospc,
	 "a_big_write_to_a_full_file_system_is_short_or_enospc"},
	{NULL, NULL},
};
