/*
 * From a request's target to a file. Two walls: ".." is refused as text, and what the path leads
 * to with all links followed has to be below the site. See httpd.h.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "httpd.h"

static int
digit_value(char c)
{
	return isdigit((unsigned char)c) ? c - '0' : tolower((unsigned char)c) - 'a' + 10;
}

/* Takes %XX out of the path of a target; false: it is none, or holds a NUL. */
static bool
decode(const char *target, char *path, size_t size)
{
	size_t length = 0;

	for (; *target != '\0' && *target != '?'; target++) {
		char c = *target;

		if (c == '%') {
			if (!isxdigit((unsigned char)target[1]) || !isxdigit((unsigned char)target[2]))
				return false;
			c = (char)(digit_value(target[1]) * 16 + digit_value(target[2]));
			target += 2;
		}
		if (c == '\0' || length + 1 >= size)
			return false;
		path[length++] = c;
	}
	path[length] = '\0';
	return path[0] == '/';
}

static bool
has_dots(const char *path)
{
	for (const char *at = path; (at = strstr(at, "/..")) != NULL; at++)
		if (at[3] == '/' || at[3] == '\0')
			return true;
	return false;
}

static bool
is_below_site(const char *path)
{
	size_t length = strlen(site);

	if (strcmp(site, "/") == 0)
		return true;
	return strncmp(path, site, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

int
find_file(const char *target, char path[TREE_PATH_MAX])
{
	char asked[TREE_PATH_MAX], full[TREE_PATH_MAX + TREE_PATH_MAX];
	char resolved[PATH_MAX];

	if (!decode(target, asked, sizeof(asked)))
		return 400;
	if (has_dots(asked))
		return 403;
	strcpy(full, site);
	strcat(full, asked);
	if (realpath(full, resolved) == NULL)
		return errno == EACCES ? 403 : 404;
	if (!is_below_site(resolved))
		return 403;
	if (strlen(resolved) >= TREE_PATH_MAX)
		return 404;
	strcpy(path, resolved);
	return 0;
}
