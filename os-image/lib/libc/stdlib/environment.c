/*
 * The environment. It begins as what execve was given; the first change moves
 * the list of variables to the heap. Variables that setenv makes are never freed,
 * since somebody may still hold what getenv returned.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The list that is ours, if environ points at it, and how many entries it has room for. */
static char **own_list;
static size_t own_room;

#define ROOM_STEP 16

static int
is_named(const char *variable, const char *name, size_t length)
{
	return strncmp(variable, name, length) == 0 && variable[length] == '=';
}

/* Where the variable is in the list, or where the list ends. */
static char **
find(const char *name, size_t length)
{
	char **at = environ;

	while (*at != NULL && !is_named(*at, name, length))
		at++;
	return at;
}

static int
is_name(const char *name)
{
	if (name != NULL && *name != '\0' && strchr(name, '=') == NULL)
		return 1;
	errno = EINVAL;
	return 0;
}

/* Puts the variable in the place of that with the same name, or at the end. 0 or -1. */
static int
store(char *variable, size_t name_length)
{
	char **at = find(variable, name_length);
	size_t count = (size_t)(at - environ);

	if (*at != NULL) {
		*at = variable;
		return 0;
	}
	if (environ != own_list || count + 1 >= own_room) {
		size_t room = count + 1 + ROOM_STEP;
		char **list = malloc(room * sizeof(*list));

		if (list == NULL)
			return -1;
		memcpy(list, environ, count * sizeof(*list));
		if (environ == own_list)
			free(own_list);
		own_list = list;
		own_room = room;
		environ = list;
	}
	environ[count] = variable;
	environ[count + 1] = NULL;
	return 0;
}

char *
getenv(const char *name)
{
	size_t length = strlen(name);
	char **at = find(name, length);

	return *at == NULL ? NULL : *at + length + 1;
}

int
setenv(const char *name, const char *value, int overwrite)
{
	size_t name_length;
	size_t value_size;
	char *variable;

	if (!is_name(name))
		return -1;
	if (!overwrite && getenv(name) != NULL)
		return 0;
	name_length = strlen(name);
	value_size = strlen(value) + 1;
	variable = malloc(name_length + 1 + value_size);
	if (variable == NULL)
		return -1;
	memcpy(variable, name, name_length);
	variable[name_length] = '=';
	memcpy(variable + name_length + 1, value, value_size);
	if (store(variable, name_length) == 0)
		return 0;
	free(variable);
	return -1;
}

int
unsetenv(const char *name)
{
	size_t length;

	if (!is_name(name))
		return -1;
	length = strlen(name);
	for (char **at = find(name, length); *at != NULL; at = find(name, length))
		for (; *at != NULL; at++)
			at[0] = at[1];
	return 0;
}

int
putenv(char *variable)
{
	char *equals = strchr(variable, '=');

	if (equals == NULL)
		return unsetenv(variable);
	if (equals == variable) {
		errno = EINVAL;
		return -1;
	}
	return store(variable, (size_t)(equals - variable));
}

int
clearenv(void)
{
	*environ = NULL;
	return 0;
}
