/*
 * Running another program in this process. The strings go to PM as one block,
 * put together on the heap; PM lays out the new stack from it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../pm_call.h"

struct block {
	size_t length;
	size_t count;
};

/* Appends each string with its NUL at `to`, or only measures when to is NULL. */
static struct block
collect(char *const strings[], char *to)
{
	struct block block = {0};

	for (; strings[block.count] != NULL; block.count++) {
		size_t size = strlen(strings[block.count]) + 1;

		if (to != NULL)
			memcpy(to + block.length, strings[block.count], size);
		block.length += size;
	}
	return block;
}

int
execve(const char *path, char *const arguments[], char *const environment[])
{
	struct block argument_block = collect(arguments, NULL);
	struct block environment_block = collect(environment, NULL);
	size_t length = argument_block.length + environment_block.length;
	struct message m;
	char *strings;
	int result;

	if (length > PM_STRINGS_MAX) {
		errno = E2BIG;
		return -1;
	}
	strings = malloc(length);
	if (strings == NULL)
		return -1;
	collect(arguments, strings);
	collect(environment, strings + argument_block.length);
	*MESSAGE_BODY(&m, struct pm_exec) = (struct pm_exec){
		.path = (u32)path,
		.path_length = strlen(path),
		.strings = (u32)strings,
		.strings_length = length,
		.argc = argument_block.count,
		.envc = environment_block.count,
	};
	result = pm_call(PM_EXEC, &m);
	free(strings);
	return result;
}

int
execv(const char *path, char *const arguments[])
{
	return execve(path, arguments, environ);
}
