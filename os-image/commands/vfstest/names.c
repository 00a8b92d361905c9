/* Making, moving and removing names. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vfstest.h"

static nlink_t
links_of(const char *path)
{
	struct stat status;

	CHECK(lstat(path, &status) == 0);
	return status.st_nlink;
}

static ino_t
inode_of(const char *path)
{
	struct stat status;

	CHECK(lstat(path, &status) == 0);
	return status.st_ino;
}

static void
a_hard_link_is_the_same_file(void)
{
	put_file("a", "text");
	CHECK(link("a", "b") == 0);
	CHECK(inode_of("a") == inode_of("b"));
	CHECK(links_of("a") == 2);
	CHECK(unlink("a") == 0);
	CHECK(file_holds("b", "text"));
	CHECK(links_of("b") == 1);
}

static void
link_refuses_what_makes_no_sense(void)
{
	put_file("a", "");
	put_file("b", "");
	CHECK(mkdir("d", 0777) == 0);
	CHECK_FAILS(link("a", "b"), EEXIST);
	CHECK_FAILS(link("none", "c"), ENOENT);
	CHECK_FAILS(link("a", "none/c"), ENOENT);
	CHECK_FAILS(link("d", "c"), EPERM);
	CHECK_FAILS(link("a", "/dev/../usr/.."), EEXIST);
}

static void
a_link_to_a_symbolic_link_is_one_to_itself(void)
{
	CHECK(symlink("target", "s") == 0);
	CHECK(link("s", "t") == 0);
	CHECK(inode_of("s") == inode_of("t"));
}

static void
readlink_gives_the_text(void)
{
	char text[16];

	CHECK(symlink("some/where", "s") == 0);
	CHECK(readlink("s", text, sizeof(text)) == 10);
	CHECK(memcmp(text, "some/where", 10) == 0);
	CHECK(readlink("s", text, 4) == 4);
	CHECK_FAILS(readlink(".", text, sizeof(text)), EINVAL);
	CHECK_FAILS(symlink("again", "s"), EEXIST);
}

static void
unlink_removes_files_only(void)
{
	put_file("a", "");
	CHECK(mkdir("d", 0777) == 0);
	CHECK(unlink("a") == 0);
	CHECK_FAILS(unlink("a"), ENOENT);
	CHECK_FAILS(unlink("d"), EISDIR);
	CHECK_FAILS(unlink("."), EISDIR);
}

static void
unlink_takes_the_link_and_not_its_target(void)
{
	put_file("a", "text");
	CHECK(symlink("a", "s") == 0);
	CHECK(unlink("s") == 0);
	CHECK(file_holds("a", "text"));
}

static void
mkdir_makes_a_directory_with_its_dots(void)
{
	CHECK(mkdir("d", 0777) == 0);
	CHECK(links_of("d") == 2);
	CHECK(inode_of("d/.") == inode_of("d"));
	CHECK(inode_of("d/..") == inode_of("."));
	CHECK_FAILS(mkdir("d", 0777), EEXIST);
	CHECK_FAILS(mkdir("none/d", 0777), ENOENT);
	CHECK_FAILS(mkdir(".", 0777), EEXIST);
	CHECK_FAILS(mkdir("/", 0777), EEXIST);
}

static void
rmdir_removes_empty_directories_only(void)
{
	CHECK(mkdir("d", 0777) == 0);
	put_file("d/a", "");
	put_file("f", "");
	CHECK_FAILS(rmdir("d"), ENOTEMPTY);
	CHECK(unlink("d/a") == 0);
	CHECK(rmdir("d") == 0);
	CHECK_FAILS(rmdir("d"), ENOENT);
	CHECK_FAILS(rmdir("f"), ENOTDIR);
	CHECK_FAILS(rmdir("."), EINVAL);
	CHECK_FAILS(rmdir(".."), ENOTEMPTY);
	CHECK_FAILS(rmdir("/"), EBUSY);
}

static void
rename_moves_a_file(void)
{
	CHECK(mkdir("d", 0777) == 0);
	put_file("a", "text");
	CHECK(rename("a", "b") == 0);
	CHECK(!exists("a") && file_holds("b", "text"));
	CHECK(rename("b", "d/c") == 0);
	CHECK(!exists("b") && file_holds("d/c", "text"));
	CHECK_FAILS(rename("none", "x"), ENOENT);
	CHECK_FAILS(rename("d/c", "none/x"), ENOENT);
}

static void
rename_replaces_a_file_and_an_open_one_lives_on(void)
{
	char text[3];
	int fd;

	put_file("a", "new");
	put_file("b", "old");
	fd = open("b", O_RDONLY);
	CHECK(rename("a", "b") == 0);
	CHECK(file_holds("b", "new"));
	CHECK(read(fd, text, 3) == 3 && memcmp(text, "old", 3) == 0);
}

static void
rename_to_the_same_file_does_nothing(void)
{
	put_file("a", "text");
	CHECK(link("a", "b") == 0);
	CHECK(rename("a", "b") == 0);
	CHECK(exists("a") && exists("b"));
	CHECK(rename("a", "a") == 0);
	CHECK(file_holds("a", "text"));
}

static void
rename_moves_a_directory_with_its_dots(void)
{
	CHECK(mkdir("d", 0777) == 0 && mkdir("d/sub", 0777) == 0 && mkdir("e", 0777) == 0);
	put_file("d/sub/f", "deep");
	CHECK(rename("d/sub", "e/moved") == 0);
	CHECK(file_holds("e/moved/f", "deep"));
	CHECK(inode_of("e/moved/..") == inode_of("e"));
	CHECK(links_of("d") == 2 && links_of("e") == 3);
}

static void
rename_of_a_directory_below_itself_is_einval(void)
{
	CHECK(mkdir("d", 0777) == 0 && mkdir("d/e", 0777) == 0 && mkdir("d/e/f", 0777) == 0);
	CHECK_FAILS(rename("d", "d/x"), EINVAL);
	CHECK_FAILS(rename("d", "d/e/x"), EINVAL);
	CHECK_FAILS(rename("d", "d/e/f/x"), EINVAL);
	CHECK_FAILS(rename("d/e", "d/e/f"), EINVAL);
	CHECK_FAILS(rename("d/e/f", "d/e"), ENOTEMPTY);
	CHECK_FAILS(rename("d/e/f", "d"), ENOTEMPTY);
}

static void
rename_keeps_kinds_apart(void)
{
	CHECK(mkdir("d", 0777) == 0 && mkdir("e", 0777) == 0);
	put_file("a", "");
	put_file("e/x", "");
	CHECK_FAILS(rename("a", "d"), EISDIR);
	CHECK_FAILS(rename("d", "a"), ENOTDIR);
	CHECK_FAILS(rename("d", "e"), ENOTEMPTY);
	CHECK(unlink("e/x") == 0);
	CHECK(rename("d", "e") == 0);
	CHECK(!exists("d"));
	CHECK_FAILS(rename("a/", "b"), ENOTDIR);
	CHECK_FAILS(rename("e/.", "x"), EINVAL);
}

static void
mknod_makes_what_is_asked_for(void)
{
	struct stat status;

	CHECK(mknod("fifo", S_IFIFO | 0600, 0) == 0);
	CHECK(stat("fifo", &status) == 0 && S_ISFIFO(status.st_mode));
	CHECK(mknod("null", S_IFCHR | 0666, 0x103) == 0);
	CHECK(stat("null", &status) == 0 && S_ISCHR(status.st_mode) && status.st_rdev == 0x103);
	CHECK(mknod("plain", S_IFREG | 0600, 0) == 0);
	CHECK(stat("plain", &status) == 0 && S_ISREG(status.st_mode));
	CHECK_FAILS(mknod("fifo", S_IFIFO | 0600, 0), EEXIST);
	CHECK_FAILS(mknod("x", S_IFDIR | 0600, 0), EINVAL);
}

static void
try_mknod(void)
{
	CHECK_FAILS(mknod("null", S_IFCHR | 0666, 0x103), EPERM);
	CHECK_FAILS(mknod("disk", S_IFBLK | 0666, 0x300), EPERM);
	CHECK(mkfifo("fifo", 0666) == 0);
}

static void
devices_are_made_by_root_alone(void)
{
	as_user(try_mknod);
}

static void
readdir_shows_each_name_once(void)
{
	unsigned seen[30] = {0};
	struct dirent *entry;
	char name[16];
	unsigned others = 0;
	DIR *directory;

	for (int i = 0; i < 30; i++) {
		snprintf(name, sizeof(name), "file%d", i);
		put_file(name, "");
	}
	directory = opendir(".");
	CHECK(directory != NULL);
	while ((entry = readdir(directory)) != NULL) {
		int number = -1;

		if (strncmp(entry->d_name, "file", 4) == 0)
			sscanf(entry->d_name + 4, "%d", &number);
		if (number >= 0 && number < 30)
			seen[number]++;
		else
			others++;
	}
	for (int i = 0; i < 30; i++)
		CHECK(seen[i] == 1);
	CHECK(others == 2);
	rewinddir(directory);
	CHECK(readdir(directory) != NULL);
	closedir(directory);
}

const struct test name_tests[] = {
	{a_hard_link_is_the_same_file, "a_hard_link_is_the_same_file"},
	{link_refuses_what_makes_no_sense, "link_refuses_what_makes_no_sense"},
	{a_link_to_a_symbolic_link_is_one_to_itself,
	 "a_link_to_a_symbolic_link_is_one_to_itself"},
	{readlink_gives_the_text, "readlink_gives_the_text"},
	{unlink_removes_files_only, "unlink_removes_files_only"},
	{unlink_takes_the_link_and_not_its_target, "unlink_takes_the_link_and_not_its_target"},
	{mkdir_makes_a_directory_with_its_dots, "mkdir_makes_a_directory_with_its_dots"},
	{rmdir_removes_empty_directories_only, "rmdir_removes_empty_directories_only"},
	{rename_moves_a_file, "rename_moves_a_file"},
	{rename_replaces_a_file_and_an_open_one_lives_on,
	 "rename_replaces_a_file_and_an_open_one_lives_on"},
	{rename_to_the_same_file_does_nothing, "rename_to_the_same_file_does_nothing"},
	{rename_moves_a_directory_with_its_dots, "rename_moves_a_directory_with_its_dots"},
	{rename_of_a_directory_below_itself_is_einval,
	 "rename_of_a_directory_below_itself_is_einval"},
	{rename_keeps_kinds_apart, "rename_keeps_kinds_apart"},
	{mknod_makes_what_is_asked_for, "mknod_makes_what_is_asked_for"},
	{devices_are_made_by_root_alone, "devices_are_made_by_root_alone"},
	{readdir_shows_each_name_once, "readdir_shows_each_name_once"},
	{NULL, NULL},
};
