/* Directories: listing, walking, where paths begin. */
#include "libctest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENTRY_COUNT 100

/* Entries besides "." and "..", each of which has a name "fileN" that is ticked off. */
static int
list(DIR *directory, char seen[ENTRY_COUNT])
{
	struct dirent *entry;
	int count = 0;

	memset(seen, 0, ENTRY_COUNT);
	errno = 0;
	while ((entry = readdir(directory)) != NULL) {
		unsigned number;

		if (entry->d_name[0] == '.')
			continue;
		CHECK(sscanf(entry->d_name, "file%u", &number) == 1 && number < ENTRY_COUNT);
		CHECK(!seen[number]);
		seen[number] = 1;
		count++;
	}
	CHECK(errno == 0);
	return count;
}

static void
readdir_gives_each_entry_once(void)
{
	char seen[ENTRY_COUNT];
	char name[16];
	DIR *directory;

	for (int i = 0; i < ENTRY_COUNT; i++) {
		snprintf(name, sizeof(name), "file%d", i);
		write_file(name, "");
	}
	directory = opendir(".");
	CHECK(directory != NULL && list(directory, seen) == ENTRY_COUNT);
	CHECK(unlink("file7") == 0);
	rewinddir(directory);
	CHECK(list(directory, seen) == ENTRY_COUNT - 1 && !seen[7]);
	CHECK(closedir(directory) == 0);
	CHECK(opendir("file1") == NULL && errno == ENOTDIR);
	CHECK(opendir("missing") == NULL && errno == ENOENT);
}

static void
directories_are_made_and_removed(void)
{
	struct stat status;

	umask(022);
	CHECK(mkdir("a", 0777) == 0 && mkdir("a/b", 0700) == 0);
	CHECK(stat("a", &status) == 0 && S_ISDIR(status.st_mode) && (status.st_mode & 07777) == 0755);
	CHECK(status.st_nlink == 3);
	CHECK_FAILS(mkdir("a", 0777), EEXIST);
	CHECK_FAILS(mkdir("c/d", 0777), ENOENT);
	CHECK_FAILS(rmdir("a"), ENOTEMPTY);
	CHECK(remove("a/b") == 0 && rmdir("a") == 0);
	CHECK_FAILS(rmdir("a"), ENOENT);
	write_file("file", "");
	CHECK_FAILS(rmdir("file"), ENOTDIR);
}

static void
the_working_directory_follows_chdir(void)
{
	char before[PATH_MAX];
	char after[PATH_MAX];
	char *allocated;
	int fd = open(".", O_RDONLY | O_DIRECTORY);

	CHECK(fd >= 0 && getcwd(before, sizeof(before)) == before);
	CHECK(mkdir("below", 0700) == 0 && chdir("below") == 0);
	CHECK(getcwd(after, sizeof(after)) == after);
	CHECK(strncmp(after, before, strlen(before)) == 0 &&
	      strcmp(after + strlen(before), "/below") == 0);
	CHECK(getcwd(after, 3) == NULL && errno == ERANGE);
	CHECK(fchdir(fd) == 0);
	allocated = getcwd(NULL, 0);
	CHECK(allocated != NULL && strcmp(allocated, before) == 0);
	CHECK_FAILS(chdir("missing"), ENOENT);
}

static void
realpath_resolves_links_and_dots(void)
{
	char here[PATH_MAX];
	char wanted[PATH_MAX + 8];
	char resolved[PATH_MAX];

	CHECK(getcwd(here, sizeof(here)) != NULL);
	CHECK(mkdir("a", 0700) == 0 && mkdir("a/b", 0700) == 0 && symlink("a/b", "way") == 0);
	snprintf(wanted, sizeof(wanted), "%s/a", here);
	CHECK(realpath("./way/..//b/../.", resolved) == resolved && strcmp(resolved, wanted) == 0);
	CHECK(realpath("way/..", resolved) == resolved && strcmp(resolved, wanted) == 0);
	CHECK(realpath("/", resolved) == resolved && strcmp(resolved, "/") == 0);
	CHECK(realpath("/../..", resolved) == resolved && strcmp(resolved, "/") == 0);
	CHECK(realpath("a/missing", resolved) == NULL && errno == ENOENT);
	CHECK(symlink("loop", "loop") == 0 && realpath("loop", resolved) == NULL && errno == ELOOP);
	write_file("file", "");
	CHECK(realpath("file/x", resolved) == NULL && errno == ENOTDIR);
}

const struct test directory_tests[] = {
	{readdir_gives_each_entry_once, "readdir_gives_each_entry_once"},
	{directories_are_made_and_removed, "directories_are_made_and_removed"},
	{the_working_directory_follows_chdir, "the_working_directory_follows_chdir"},
	{realpath_resolves_links_and_dots, "realpath_resolves_links_and_dots"},
	{NULL, NULL},
};
