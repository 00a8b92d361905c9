/* Descriptors: dup, fcntl, sharing with children, exec. */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "services.h"
#include "vfstest.h"

static int shared;

static void
dup_shares_the_position(void)
{
	char text[2];
	int fd;
	int copy;

	put_file("a", "0123");
	fd = open("a", O_RDONLY);
	copy = dup(fd);
	CHECK(copy > fd);
	CHECK(read(fd, text, 2) == 2);
	CHECK(read(copy, text, 2) == 2 && memcmp(text, "23", 2) == 0);
	CHECK_FAILS(dup(40), EBADF);
}

static void
dup2_closes_what_was_there(void)
{
	int ends[2];
	int fd;
	char byte;

	put_file("a", "x");
	CHECK(pipe(ends) == 0);
	fd = open("a", O_RDONLY);
	CHECK(dup2(fd, ends[1]) == ends[1]);
	CHECK(read(ends[0], &byte, 1) == 0);
	CHECK(dup2(fd, fd) == fd);
	CHECK_FAILS(dup2(41, 0), EBADF);
	CHECK_FAILS(dup2(fd, OPEN_MAX), EBADF);
	CHECK_FAILS(dup2(fd, -1), EBADF);
}

static void
f_dupfd_takes_the_lowest_from_there(void)
{
	put_file("a", "");
	CHECK(fcntl(open("a", O_RDONLY), F_DUPFD, 20) == 20);
	CHECK(fcntl(20, F_DUPFD, 20) == 21);
	CHECK_FAILS(fcntl(20, F_DUPFD, OPEN_MAX), EINVAL);
	CHECK_FAILS(fcntl(20, F_DUPFD, -1), EINVAL);
	CHECK(fcntl(20, F_DUPFD_CLOEXEC, 25) == 25);
	CHECK(fcntl(25, F_GETFD) == FD_CLOEXEC);
	CHECK(fcntl(20, F_GETFD) == 0);
}

static void
f_setfl_changes_append_and_nonblock_only(void)
{
	int fd;

	put_file("a", "0123");
	fd = open("a", O_RDWR);
	CHECK(fcntl(fd, F_SETFL, O_APPEND | O_WRONLY | O_TRUNC) == 0);
	CHECK(fcntl(fd, F_GETFL) == (O_RDWR | O_APPEND));
	CHECK(write(fd, "4", 1) == 1);
	CHECK(file_holds("a", "01234"));
	CHECK_FAILS(fcntl(42, F_GETFL), EBADF);
	CHECK_FAILS(fcntl(fd, 999), EINVAL);
}

static void
read_two(void)
{
	char text[2];

	CHECK(read(shared, text, 2) == 2 && memcmp(text, "01", 2) == 0);
}

static void
a_child_shares_positions_with_its_parent(void)
{
	char text[2];

	put_file("a", "0123");
	shared = open("a", O_RDONLY);
	in_child(read_two);
	CHECK(read(shared, text, 2) == 2 && memcmp(text, "23", 2) == 0);
}

static void
close_and_move(void)
{
	CHECK(close(shared) == 0);
	CHECK(chdir("/") == 0);
	umask(077);
}

static void
what_a_child_closes_or_leaves_stays_its_parents(void)
{
	char text[2];

	umask(022);
	put_file("a", "0123");
	shared = open("a", O_RDONLY);
	in_child(close_and_move);
	CHECK(read(shared, text, 2) == 2);
	CHECK(exists("a"));
	CHECK(umask(0) == 022);
}

static void
exec_and_count(void)
{
	char *arguments[] = {"vfstest", ROLE_DESCRIPTORS, NULL};

	put_file("a", "");
	CHECK(open("a", O_RDONLY) == KEPT_FIRST);
	CHECK(dup2(KEPT_FIRST, KEPT_HIGH) == KEPT_HIGH);
	CHECK(fcntl(KEPT_HIGH, F_DUPFD_CLOEXEC, KEPT_HIGH + 1) == KEPT_HIGH + 1);
	CHECK(open("a", O_RDONLY | O_CLOEXEC) >= 0);
	execv("/boot/vfstest", arguments);
	fail(__FILE_NAME__, __LINE__, "exec did not work");
}

static void
exec_keeps_descriptors_but_those_marked(void)
{
	in_child(exec_and_count);
}

static void
a_program_without_permission_does_not_run(void)
{
	char *arguments[] = {"a", NULL};

	put_file("a", "#!/none\n");
	CHECK_FAILS(execv("./a", arguments), EACCES);
	CHECK(chmod("a", 0755) == 0);
	CHECK_FAILS(execv("./a", arguments), ENOENT);
	CHECK_FAILS(execv(".", arguments), EACCES);
	CHECK_FAILS(execv("none", arguments), ENOENT);
}

const struct test descriptor_tests[] = {
	{dup_shares_the_position, "dup_shares_the_position"},
	{dup2_closes_what_was_there, "dup2_closes_what_was_there"},
	{f_dupfd_takes_the_lowest_from_there, "f_dupfd_takes_the_lowest_from_there"},
	{f_setfl_changes_append_and_nonblock_only, "f_setfl_changes_append_and_nonblock_only"},
	{a_child_shares_positions_with_its_parent, "a_child_shares_positions_with_its_parent"},
	{what_a_child_closes_or_leaves_stays_its_parents,
	 "what_a_child_closes_or_leaves_stays_its_parents"},
	{exec_keeps_descriptors_but_those_marked, "exec_keeps_descriptors_but_those_marked"},
	{a_program_without_permission_does_not_run, "a_program_without_permission_does_not_run"},
	{NULL, NULL},
};
