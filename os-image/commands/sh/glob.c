/* File names that match a pattern, one path component after another. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "expand.h"
#include "pattern.h"

/* The path found so far and where matches go. */
struct search {
	struct fields *fields;
	struct text path;
};

static void match_component(struct search *search, const char *pattern);

static void
truncate_path(struct search *search, size_t length)
{
	search->path.length = length;
	text_string(&search->path)[length] = '\0';
}

/* Goes on behind a component that was added to the path; `rest` starts at its slash or end. */
static void
match_rest(struct search *search, const char *rest)
{
	struct stat info;
	size_t slashes = strspn(rest, "/");

	if (*rest == '\0') {
		if (lstat(search->path.bytes, &info) == 0)
			fields_add(search->fields, arena_copy(&scratch, search->path.bytes,
					search->path.length));
		return;
	}
	text_append(&search->path, rest, slashes);
	match_component(search, rest + slashes);
}

static void
match_directory(struct search *search, const char *component, const char *rest)
{
	size_t length = search->path.length;
	DIR *directory = opendir(length > 0 ? search->path.bytes : ".");
	struct fields names = {0};
	struct dirent *entry;

	if (directory == NULL)
		return;
	while ((entry = readdir(directory)) != NULL) {
		if (entry->d_name[0] == '.' && component[component[0] == '\\'] != '.')
			continue;
		if (pattern_match(component, entry->d_name, strlen(entry->d_name)))
			fields_add(&names, arena_copy(&scratch, entry->d_name,
					strlen(entry->d_name)));
	}
	closedir(directory);
	for (size_t i = 0; i < names.count; i++) {
		text_append(&search->path, names.values[i], strlen(names.values[i]));
		match_rest(search, rest);
		truncate_path(search, length);
	}
}

static void
match_component(struct search *search, const char *pattern)
{
	size_t size = strcspn(pattern, "/"), length = search->path.length;
	char *component = arena_copy(&scratch, pattern, size);

	if (pattern_is_special(component)) {
		match_directory(search, component, pattern + size);
		return;
	}
	pattern_unescape(component);
	text_append(&search->path, component, strlen(component));
	match_rest(search, pattern + size);
	truncate_path(search, length);
}

static int
compare_names(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

bool
expand_file_names(struct fields *fields, const char *pattern)
{
	struct search search = {.fields = fields, .path = {.arena = &scratch}};
	size_t before = fields->count, slashes = strspn(pattern, "/");

	text_append(&search.path, pattern, slashes);
	match_component(&search, pattern + slashes);
	if (fields->count == before)
		return false;
	qsort(fields->values + before, fields->count - before, sizeof(*fields->values),
			compare_names);
	return true;
}
