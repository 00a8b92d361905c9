/* Programs that -exec runs: for each path, or for many at once. */
#include <stdlib.h>
#include <string.h>
#include <toolkit/run.h>
#include <toolkit/tool.h>

#include "find.h"

#define PATHS_MAX 512

/* Each {} within a word is replaced by the path. */
static char *
put_path_in(const char *word, const char *path)
{
	size_t count = 0;
	char *result, *to;

	for (const char *at = word; (at = strstr(at, "{}")) != NULL; at += 2)
		count++;
	result = to = need_memory(strlen(word) + count * strlen(path) + 1);
	while (*word != '\0') {
		if (strncmp(word, "{}", 2) == 0) {
			strcpy(to, path);
			to += strlen(path);
			word += 2;
		} else {
			*to++ = *word++;
		}
	}
	*to = '\0';
	return result;
}

static bool
run_for_one(const struct command *command, const char *path)
{
	char **words = need_memory(((size_t)command->count + 1) * sizeof(words[0]));
	int status;

	for (int i = 0; i < command->count; i++)
		words[i] = put_path_in(command->words[i], path);
	words[command->count] = NULL;
	status = run_program(words);
	for (int i = 0; i < command->count; i++)
		free(words[i]);
	free(words);
	return status == 0;
}

/* The last word of a command with + is the {} that the paths stand for. */
void
command_finish(struct command *command)
{
	int fixed = command->count - 1;
	char **words;

	if (!command->takes_many || command->path_count == 0)
		return;
	words = need_memory(((size_t)fixed + (size_t)command->path_count + 1) * sizeof(words[0]));
	memcpy(words, command->words, (size_t)fixed * sizeof(words[0]));
	memcpy(words + fixed, command->paths, (size_t)command->path_count * sizeof(words[0]));
	words[fixed + command->path_count] = NULL;
	if (run_program(words) != 0)
		complain("%s was not successful", words[0]);
	for (int i = 0; i < command->path_count; i++)
		free(command->paths[i]);
	free(words);
	command->path_count = 0;
	command->path_bytes = 0;
}

bool
command_run(struct command *command, const char *path)
{
	if (!command->takes_many)
		return run_for_one(command, path);
	if (command->path_count == PATHS_MAX ||
	    command->path_bytes + strlen(path) + 1 > COMMAND_BYTES_MAX)
		command_finish(command);
	if (command->paths == NULL)
		command->paths = need_memory(PATHS_MAX * sizeof(command->paths[0]));
	command->paths[command->path_count++] = need_copy(path);
	command->path_bytes += strlen(path) + 1;
	return true;
}
