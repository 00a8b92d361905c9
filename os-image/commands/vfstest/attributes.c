/* What is known of files: stat, times, umask, statvfs. */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "vfstest.h"

static struct stat
status_of(const char *path)
{
	struct stat status;

	CHECK(lstat(path, &status) == 0);
	return status;
}

static void
stat_tells_of_a_file(void)
{
	struct stat status;

	put_file("a", "12345");
	CHECK(chmod("a", 0640) == 0 && chown("a", 7, 8) == 0);
	status = status_of("a");
	CHECK(status.st_mode == (S_IFREG | 0640));
	CHECK(status.st_uid == 7 && status.st_gid == 8);
	CHECK(status.st_size == 5 && status.st_nlink == 1);
	CHECK(status.st_dev == status_of(".").st_dev);
	CHECK(status.st_ino != status_of(".").st_ino);
}

static void
stat_follows_links_and_lstat_does_not(void)
{
	struct stat status;

	put_file("a", "12345");
	CHECK(symlink("a", "s") == 0);
	CHECK(stat("s", &status) == 0 && S_ISREG(status.st_mode));
	CHECK(lstat("s", &status) == 0 && S_ISLNK(status.st_mode) && status.st_size == 1);
	CHECK_FAILS(stat("none", &status), ENOENT);
}

static void
fstat_tells_of_what_is_open(void)
{
	struct stat status;
	int fd = open("a", O_RDWR | O_CREAT, 0600);
	int ends[2];

	CHECK(write(fd, "123", 3) == 3);
	CHECK(unlink("a") == 0);
	CHECK(fstat(fd, &status) == 0);
	CHECK(status.st_size == 3 && status.st_nlink == 0);
	CHECK(pipe(ends) == 0);
	CHECK(fstat(ends[0], &status) == 0 && S_ISFIFO(status.st_mode));
	CHECK_FAILS(fstat(55, &status), EBADF);
}

static void
times_can_be_set(void)
{
	struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 2000}};
	struct stat status;

	put_file("a", "");
	CHECK(utimensat(AT_FDCWD, "a", times, 0) == 0);
	status = status_of("a");
	CHECK(status.st_atime == 1000 && status.st_mtime == 2000);
	times[0].tv_nsec = UTIME_OMIT;
	times[1].tv_sec = 3000;
	CHECK(futimens(open("a", O_RDONLY), times) == 0);
	status = status_of("a");
	CHECK(status.st_atime == 1000 && status.st_mtime == 3000);
}

static void
writing_moves_the_time_of_modification(void)
{
	struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
	int fd = open("a", O_WRONLY | O_CREAT, 0666);

	CHECK(futimens(fd, times) == 0);
	CHECK(write(fd, "x", 1) == 1);
	CHECK(status_of("a").st_mtime > 1000000000);
	CHECK(utimensat(AT_FDCWD, "a", NULL, 0) == 0);
	CHECK(status_of("a").st_mtime > 1000000000);
}

static void
set_times(void)
{
	struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};

	CHECK_FAILS(utimensat(AT_FDCWD, "writable", times, 0), EPERM);
	CHECK(utimensat(AT_FDCWD, "writable", NULL, 0) == 0);
	CHECK_FAILS(utimensat(AT_FDCWD, "readable", NULL, 0), EACCES);
}

static void
who_may_write_may_set_the_present_time_only(void)
{
	put_file("writable", "");
	put_file("readable", "");
	CHECK(chmod("writable", 0666) == 0 && chmod("readable", 0644) == 0);
	as_user(set_times);
}

static void
umask_gives_the_one_before(void)
{
	umask(022);
	CHECK(umask(077) == 022);
	CHECK(umask(0) == 077);
	CHECK(mkdir("d", 0777) == 0);
	CHECK(status_of("d").st_mode == (S_IFDIR | 0777));
}

static void
fchmod_and_fchown_change_what_is_open(void)
{
	int fd = open("a", O_RDWR | O_CREAT, 0600);

	CHECK(fchmod(fd, 0641) == 0);
	CHECK(fchown(fd, 3, (gid_t)-1) == 0);
	CHECK(status_of("a").st_mode == (S_IFREG | 0641));
	CHECK(status_of("a").st_uid == 3 && status_of("a").st_gid == 0);
	CHECK_FAILS(fchmod(56, 0), EBADF);
	CHECK_FAILS(fchown(56, 0, 0), EBADF);
}

static void
lchown_changes_the_link(void)
{
	put_file("a", "");
	CHECK(symlink("a", "s") == 0);
	CHECK(lchown("s", 5, 5) == 0);
	CHECK(status_of("s").st_uid == 5 && status_of("a").st_uid == 0);
	CHECK(chown("s", 6, 6) == 0);
	CHECK(status_of("s").st_uid == 5 && status_of("a").st_uid == 6);
}

static void
statvfs_counts_blocks_and_files(void)
{
	struct statvfs before;
	struct statvfs after;
	int fd;

	CHECK(statvfs(".", &before) == 0);
	CHECK(before.f_blocks > 0 && before.f_bfree <= before.f_blocks);
	CHECK(before.f_files > 0 && before.f_ffree < before.f_files);
	CHECK(before.f_namemax == 60);
	put_file("a", "text");
	CHECK(statvfs("a", &after) == 0);
	CHECK(after.f_bfree == before.f_bfree - 1 && after.f_ffree == before.f_ffree - 1);
	fd = open("a", O_RDONLY);
	CHECK(unlink("a") == 0 && close(fd) == 0);
	CHECK(statvfs(".", &after) == 0);
	CHECK(after.f_bfree == before.f_bfree && after.f_ffree == before.f_ffree);
	CHECK_FAILS(statvfs("none", &after), ENOENT);
}

const struct test attribute_tests[] = {
	{stat_tells_of_a_file, "stat_tells_of_a_file"},
	{stat_follows_links_and_lstat_does_not, "stat_follows_links_and_lstat_does_not"},
	{fstat_tells_of_what_is_open, "fstat_tells_of_what_is_open"},
	{times_can_be_set, "times_can_be_set"},
	{writing_moves_the_time_of_modification, "writing_moves_the_time_of_modification"},
	{who_may_write_may_set_the_present_time_only,
	 "who_may_write_may_set_the_present_time_only"},
	{umask_gives_the_one_before, "umask_gives_the_one_before"},
	{fchmod_and_fchown_change_what_is_open, "fchmod_and_fchown_change_what_is_open"},
	{lchown_changes_the_link, "lchown_changes_the_link"},
	{statvfs_counts_blocks_and_files, "statvfs_counts_blocks_and_files"},
	{NULL, NULL},
};
