/*
 * A path without symbolic links, "." and "..". Names are taken one by one from
 * `rest`, which begins as the path; a link's target goes in front of what is
 * left there.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINKS_MAX 16

struct walk {
	char resolved[PATH_MAX]; /* without a slash at the end: the root is "" */
	size_t length;
	char rest[PATH_MAX];
	int links;
};

static int
fail(int error)
{
	errno = error;
	return -1;
}

/* Moves the next name out of rest; its length, 0 at the end, or -1. */
static ssize_t
next_name(struct walk *walk, char name[NAME_MAX + 1])
{
	const char *from = walk->rest + strspn(walk->rest, "/");
	size_t length = strcspn(from, "/");

	if (length > NAME_MAX)
		return fail(ENAMETOOLONG);
	memcpy(name, from, length);
	name[length] = '\0';
	from += length;
	memmove(walk->rest, from, strlen(from) + 1);
	return (ssize_t)length;
}

static void
go_up(struct walk *walk)
{
	while (walk->length > 0 && walk->resolved[--walk->length] != '/')
		;
	walk->resolved[walk->length] = '\0';
}

/* The link that resolved now ends in is replaced by its target. 0 or -1. */
static int
follow(struct walk *walk)
{
	char target[PATH_MAX];
	ssize_t length = readlink(walk->resolved, target, sizeof(target));
	size_t rest_size = strlen(walk->rest) + 1;

	if (length < 0)
		return -1;
	if (++walk->links > LINKS_MAX)
		return fail(ELOOP);
	if ((size_t)length + 1 + rest_size > sizeof(walk->rest))
		return fail(ENAMETOOLONG);
	memmove(walk->rest + length + 1, walk->rest, rest_size);
	memcpy(walk->rest, target, (size_t)length);
	walk->rest[length] = '/';
	if (target[0] == '/') {
		walk->length = 0;
		walk->resolved[0] = '\0';
	} else {
		go_up(walk);
	}
	return 0;
}

/* One name further. 0 or -1. */
static int
enter(struct walk *walk, const char *name, size_t length)
{
	struct stat status;

	if (strcmp(name, ".") == 0)
		return 0;
	if (strcmp(name, "..") == 0) {
		go_up(walk);
		return 0;
	}
	if (walk->length + 1 + length >= sizeof(walk->resolved))
		return fail(ENAMETOOLONG);
	walk->resolved[walk->length++] = '/';
	memcpy(walk->resolved + walk->length, name, length + 1);
	walk->length += length;
	if (lstat(walk->resolved, &status) < 0)
		return -1;
	if (S_ISLNK(status.st_mode))
		return follow(walk);
	if (walk->rest[0] == '/' && !S_ISDIR(status.st_mode))
		return fail(ENOTDIR);
	return 0;
}

/* Where the walk begins. 0 or -1. */
static int
start(struct walk *walk, const char *path)
{
	size_t size = strlen(path) + 1;

	walk->links = 0;
	walk->length = 0;
	if (size == 1)
		return fail(ENOENT);
	if (size > sizeof(walk->rest))
		return fail(ENAMETOOLONG);
	memcpy(walk->rest, path, size);
	walk->resolved[0] = '\0';
	if (path[0] == '/')
		return 0;
	if (getcwd(walk->resolved, sizeof(walk->resolved)) == NULL)
		return -1;
	walk->length = strlen(walk->resolved);
	if (walk->length == 1)
		go_up(walk);
	return 0;
}

char *
realpath(const char *restrict path, char *restrict resolved)
{
	struct walk walk;
	char name[NAME_MAX + 1];
	ssize_t length;

	if (start(&walk, path) < 0)
		return NULL;
	while ((length = next_name(&walk, name)) > 0)
		if (enter(&walk, name, (size_t)length) < 0)
			return NULL;
	if (length < 0)
		return NULL;
	if (walk.length == 0)
		strcpy(walk.resolved, "/");
	if (resolved == NULL)
		return strdup(walk.resolved);
	return strcpy(resolved, walk.resolved);
}
