#include "completion.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "builtins/builtins.h"
#include "expand.h"
#include "vars.h"

#define SEPARATORS " \t\n;|&<>()\"'`="
#define NEEDS_QUOTING " \t\n;|&<>()\"'`$*?[]#~\\!{}"

struct search {
	const char *prefix;
	struct fields found;
};

static void
offer(const char *name, void *context)
{
	struct search *search = context;

	if (strncmp(name, search->prefix, strlen(search->prefix)) == 0)
		fields_add(&search->found, arena_copy(&scratch, name, strlen(name)));
}

/* Where the word before the cursor starts; a separator behind a backslash belongs to it. */
static size_t
word_start(const char *line, size_t cursor)
{
	size_t at = cursor;

	while (at > 0 && (strchr(SEPARATORS, line[at - 1]) == NULL ||
			(at > 1 && line[at - 2] == '\\')))
		at--;
	return at;
}

static bool
is_command_position(const char *line, size_t start)
{
	while (start > 0 && (line[start - 1] == ' ' || line[start - 1] == '\t'))
		start--;
	return start == 0 || strchr(";|&(`\n", line[start - 1]) != NULL;
}

/* The word without its backslashes. */
static char *
unquoted(const char *word, size_t length)
{
	struct text text = {.arena = &scratch};

	for (size_t i = 0; i < length; i++) {
		if (word[i] == '\\' && i + 1 < length)
			i++;
		text_add(&text, word[i]);
	}
	return text_string(&text);
}

/* Offers the names in a directory; of files only programs when commands are wanted. */
static void
search_directory(struct search *search, const char *path, bool only_programs)
{
	DIR *directory = opendir(path);
	struct dirent *entry;

	if (directory == NULL)
		return;
	while ((entry = readdir(directory)) != NULL) {
		char *file = format_string("%s/%s", path, entry->d_name);
		bool is_directory;
		struct stat info;

		if (entry->d_name[0] == '.' && search->prefix[0] != '.')
			continue;
		if (strncmp(entry->d_name, search->prefix, strlen(search->prefix)) != 0)
			continue;
		is_directory = stat(file, &info) == 0 && S_ISDIR(info.st_mode);
		if (only_programs && (is_directory || access(file, X_OK) != 0))
			continue;
		offer(is_directory ? format_string("%s/", entry->d_name) : entry->d_name, search);
	}
	closedir(directory);
}

static void
search_commands(struct search *search)
{
	const char *path = var_get("PATH");

	builtins_for_each(offer, search);
	while (path != NULL && *path != '\0') {
		size_t length = strcspn(path, ":");

		search_directory(search, format_string("%.*s", (int)length, path), true);
		path += length + (path[length] == ':');
	}
}

/* Searches in the directory that the word names; the prefix is what is behind its last slash. */
static void
search_files(struct search *search, const char *word)
{
	const char *slash = strrchr(word, '/'), *home = var_get("HOME");
	char *directory = ".";

	if (slash != NULL) {
		directory = format_string("%.*s", (int)(slash - word + 1), word);
		if (word[0] == '~' && word[1] == '/' && home != NULL)
			directory = format_string("%s%s", home, directory + 1);
		search->prefix = slash + 1;
	}
	search_directory(search, directory, false);
}

static int
compare_names(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Sorts and takes out what is there twice. */
static void
sort_unique(struct fields *fields)
{
	size_t kept = 0;

	qsort(fields->values, fields->count, sizeof(*fields->values), compare_names);
	for (size_t i = 0; i < fields->count; i++)
		if (kept == 0 || strcmp(fields->values[kept - 1], fields->values[i]) != 0)
			fields->values[kept++] = fields->values[i];
	fields->count = kept;
}

static size_t
common_length(const struct fields *fields)
{
	size_t length = strlen(fields->values[0]);

	for (size_t i = 1; i < fields->count; i++) {
		size_t same = 0;

		while (same < length && fields->values[i][same] == fields->values[0][same])
			same++;
		length = same;
	}
	return length;
}

static const char *
insertion_for(const struct search *search)
{
	const char *name = search->found.values[0];
	size_t length = common_length(&search->found);
	struct text text = {.arena = &scratch};

	for (size_t i = strlen(search->prefix); i < length; i++) {
		if (strchr(NEEDS_QUOTING, name[i]) != NULL)
			text_add(&text, '\\');
		text_add(&text, name[i]);
	}
	if (search->found.count == 1 && name[length - 1] != '/')
		text_add(&text, ' ');
	return text_string(&text);
}

struct completions
completions_find(const char *line, size_t cursor)
{
	size_t start = word_start(line, cursor);
	char *word = unquoted(line + start, cursor - start);
	struct search search = {.prefix = word};
	struct completions completions = {.insertion = ""};

	if (is_command_position(line, start) && strchr(word, '/') == NULL)
		search_commands(&search);
	else
		search_files(&search, word);
	if (search.found.count == 0)
		return completions;
	sort_unique(&search.found);
	completions.names = search.found.values;
	completions.count = search.found.count;
	completions.insertion = insertion_for(&search);
	return completions;
}
