/* Following paths: names, dots, slashes, links, limits, and where a process stands. */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vfstest.h"

#define LINKS_ALLOWED 16

static void
make_directories(void)
{
	CHECK(mkdir("d", 0777) == 0);
	CHECK(mkdir("d/e", 0777) == 0);
	put_file("d/e/f", "deep");
}

static void
dots_and_slashes_lead_where_they_should(void)
{
	make_directories();
	CHECK(file_holds("./d/./e/f", "deep"));
	CHECK(file_holds("d/../d/e/../e/f", "deep"));
	CHECK(file_holds("d//e///f", "deep"));
	CHECK(file_holds("/tmp/vfstest/d/e/f", "deep"));
	CHECK(file_holds("/../../tmp/vfstest/d/e/f", "deep"));
}

static void
an_empty_path_is_enoent(void)
{
	CHECK_FAILS(open("", O_RDONLY), ENOENT);
	CHECK_FAILS(mkdir("", 0777), ENOENT);
}

static void
a_slash_after_a_file_is_enotdir(void)
{
	put_file("a", "");
	CHECK_FAILS(open("a/", O_RDONLY), ENOTDIR);
	CHECK_FAILS(open("a/b", O_RDONLY), ENOTDIR);
	CHECK_FAILS(unlink("a/"), ENOTDIR);
	CHECK_FAILS(mkdir("a/b", 0777), ENOTDIR);
}

static void
a_slash_after_a_directory_is_no_matter(void)
{
	struct stat status;

	CHECK(mkdir("d/", 0777) == 0);
	CHECK(stat("d///", &status) == 0 && S_ISDIR(status.st_mode));
	CHECK(rmdir("d/") == 0);
}

static void
links_are_followed_in_the_middle_and_at_the_end(void)
{
	make_directories();
	CHECK(symlink("d/e", "short") == 0);
	CHECK(symlink("short/f", "file") == 0);
	CHECK(symlink("/tmp/vfstest/d", "absolute") == 0);
	CHECK(symlink("../e/f", "d/e/up") == 0);
	CHECK(file_holds("short/f", "deep"));
	CHECK(file_holds("file", "deep"));
	CHECK(file_holds("absolute/e/f", "deep"));
	CHECK(file_holds("d/e/up", "deep"));
	CHECK(file_holds("short/../e/f", "deep"));
}

static void
a_link_to_a_directory_with_a_slash_is_the_directory(void)
{
	struct stat status;

	make_directories();
	CHECK(symlink("d", "link") == 0);
	CHECK(lstat("link", &status) == 0 && S_ISLNK(status.st_mode));
	CHECK(lstat("link/", &status) == 0 && S_ISDIR(status.st_mode));
}

static void
links_in_a_circle_are_eloop(void)
{
	CHECK(symlink("b", "a") == 0);
	CHECK(symlink("a", "b") == 0);
	CHECK_FAILS(open("a", O_RDONLY), ELOOP);
	CHECK_FAILS(open("a", O_WRONLY | O_CREAT, 0666), ELOOP);
	CHECK_FAILS(open("a/b/c", O_RDONLY), ELOOP);
}

static void
a_chain_of_16_links_is_followed_and_one_of_17_is_not(void)
{
	char name[8];
	char target[8];

	put_file("l0", "end");
	for (int i = 1; i <= LINKS_ALLOWED + 1; i++) {
		snprintf(name, sizeof(name), "l%d", i);
		snprintf(target, sizeof(target), "l%d", i - 1);
		CHECK(symlink(target, name) == 0);
	}
	CHECK(file_holds("l16", "end"));
	CHECK_FAILS(open("l17", O_RDONLY), ELOOP);
}

static void
a_name_may_have_60_bytes_and_no_more(void)
{
	char name[NAME_MAX + 2];

	memset(name, 'n', sizeof(name));
	name[NAME_MAX + 1] = '\0';
	CHECK_FAILS(open(name, O_WRONLY | O_CREAT, 0666), ENAMETOOLONG);
	CHECK_FAILS(mkdir(name, 0777), ENAMETOOLONG);
	name[NAME_MAX] = '\0';
	CHECK(open(name, O_WRONLY | O_CREAT, 0666) >= 0);
	CHECK(exists(name));
}

static void
a_path_may_have_1023_bytes_and_no_more(void)
{
	char path[PATH_MAX + 1];

	put_file("a", "end");
	for (u32 index = 0; index < PATH_MAX; index += 2)
		memcpy(path + index, "./", 2);
	memcpy(path + PATH_MAX - 2, "a", 2);
	CHECK(strlen(path) == PATH_MAX - 1);
	CHECK(file_holds(path, "end"));
	memcpy(path + PATH_MAX - 2, "/a", 3);
	CHECK_FAILS(open(path, O_RDONLY), ENAMETOOLONG);
}

