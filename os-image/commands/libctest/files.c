/* Descriptors of files: opening, positions, sizes. */
#include "libctest.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define WILD_ADDRESS ((void *)0xf0000000)

static void
exclusive_creation_refuses_what_exists(void)
{
	int fd = open("new", O_WRONLY | O_CREAT | O_EXCL, 0600);

	CHECK(fd >= 0 && close(fd) == 0);
	CHECK_FAILS(open("new", O_WRONLY | O_CREAT | O_EXCL, 0600), EEXIST);
	CHECK_FAILS(open("missing", O_RDONLY), ENOENT);
	CHECK_FAILS(open("new/below", O_RDONLY), ENOTDIR);
}

static void
truncation_and_appending_at_open(void)
{
	int fd;

	write_file("file", "old text");
	fd = open("file", O_WRONLY | O_TRUNC);
	CHECK(write(fd, "new", 3) == 3 && close(fd) == 0);
	CHECK(strcmp(file_text("file"), "new") == 0);
	fd = open("file", O_WRONLY | O_APPEND);
	CHECK(lseek(fd, 0, SEEK_SET) == 0 && write(fd, "er", 2) == 2 && close(fd) == 0);
	CHECK(strcmp(file_text("file"), "newer") == 0);
}

static void
a_seek_past_the_end_leaves_zeros(void)
{
	char text[8];
	int fd = open("file", O_RDWR | O_CREAT, 0600);

	CHECK(write(fd, "ab", 2) == 2);
	CHECK(lseek(fd, 3, SEEK_END) == 5 && write(fd, "c", 1) == 1);
	CHECK(lseek(fd, 0, SEEK_SET) == 0 && read(fd, text, sizeof(text)) == 6);
	CHECK(memcmp(text, "ab\0\0\0c", 6) == 0);
	CHECK(lseek(fd, -1, SEEK_CUR) == 5);
	CHECK_FAILS(lseek(fd, -1, SEEK_SET), EINVAL);
}

static void
pread_and_pwrite_leave_the_position(void)
{
	char text[4];
	int fd = open("file", O_RDWR | O_CREAT, 0600);

	CHECK(write(fd, "abcdef", 6) == 6);
	CHECK(pwrite(fd, "XY", 2, 1) == 2);
	CHECK(pread(fd, text, 3, 2) == 3 && memcmp(text, "Yde", 3) == 0);
	CHECK(lseek(fd, 0, SEEK_CUR) == 6);
}

static void
truncate_makes_files_shorter_and_longer(void)
{
	struct stat status;
	int fd;

	write_file("file", "0123456789");
	CHECK(truncate("file", 4) == 0 && stat("file", &status) == 0 && status.st_size == 4);
	fd = open("file", O_RDWR);
	CHECK(ftruncate(fd, 100000) == 0 && fstat(fd, &status) == 0 && status.st_size == 100000);
	CHECK(strcmp(file_text("file"), "0123") == 0);
	CHECK_FAILS(ftruncate(fd, -1), EINVAL);
}

