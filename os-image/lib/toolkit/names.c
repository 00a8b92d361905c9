/* Names in directories, and paths made of them. See <toolkit/tree.h>. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>

#define FIRST_CAPACITY 32

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
is_dot_or_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

int
names_read(const char *directory, struct name_list *list)
{
	size_t capacity = FIRST_CAPACITY;
	struct dirent *entry;
	DIR *stream = opendir(directory);
	int error;

	*list = (struct name_list){0};
	if (stream == NULL)
		return -1;
	list->names = need_memory(capacity * sizeof(list->names[0]));
	while (errno = 0, (entry = readdir(stream)) != NULL) {
		if (is_dot_or_dots(entry->d_name))
			continue;
		if (list->count == capacity) {
			capacity *= 2;
			list->names = need_more_memory(list->names, capacity * sizeof(list->names[0]));
		}
		list->names[list->count++] = need_copy(entry->d_name);
	}
	error = errno;
	closedir(stream);
	qsort(list->names, list->count, sizeof(list->names[0]), compare_names);
	errno = error;
	return error == 0 ? 0 : -1;
}

void
names_free(struct name_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->names[i]);
	free(list->names);
	*list = (struct name_list){0};
}

bool
join_path(char path[TREE_PATH_MAX], const char *directory, const char *name)
{
	size_t length = strlen(directory);
	const char *slash = length > 0 && directory[length - 1] == '/' ? "" : "/";

	if (snprintf(path, TREE_PATH_MAX, "%s%s%s", directory, slash, name) < TREE_PATH_MAX)
		return true;
	errno = ENAMETOOLONG;
	complain_errno("%s%s%s", directory, slash, name);
	return false;
}

const char *
last_component(const char *path, size_t *length)
{
	const char *end = path + strlen(path);
	const char *begin;

	while (end > path + 1 && end[-1] == '/')
		end--;
	begin = end;
	while (begin > path && begin[-1] != '/')
		begin--;
	*length = (size_t)(end - begin);
	return begin;
}

bool
path_in_directory(char path[TREE_PATH_MAX], const char *directory, const char *name)
{
	char last[TREE_PATH_MAX];
	size_t length;
	const char *begin = last_component(name, &length);

	snprintf(last, sizeof(last), "%.*s", (int)length, begin);
	return join_path(path, directory, last);
}

bool
is_directory(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}