static void
chdir_changes_what_relative_means(void)
{
	make_directories();
	CHECK(chdir("d/e") == 0);
	CHECK(file_holds("f", "deep"));
	CHECK_FAILS(chdir("f"), ENOTDIR);
	CHECK_FAILS(chdir("none"), ENOENT);
	CHECK(chdir("..") == 0);
	CHECK(file_holds("e/f", "deep"));
}

static void
fchdir_goes_where_a_descriptor_is(void)
{
	int fd;

	make_directories();
	fd = open("d/e", O_RDONLY);
	CHECK(fchdir(fd) == 0);
	CHECK(file_holds("f", "deep"));
	CHECK_FAILS(fchdir(open("f", O_RDONLY)), ENOTDIR);
	CHECK_FAILS(fchdir(50), EBADF);
}

static void
getcwd_tells_the_way_from_the_root(void)
{
	char path[PATH_MAX];

	make_directories();
	CHECK(chdir("d/e") == 0);
	CHECK(getcwd(path, sizeof(path)) != NULL);
	CHECK(strcmp(path, "/tmp/vfstest/d/e") == 0);
	CHECK(chdir("/") == 0);
	CHECK(getcwd(path, sizeof(path)) != NULL);
	CHECK(strcmp(path, "/") == 0);
}

static void
getcwd_into_too_small_a_buffer_is_erange(void)
{
	char path[4];

	CHECK(getcwd(path, sizeof(path)) == NULL);
	CHECK(errno == ERANGE);
}

static void
a_removed_working_directory_has_no_path_and_takes_no_files(void)
{
	char path[PATH_MAX];

	CHECK(mkdir("d", 0777) == 0);
	CHECK(chdir("d") == 0);
	CHECK(rmdir("../d") == 0);
	CHECK(getcwd(path, sizeof(path)) == NULL);
	CHECK(errno == ENOENT);
	CHECK_FAILS(open("a", O_WRONLY | O_CREAT, 0666), ENOENT);
	CHECK_FAILS(mkdir("a", 0777), ENOENT);
	CHECK_FAILS(open("a", O_RDONLY), ENOENT);
}

static void
change_root(void)
{
	char path[PATH_MAX];

	CHECK(chroot("d") == 0);
	CHECK(chdir("/") == 0);
	CHECK(file_holds("/e/f", "deep"));
	CHECK(file_holds("/../../e/f", "deep"));
	CHECK(getcwd(path, sizeof(path)) != NULL && strcmp(path, "/") == 0);
	CHECK_FAILS(open("/tmp", O_RDONLY), ENOENT);
	CHECK(symlink("/e/f", "link") == 0);
	CHECK(file_holds("link", "deep"));
}

static void
chroot_is_a_wall(void)
{
	make_directories();
	in_child(change_root);
	CHECK(exists("/tmp"));
}

static void
try_chroot(void)
{
	CHECK_FAILS(chroot("."), EPERM);
}

static void
chroot_is_for_root(void)
{
	as_user(try_chroot);
}

static void
a_link_with_an_empty_target_can_not_be_made(void)
{
	CHECK_FAILS(symlink("", "link"), ENOENT);
}

const struct test path_tests[] = {
	{dots_and_slashes_lead_where_they_should, "dots_and_slashes_lead_where_they_should"},
	{an_empty_path_is_enoent, "an_empty_path_is_enoent"},
	{a_slash_after_a_file_is_enotdir, "a_slash_after_a_file_is_enotdir"},
	{a_slash_after_a_directory_is_no_matter, "a_slash_after_a_directory_is_no_matter"},
	{links_are_followed_in_the_middle_and_at_the_end,
	 "links_are_followed_in_the_middle_and_at_the_end"},
	{a_link_to_a_directory_with_a_slash_is_the_directory,
	 "a_link_to_a_directory_with_a_slash_is_the_directory"},
	{links_in_a_circle_are_eloop, "links_in_a_circle_are_eloop"},
	{a_chain_of_16_links_is_followed_and_one_of_17_is_not,
	 "a_chain_of_16_links_is_followed_and_one_of_17_is_not"},
	{a_name_may_have_60_bytes_and_no_more, "a_name_may_have_60_bytes_and_no_more"},
	{a_path_may_have_1023_bytes_and_no_more, "a_path_may_have_1023_bytes_and_no_more"},
	{chdir_changes_what_relative_means, "chdir_changes_what_relative_means"},
	{fchdir_goes_where_a_descriptor_is, "fchdir_goes_where_a_descriptor_is"},
	{getcwd_tells_the_way_from_the_root, "getcwd_tells_the_way_from_the_root"},
	{getcwd_into_too_small_a_buffer_is_erange, "getcwd_into_too_small_a_buffer_is_erange"},
	{a_removed_working_directory_has_no_path_and_takes_no_files,
	 "a_removed_working_directory_has_no_path_and_takes_no_files"},
	{chroot_is_a_wall, "chroot_is_a_wall"},
	{chroot_is_for_root, "chroot_is_for_root"},
	{a_link_with_an_empty_target_can_not_be_made,
	 "a_link_with_an_empty_target_can_not_be_made"},
	{NULL, NULL},
};
