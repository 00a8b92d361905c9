/* What is in a directory, and its order. */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>
#include <unistd.h>

#include "ls.h"

#define FIRST_CAPACITY 64

static void
read_target(struct file *file, const char *path)
{
	char text[TREE_PATH_MAX];
	ssize_t length = readlink(path, text, sizeof(text) - 1);

	if (length < 0)
		return;
	text[length] = '\0';
	file->target = need_copy(text);
}

void
list_add(struct file_list *list, const char *path, const char *name, bool follow)
{
	struct file file = {0};

	if ((!follow || stat(path, &file.status) != 0) && lstat(path, &file.status) != 0) {
		complain_errno("%s", path);
		return;
	}
	file.name = need_copy(name);
	if (options.format == FORMAT_LONG && S_ISLNK(file.status.st_mode))
		read_target(&file, path);
	if (list->count == list->capacity) {
		list->capacity = list->capacity > 0 ? 2 * list->capacity : FIRST_CAPACITY;
		list->files =
			need_more_memory(list->files, list->capacity * sizeof(list->files[0]));
	}
	list->files[list->count++] = file;
}

static bool
is_wanted(const char *name)
{
	if (name[0] != '.' || options.hidden == HIDDEN_ALL)
		return true;
	return options.hidden == HIDDEN_ALMOST_ALL && strcmp(name, ".") != 0 &&
	       strcmp(name, "..") != 0;
}

int
list_read(struct file_list *list, const char *directory)
{
	DIR *stream = opendir(directory);
	struct dirent *entry;

	if (stream == NULL) {
		complain_errno("%s", directory);
		return -1;
	}
	while (errno = 0, (entry = readdir(stream)) != NULL) {
		char path[TREE_PATH_MAX];

		if (is_wanted(entry->d_name) && join_path(path, directory, entry->d_name))
			list_add(list, path, entry->d_name, options.follow_links);
	}
	if (errno != 0)
		complain_errno("%s", directory);
	closedir(stream);
	return 0;
}

time_t
file_time(const struct file *file)
{
	switch (options.time) {
	case TIME_ACCESSED:
		return file->status.st_atime;
	case TIME_CHANGED:
		return file->status.st_ctime;
	default:
		return file->status.st_mtime;
	}
}

static long
file_time_ns(const struct file *file)
{
	switch (options.time) {
	case TIME_ACCESSED:
		return file->status.st_atim.tv_nsec;
	case TIME_CHANGED:
		return file->status.st_ctim.tv_nsec;
	default:
		return file->status.st_mtim.tv_nsec;
	}
}

/* The larger one is first. */
static int
descending(int64_t a, int64_t b)
{
	return a > b ? -1 : a < b;
}

static int
compare_files(const void *left, const void *right)
{
	const struct file *a = left, *b = right;
	int result = 0;

	if (options.order == ORDER_TIME) {
		result = descending(file_time(a), file_time(b));
		if (result == 0)
			result = descending(file_time_ns(a), file_time_ns(b));
	} else if (options.order == ORDER_SIZE) {
		result = descending(a->status.st_size, b->status.st_size);
	}
	if (result == 0)
		result = strcmp(a->name, b->name);
	return options.reverse ? -result : result;
}

void
list_sort(struct file_list *list)
{
	if (options.order != ORDER_NONE && list->count > 0)
		qsort(list->files, list->count, sizeof(list->files[0]), compare_files);
}

void
list_free(struct file_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->files[i].name);
		free(list->files[i].target);
	}
	free(list->files);
	*list = (struct file_list){0};
}
