/* See testkit/testkit.h. */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <testkit/testkit.h>
#include <unistd.h>

void
remove_tree(const char *path)
{
	char below[PATH_MAX];
	struct dirent *entry;
	DIR *directory;

	if (unlink(path) == 0 || rmdir(path) == 0)
		return;
	directory = opendir(path);
	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(below, sizeof(below), "%s/%s", path, entry->d_name);
		remove_tree(below);
	}
	if (directory != NULL)
		closedir(directory);
	rmdir(path);
}
