/* Mounting: a real file system, on the disk's last volume, mounted at "m". */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vfstest.h"

#define DEVICE_FILE "/dev/c0d0p3"
#define SERVER "mfs.data"

static void
mount_with(unsigned flags)
{
	CHECK(exists("m") || mkdir("m", 0700) == 0);
	CHECK(mount(DEVICE_FILE, "m", flags, SERVER) == 0);
}

static void
unmount(void)
{
	CHECK(umount("m") == 0);
}

static unsigned
count_mounts(void)
{
	struct mount_info info;
	unsigned count = 0;

	while (mount_info(count, &info) == 0)
		count++;
	CHECK(errno == EINVAL);
	return count;
}

static void
what_is_mounted_hides_the_directory_and_comes_again(void)
{
	CHECK(mkdir("m", 0700) == 0);
	put_file("m/below", "x");
	mount_with(0);
	CHECK(!exists("m/below"));
	put_file("m/kept", "on disk");
	unmount();
	CHECK(!exists("m/kept") && exists("m/below"));
	mount_with(0);
	CHECK(file_holds("m/kept", "on disk"));
	CHECK(unlink("m/kept") == 0);
	unmount();
}

static void
mount_info_lists_it(void)
{
	struct mount_info info;
	unsigned before = count_mounts();

	mount_with(MS_RDONLY);
	CHECK(count_mounts() == before + 1);
	CHECK(mount_info(before, &info) == 0);
	CHECK(strcmp(info.device, DEVICE_FILE) == 0 && strcmp(info.directory, "m") == 0);
	CHECK(strcmp(info.label, SERVER) == 0 && info.flags == MS_RDONLY);
	unmount();
	CHECK(count_mounts() == before);
	CHECK(mount_info(0, &info) == 0 && strcmp(info.directory, "/") == 0);
}

static void
paths_and_getcwd_cross_the_mount_both_ways(void)
{
	char path[PATH_MAX];
	struct stat inside;
	struct stat outside;

	put_file("a", "out");
	mount_with(0);
	CHECK(exists("m/d") || mkdir("m/d", 0777) == 0);
	CHECK(file_holds("m/../a", "out") && file_holds("m/d/../../a", "out"));
	CHECK(chdir("m/d") == 0);
	CHECK(getcwd(path, sizeof(path)) != NULL);
	CHECK(strcmp(path, "/tmp/vfstest/m/d") == 0);
	CHECK(file_holds("../../a", "out"));
	CHECK(stat(".", &inside) == 0 && stat("../..", &outside) == 0);
	CHECK(inside.st_dev != outside.st_dev && inside.st_dev == 0x303);
	CHECK(chdir("../..") == 0);
	CHECK(rmdir("m/d") == 0);
	unmount();
}

static void
names_do_not_cross_it(void)
{
	mount_with(0);
	put_file("a", "");
	CHECK_FAILS(link("a", "m/b"), EXDEV);
	CHECK_FAILS(rename("a", "m/b"), EXDEV);
	CHECK_FAILS(rename("m", "n"), EBUSY);
	CHECK_FAILS(rmdir("m"), EBUSY);
	unmount();
}

static void
what_is_in_use_stays_mounted(void)
{
	int fd;

	mount_with(0);
	CHECK(chdir("m") == 0);
	CHECK_FAILS(umount("."), EBUSY);
	CHECK(chdir("..") == 0);
	put_file("m/a", "");
	fd = open("m/a", O_RDONLY);
	CHECK_FAILS(umount("m"), EBUSY);
	CHECK(unlink("m/a") == 0);
	CHECK(close(fd) == 0);
	unmount();
}

static void
nothing_changes_on_a_read_only_mount(void)
{
	mount_with(0);
	put_file("m/a", "kept");
	unmount();
	mount_with(MS_RDONLY);
	CHECK(file_holds("m/a", "kept"));
	CHECK_FAILS(open("m/a", O_WRONLY), EROFS);
	CHECK_FAILS(open("m/a", O_RDONLY | O_TRUNC), EROFS);
	CHECK_FAILS(open("m/b", O_WRONLY | O_CREAT, 0666), EROFS);
	CHECK_FAILS(mkdir("m/d", 0777), EROFS);
	CHECK_FAILS(unlink("m/a"), EROFS);
	CHECK_FAILS(rename("m/a", "m/b"), EROFS);
	CHECK_FAILS(chmod("m/a", 0600), EROFS);
	CHECK_FAILS(chown("m/a", 1, 1), EROFS);
	CHECK_FAILS(truncate("m/a", 0), EROFS);
	CHECK_FAILS(access("m/a", W_OK), EROFS);
	unmount();
	mount_with(0);
	CHECK(unlink("m/a") == 0);
	unmount();
}

static void
what_can_not_be_mounted_is_refused(void)
{
	CHECK(mkdir("m", 0700) == 0 && mkdir("n", 0700) == 0);
	put_file("a", "");
	CHECK_FAILS(mount("a", "m", 0, SERVER), ENOTBLK);
	CHECK_FAILS(mount("none", "m", 0, SERVER), ENOENT);
	CHECK_FAILS(mount(DEVICE_FILE, "a", 0, SERVER), ENOTDIR);
	CHECK_FAILS(mount(DEVICE_FILE, "none", 0, SERVER), ENOENT);
	CHECK_FAILS(mount(DEVICE_FILE, "/", 0, SERVER), EBUSY);
	CHECK_FAILS(mount("/dev/c0d0p1", "m", 0, SERVER), EINVAL);
	mount_with(0);
	CHECK_FAILS(mount(DEVICE_FILE, "n", 0, "mfs.usr"), EBUSY);
	CHECK_FAILS(mount("/dev/c0d0p2", "n", 0, SERVER), EBUSY);
	CHECK_FAILS(mount("/dev/c0d0p2", "m", 0, "mfs.usr"), EBUSY);
	unmount();
	CHECK_FAILS(umount("m"), EINVAL);
	CHECK_FAILS(umount("/"), EBUSY);
	CHECK_FAILS(umount("none"), ENOENT);
}

static void
try_mounting(void)
{
	CHECK_FAILS(mount(DEVICE_FILE, "m", 0, SERVER), EPERM);
	CHECK_FAILS(umount("/"), EPERM);
}

static void
mounting_is_for_root(void)
{
	CHECK(mkdir("m", 0777) == 0);
	as_user(try_mounting);
}

const struct test mount_tests[] = {
	{what_is_mounted_hides_the_directory_and_comes_again,
	 "what_is_mounted_hides_the_directory_and_comes_again"},
	{mount_info_lists_it, "mount_info_lists_it"},
	{paths_and_getcwd_cross_the_mount_both_ways, "paths_and_getcwd_cross_the_mount_both_ways"},
	{names_do_not_cross_it, "names_do_not_cross_it"},
	{what_is_in_use_stays_mounted, "what_is_in_use_stays_mounted"},
	{nothing_changes_on_a_read_only_mount, "nothing_changes_on_a_read_only_mount"},
	{what_can_not_be_mounted_is_refused, "what_can_not_be_mounted_is_refused"},
	{mounting_is_for_root, "mounting_is_for_root"},
	{NULL, NULL},
};
