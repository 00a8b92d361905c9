/* Looking up a variable of the environment. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *
getenv(const char *name)
{
	size_t length = strlen(name);

	for (char **variable = environ; *variable != NULL; variable++)
		if (strncmp(*variable, name, length) == 0 && (*variable)[length] == '=')
			return *variable + length + 1;
	return NULL;
}
