/* open(): flags, creation, errors. */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vfstest.h"

static void
opens_a_file_that_is_there(void)
{
	put_file("a", "text");
	CHECK(open("a", O_RDONLY) >= 0);
}

static void
a_file_that_is_not_there_is_enoent(void)
{
	CHECK_FAILS(open("none", O_RDONLY), ENOENT);
}

static void
creates_with_mode_and_umask(void)
{
	struct stat status;

	umask(027);
	CHECK(open("a", O_WRONLY | O_CREAT, 0777) >= 0);
	CHECK(stat("a", &status) == 0);
	CHECK(status.st_mode == (S_IFREG | 0750));
}

static void
a_created_file_can_be_written_whatever_its_mode(void)
{
	int fd = open("a", O_RDWR | O_CREAT, 0);

	CHECK(fd >= 0);
	CHECK(write(fd, "x", 1) == 1);
}

static void
exclusive_creation_fails_on_what_exists(void)
{
	put_file("a", "");
	CHECK_FAILS(open("a", O_WRONLY | O_CREAT | O_EXCL, 0666), EEXIST);
	CHECK(open("b", O_WRONLY | O_CREAT | O_EXCL, 0666) >= 0);
}

static void
exclusive_creation_does_not_follow_a_link(void)
{
	CHECK(symlink("target", "link") == 0);
	CHECK_FAILS(open("link", O_WRONLY | O_CREAT | O_EXCL, 0666), EEXIST);
	CHECK(!exists("target"));
}

static void
creation_follows_a_dangling_link(void)
{
	CHECK(mkdir("d", 0777) == 0);
	CHECK(symlink("d/target", "link") == 0);
	CHECK(open("link", O_WRONLY | O_CREAT, 0666) >= 0);
	CHECK(exists("d/target"));
}

static void
truncates_when_asked_to(void)
{
	put_file("a", "text");
	CHECK(open("a", O_WRONLY | O_TRUNC) >= 0);
	CHECK(file_holds("a", ""));
}

static void
a_directory_opens_for_reading_only(void)
{
	CHECK(mkdir("d", 0777) == 0);
	CHECK(open("d", O_RDONLY) >= 0);
	CHECK_FAILS(open("d", O_WRONLY), EISDIR);
	CHECK_FAILS(open("d", O_RDWR | O_CREAT, 0666), EISDIR);
	CHECK_FAILS(open("d/", O_WRONLY | O_CREAT, 0666), EISDIR);
}

static void
o_directory_wants_a_directory(void)
{
	put_file("a", "");
	CHECK_FAILS(open("a", O_RDONLY | O_DIRECTORY), ENOTDIR);
	CHECK(open(".", O_RDONLY | O_DIRECTORY) >= 0);
}

static void
o_nofollow_refuses_a_link_at_the_end(void)
{
	put_file("a", "");
	CHECK(symlink("a", "link") == 0);
	CHECK_FAILS(open("link", O_RDONLY | O_NOFOLLOW), ELOOP);
	CHECK(open("a", O_RDONLY | O_NOFOLLOW) >= 0);
}

static void
creation_below_a_missing_directory_is_enoent(void)
{
	CHECK_FAILS(open("none/a", O_WRONLY | O_CREAT, 0666), ENOENT);
}

static void
creation_with_a_trailing_slash_is_eisdir(void)
{
	CHECK_FAILS(open("a/", O_WRONLY | O_CREAT, 0666), EISDIR);
	CHECK(!exists("a"));
}

static void
an_access_mode_of_3_is_einval(void)
{
	put_file("a", "");
	CHECK_FAILS(open("a", O_ACCMODE), EINVAL);
}

static void
descriptors_are_the_lowest_free_ones(void)
{
	int first;
	int second;

	put_file("a", "");
	first = open("a", O_RDONLY);
	second = open("a", O_RDONLY);
	CHECK(second == first + 1);
	CHECK(close(first) == 0);
	CHECK(open("a", O_RDONLY) == first);
}

static void
too_many_descriptors_are_emfile(void)
{
	int fd;

	put_file("a", "");
	do
		fd = open("a", O_RDONLY);
	while (fd >= 0 && fd < OPEN_MAX - 1);
	CHECK(fd == OPEN_MAX - 1);
	CHECK_FAILS(open("a", O_RDONLY), EMFILE);
	CHECK_FAILS(open("new", O_WRONLY | O_CREAT, 0666), EMFILE);
	CHECK(!exists("new"));
	CHECK_FAILS(dup(0), EMFILE);
	CHECK(close(10) == 0);
	CHECK(open("a", O_RDONLY) == 10);
}

static void
an_unlinked_file_lives_until_its_last_close(void)
{
	char text[4];
	int fd;

	put_file("a", "text");
	fd = open("a", O_RDWR);
	CHECK(unlink("a") == 0);
	CHECK(!exists("a"));
	CHECK(read(fd, text, 4) == 4 && memcmp(text, "text", 4) == 0);
	CHECK(write(fd, "more", 4) == 4);
	CHECK(close(fd) == 0);
}

const struct test open_tests[] = {
	{opens_a_file_that_is_there, "opens_a_file_that_is_there"},
	{a_file_that_is_not_there_is_enoent, "a_file_that_is_not_there_is_enoent"},
	{creates_with_mode_and_umask, "creates_with_mode_and_umask"},
	{a_created_file_can_be_written_whatever_its_mode,
	 "a_created_file_can_be_written_whatever_its_mode"},
	{exclusive_creation_fails_on_what_exists, "exclusive_creation_fails_on_what_exists"},
	{exclusive_creation_does_not_follow_a_link, "exclusive_creation_does_not_follow_a_link"},
	{creation_follows_a_dangling_link, "creation_follows_a_dangling_link"},
	{truncates_when_asked_to, "truncates_when_asked_to"},
	{a_directory_opens_for_reading_only, "a_directory_opens_for_reading_only"},
	{o_directory_wants_a_directory, "o_directory_wants_a_directory"},
	{o_nofollow_refuses_a_link_at_the_end, "o_nofollow_refuses_a_link_at_the_end"},
	{creation_below_a_missing_directory_is_enoent,
	 "creation_below_a_missing_directory_is_enoent"},
	{creation_with_a_trailing_slash_is_eisdir, "creation_with_a_trailing_slash_is_eisdir"},
	{an_access_mode_of_3_is_einval, "an_access_mode_of_3_is_einval"},
	{descriptors_are_the_lowest_free_ones, "descriptors_are_the_lowest_free_ones"},
	{too_many_descriptors_are_emfile, "too_many_descriptors_are_emfile"},
	{an_unlinked_file_lives_until_its_last_close,
	 "an_unlinked_file_lives_until_its_last_close"},
	{NULL, NULL},
};