static void
doubled_descriptors_share_their_position(void)
{
	char byte;
	int fd;
	int doubled;

	write_file("file", "abc");
	fd = open("file", O_RDONLY);
	doubled = dup(fd);
	CHECK(doubled > fd);
	CHECK(read(fd, &byte, 1) == 1 && read(doubled, &byte, 1) == 1 && byte == 'b');
	CHECK(dup2(fd, 20) == 20 && read(20, &byte, 1) == 1 && byte == 'c');
	CHECK(dup2(fd, fd) == fd);
	CHECK(fcntl(fd, F_DUPFD, 30) == 30);
	CHECK(fcntl(fd, F_DUPFD_CLOEXEC, 30) == 31 && fcntl(31, F_GETFD) == FD_CLOEXEC);
	CHECK(dup3(fd, 40, O_CLOEXEC) == 40 && fcntl(40, F_GETFD) == FD_CLOEXEC);
	CHECK((fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY);
	CHECK_FAILS(dup2(fd, -1), EBADF);
}

static void
wrong_descriptors_and_addresses_are_refused(void)
{
	char byte;
	int fd;

	write_file("file", "abc");
	fd = open("file", O_RDONLY);
	CHECK_FAILS(write(fd, "x", 1), EBADF);
	CHECK_FAILS(read(fd, WILD_ADDRESS, 1), EFAULT);
	CHECK_FAILS(read(OPEN_MAX + 1, &byte, 1), EBADF);
	CHECK_FAILS(read(-1, &byte, 1), EBADF);
	CHECK(close(fd) == 0);
	CHECK_FAILS(close(fd), EBADF);
	CHECK_FAILS(lseek(fd, 0, SEEK_CUR), EBADF);
}

static void
the_table_of_descriptors_has_an_end(void)
{
	int opened = 0;
	int fd;

	write_file("file", "");
	while ((fd = open("file", O_RDONLY)) >= 0)
		CHECK(++opened <= OPEN_MAX && fd < OPEN_MAX);
	CHECK(errno == EMFILE);
	CHECK(opened > OPEN_MAX / 2);
}

static void
pieces_are_read_and_written_in_order(void)
{
	char first[3] = "";
	char second[3] = "";
	struct iovec out[] = {{"ab", 2}, {"", 0}, {"cd", 2}};
	struct iovec in[] = {{first, 2}, {second, 2}};
	int fd = open("file", O_RDWR | O_CREAT, 0600);

	CHECK(writev(fd, out, 3) == 4);
	CHECK(lseek(fd, 0, SEEK_SET) == 0 && readv(fd, in, 2) == 4);
	CHECK(strcmp(first, "ab") == 0 && strcmp(second, "cd") == 0);
}

static void
temporary_files_are_new_and_private(void)
{
	char first[] = "tempXXXXXX";
	char second[] = "tempXXXXXX";
	char wrong[] = "temp";
	struct stat status;
	int fd = mkstemp(first);

	CHECK(fd >= 0 && mkstemp(second) >= 0 && strcmp(first, second) != 0);
	CHECK(fstat(fd, &status) == 0 && (status.st_mode & 07777) == 0600);
	CHECK_FAILS(mkstemp(wrong), EINVAL);
}

/* More than any buffer on the way holds. */
static void
a_large_file_keeps_its_bytes(void)
{
	enum { SIZE = 300000 };
	unsigned char *bytes = malloc(SIZE);
	unsigned char *back = malloc(SIZE);
	size_t done = 0;
	int fd = open("file", O_RDWR | O_CREAT, 0600);

	CHECK(bytes != NULL && back != NULL);
	for (unsigned i = 0; i < SIZE; i++)
		bytes[i] = (unsigned char)(i * 7 + i / 251);
	CHECK(write(fd, bytes, SIZE) == SIZE);
	CHECK(lseek(fd, 0, SEEK_SET) == 0);
	while (done < SIZE) {
		ssize_t part = read(fd, back + done, SIZE - done);

		CHECK(part > 0);
		done += (size_t)part;
	}
	CHECK(memcmp(bytes, back, SIZE) == 0);
	CHECK(fsync(fd) == 0);
}

const struct test file_tests[] = {
	{exclusive_creation_refuses_what_exists, "exclusive_creation_refuses_what_exists"},
	{truncation_and_appending_at_open, "truncation_and_appending_at_open"},
	{a_seek_past_the_end_leaves_zeros, "a_seek_past_the_end_leaves_zeros"},
	{pread_and_pwrite_leave_the_position, "pread_and_pwrite_leave_the_position"},
	{truncate_makes_files_shorter_and_longer, "truncate_makes_files_shorter_and_longer"},
	{doubled_descriptors_share_their_position, "doubled_descriptors_share_their_position"},
	{wrong_descriptors_and_addresses_are_refused, "wrong_descriptors_and_addresses_are_refused"},
	{the_table_of_descriptors_has_an_end, "the_table_of_descriptors_has_an_end"},
	{pieces_are_read_and_written_in_order, "pieces_are_read_and_written_in_order"},
	{temporary_files_are_new_and_private, "temporary_files_are_new_and_private"},
	{a_large_file_keeps_its_bytes, "a_large_file_keeps_its_bytes"},
	{NULL, NULL},
};
