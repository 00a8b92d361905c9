/* The name of a terminal: that of the special file in /dev with its device number. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEVICES "/dev"

static int
is_device(const char *path, dev_t device)
{
	struct stat status;

	return lstat(path, &status) == 0 && S_ISCHR(status.st_mode) && status.st_rdev == device;
}

char *
ttyname(int fd)
{
	static char path[sizeof(DEVICES) + 1 + NAME_MAX];
	struct dirent *entry;
	struct stat status;
	DIR *directory;

	if (!isatty(fd) || fstat(fd, &status) < 0)
		return NULL;
	directory = opendir(DEVICES);
	if (directory == NULL)
		return NULL;
	while ((entry = readdir(directory)) != NULL) {
		snprintf(path, sizeof(path), "%s/%s", DEVICES, entry->d_name);
		if (is_device(path, status.st_rdev))
			break;
	}
	closedir(directory);
	if (entry == NULL)
		errno = ENODEV;
	return entry == NULL ? NULL : path;
}
