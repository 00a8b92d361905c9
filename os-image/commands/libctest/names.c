/* Names of files, and what is known of files by name. */
#include "libctest.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

#define A_USER 1000
#define A_GROUP 2000

static void
stat_tells_what_a_file_is(void)
{
	struct stat status;
	time_t now = time(NULL);

	umask(027);
	write_file("file", "12345");
	CHECK(stat("file", &status) == 0);
	CHECK(S_ISREG(status.st_mode) && (status.st_mode & 07777) == 0640);
	CHECK(status.st_size == 5 && status.st_nlink == 1);
	CHECK(status.st_uid == 0 && status.st_blocks > 0);
	CHECK(status.st_mtime >= now && status.st_mtime <= now + 2);
	CHECK(chmod("file", 0604) == 0 && stat("file", &status) == 0);
	CHECK((status.st_mode & 07777) == 0604);
	CHECK(chown("file", A_USER, A_GROUP) == 0 && stat("file", &status) == 0);
	CHECK(status.st_uid == A_USER && status.st_gid == A_GROUP);
	CHECK(umask(0) == 027);
	CHECK_FAILS(stat("", &status), ENOENT);
}

static void
links_are_names_of_one_file(void)
{
	struct stat first;
	struct stat second;

	write_file("one", "text");
	CHECK(link("one", "two") == 0);
	CHECK(stat("one", &first) == 0 && stat("two", &second) == 0);
	CHECK(first.st_ino == second.st_ino && first.st_nlink == 2);
	CHECK_FAILS(link("one", "two"), EEXIST);
	CHECK(unlink("one") == 0);
	CHECK_FAILS(unlink("one"), ENOENT);
	CHECK(strcmp(file_text("two"), "text") == 0);
}

static void
symbolic_links_are_followed_or_not(void)
{
	struct stat status;
	char target[PATH_MAX];

	write_file("file", "text");
	CHECK(symlink("file", "way") == 0);
	CHECK(lstat("way", &status) == 0 && S_ISLNK(status.st_mode));
	CHECK(stat("way", &status) == 0 && S_ISREG(status.st_mode));
	CHECK(readlink("way", target, sizeof(target)) == 4 && memcmp(target, "file", 4) == 0);
	CHECK(strcmp(file_text("way"), "text") == 0);
	CHECK(symlink("loop", "loop") == 0);
	CHECK_FAILS(open("loop", O_RDONLY), ELOOP);
	CHECK_FAILS(readlink("file", target, sizeof(target)), EINVAL);
	CHECK_FAILS(open("way", O_RDONLY | O_NOFOLLOW), ELOOP);
}

static void
rename_replaces_in_one_step(void)
{
	write_file("old", "old");
	write_file("new", "new");
	CHECK(rename("new", "old") == 0 && strcmp(file_text("old"), "new") == 0);
	CHECK_FAILS(rename("new", "old"), ENOENT);
	CHECK(mkdir("directory", 0700) == 0);
	CHECK_FAILS(rename("old", "directory"), EISDIR);
	CHECK(rename("old", "directory/old") == 0);
	CHECK_FAILS(rename("directory", "directory/below"), EINVAL);
}

static void
an_open_file_outlives_its_name(void)
{
	char text[4];
	int fd;

	write_file("file", "text");
	fd = open("file", O_RDONLY);
	CHECK(unlink("file") == 0);
	CHECK(read(fd, text, 4) == 4 && memcmp(text, "text", 4) == 0);
}

static void
times_are_set_to_the_second(void)
{
	struct timespec times[2] = {{.tv_sec = 1000000}, {.tv_nsec = UTIME_OMIT}};
	struct timeval micro[2] = {{.tv_sec = 5}, {.tv_sec = 6}};
	struct utimbuf seconds = {.actime = 7, .modtime = 8};
	struct stat before;
	struct stat status;

	write_file("file", "");
	CHECK(stat("file", &before) == 0);
	CHECK(utimensat(AT_FDCWD, "file", times, 0) == 0 && stat("file", &status) == 0);
	CHECK(status.st_atime == 1000000 && status.st_mtime == before.st_mtime);
	CHECK(utimes("file", micro) == 0 && stat("file", &status) == 0);
	CHECK(status.st_atime == 5 && status.st_mtime == 6);
	CHECK(utime("file", &seconds) == 0 && stat("file", &status) == 0);
	CHECK(status.st_atime == 7 && status.st_mtime == 8);
	CHECK(utime("file", NULL) == 0 && stat("file", &status) == 0);
	CHECK(status.st_mtime >= before.st_mtime);
	times[0].tv_nsec = -1;
	CHECK_FAILS(utimensat(AT_FDCWD, "file", times, 0), EINVAL);
}

static void
ask_as_a_user(void)
{
	CHECK(setuid(A_USER) == 0);
	CHECK(access("open", R_OK) == 0 && access("open", F_OK) == 0);
	CHECK_FAILS(access("open", W_OK), EACCES);
	CHECK_FAILS(open("closed", O_RDONLY), EACCES);
	CHECK_FAILS(access("missing", F_OK), ENOENT);
	CHECK_FAILS(chown("open", A_USER, A_GROUP), EPERM);
	CHECK_FAILS(chmod("open", 0777), EPERM);
}

static void
permissions_are_those_of_the_user(void)
{
	write_file("open", "");
	write_file("closed", "");
	CHECK(chmod(".", 0755) == 0 && chmod("open", 0644) == 0 && chmod("closed", 0600) == 0);
	CHECK(wait_for(start_child(ask_as_a_user)) == 0);
}

static void
statvfs_counts_blocks(void)
{
	struct statvfs status;

	CHECK(statvfs(".", &status) == 0);
	CHECK(status.f_frsize > 0 && status.f_blocks > 0 && status.f_bfree <= status.f_blocks);
	CHECK(status.f_files > 0 && status.f_ffree <= status.f_files && status.f_namemax == NAME_MAX);
	CHECK_FAILS(statvfs("missing", &status), ENOENT);
}

const struct test name_tests[] = {
	{stat_tells_what_a_file_is, "stat_tells_what_a_file_is"},
	{links_are_names_of_one_file, "links_are_names_of_one_file"},
	{symbolic_links_are_followed_or_not, "symbolic_links_are_followed_or_not"},
	{rename_replaces_in_one_step, "rename_replaces_in_one_step"},
	{an_open_file_outlives_its_name, "an_open_file_outlives_its_name"},
	{times_are_set_to_the_second, "times_are_set_to_the_second"},
	{permissions_are_those_of_the_user, "permissions_are_those_of_the_user"},
	{statvfs_counts_blocks, "statvfs_counts_blocks"},
	{NULL, NULL},
};
