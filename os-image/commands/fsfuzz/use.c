/*
 * What a program may want of a file system. Errors are to be expected anywhere,
 * so none is looked at; only that there are not endlessly many files is up to us,
 * since a damaged directory may lead back to itself.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fsfuzz.h"

#define DEPTH_MAX 6
#define FILES_MAX 60
#define READ_MAX 16384

static char buffer[READ_MAX];

static void
use_file(const char *name)
{
	int fd = open(name, O_RDWR | O_NONBLOCK);

	if (fd < 0)
		return;
	(void)!read(fd, buffer, sizeof(buffer));
	(void)lseek(fd, -10, SEEK_END);
	(void)!write(fd, buffer, 3000);
	(void)ftruncate(fd, 500);
	close(fd);
}

/* Returns how many files are left of the allowance. */
static int
walk(int depth, int allowance)
{
	DIR *directory = opendir(".");
	struct dirent *entry;
	struct stat status;

	if (directory == NULL)
		return allowance;
	while (allowance > 0 && (entry = readdir(directory)) != NULL) {
		const char *name = entry->d_name;

		allowance--;
		if (lstat(name, &status) < 0 || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
			continue;
		if (S_ISREG(status.st_mode))
			use_file(name);
		else if (S_ISLNK(status.st_mode))
			(void)!readlink(name, buffer, sizeof(buffer));
		if (!S_ISDIR(status.st_mode) || depth == DEPTH_MAX || chdir(name) < 0)
			continue;
		allowance = walk(depth + 1, allowance);
		if (chdir("..") < 0)
			break;
	}
	closedir(directory);
	return allowance;
}

static void
change(void)
{
	int fd = open("made", O_RDWR | O_CREAT, 0644);

	if (fd >= 0) {
		for (int i = 0; i < 20; i++)
			(void)!write(fd, buffer, 2500);
		close(fd);
	}
	(void)mkdir("directory", 0755);
	(void)rename("made", "directory/moved");
	(void)link("directory/moved", "linked");
	(void)symlink("linked", "symbolic");
	(void)unlink("linked");
	(void)unlink("symbolic");
	(void)unlink("directory/moved");
	(void)rmdir("directory");
}

void
use_directory(void)
{
	(void)walk(0, FILES_MAX);
	(void)chdir("/"); /* a damaged ".." may have led anywhere */
	change();
	sync();
}
