/* Removal of files and trees. See <toolkit/copy.h>. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <toolkit/copy.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>
#include <unistd.h>

/* Asks where -i wants it, or where a terminal's user removes what is write-protected. */
static bool
may_remove(const char *path, const struct stat *status, const struct remove_options *options)
{
	if (options->force)
		return true;
	if (options->interactive)
		return confirm("remove '%s'? ", path);
	if (S_ISLNK(status->st_mode) || access(path, W_OK) == 0 || !isatty(STDIN_FILENO))
		return true;
	return confirm("remove write-protected '%s'? ", path);
}

static enum tree_answer
remove_node(const char *path, const struct stat *status, enum tree_moment moment, void *context)
{
	const struct remove_options *options = context;

	if (moment == TREE_BEFORE) {
		if (options->interactive && !confirm("descend into directory '%s'? ", path))
			return TREE_SKIP;
		return TREE_GO_ON;
	}
	if (!may_remove(path, status, options))
		return TREE_SKIP;
	if ((moment == TREE_AFTER ? rmdir(path) : unlink(path)) != 0)
		complain_errno("%s", path);
	else if (options->verbose)
		printf("removed %s'%s'\n", moment == TREE_AFTER ? "directory " : "", path);
	return TREE_GO_ON;
}

static bool
is_dot_or_root(const char *path)
{
	size_t length;
	const char *last = last_component(path, &length);

	return (length == 1 && last[0] == '.') || (length == 2 && strncmp(last, "..", 2) == 0) ||
	       (length <= 1 && last[0] == '/') || length == 0;
}

void
remove_tree(const char *path, const struct remove_options *options)
{
	struct stat status;

	if (lstat(path, &status) != 0) {
		if (!options->force || (errno != ENOENT && errno != ENOTDIR))
			complain_errno("%s", path);
	} else if (!S_ISDIR(status.st_mode)) {
		remove_node(path, &status, TREE_FILE, (void *)options);
	} else if (!options->recursive && !options->directories) {
		complain("%s is a directory: left without -r", path);
	} else if (is_dot_or_root(path)) {
		complain("'%s' is not removed: it is the root or a directory in use", path);
	} else if (options->recursive) {
		walk_tree(path, false, remove_node, (void *)options);
	} else {
		remove_node(path, &status, TREE_AFTER, (void *)options);
	}
}
