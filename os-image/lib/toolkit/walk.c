/*
 * The walk over a tree. The names of a directory are read before anything below it
 * is visited, so only one directory is open at a time and visits may remove what
 * they see. A file system whose directories form a loop ends at the longest path.
 */
#include <toolkit/tool.h>
#include <toolkit/tree.h>

struct walk {
	tree_visit *visit;
	void *context;
};

static void visit_path(struct walk *walk, const char *path, bool follow);

static void
visit_below(struct walk *walk, const char *directory)
{
	struct name_list list;

	if (names_read(directory, &list) != 0)
		complain_errno("%s", directory);
	for (size_t i = 0; i < list.count; i++) {
		char path[TREE_PATH_MAX];

		if (join_path(path, directory, list.names[i]))
			visit_path(walk, path, false);
	}
	names_free(&list);
}

static void
visit_path(struct walk *walk, const char *path, bool follow)
{
	struct stat status;

	if ((follow ? stat(path, &status) : lstat(path, &status)) != 0) {
		complain_errno("%s", path);
		return;
	}
	if (!S_ISDIR(status.st_mode)) {
		walk->visit(path, &status, TREE_FILE, walk->context);
		return;
	}
	if (walk->visit(path, &status, TREE_BEFORE, walk->context) == TREE_GO_ON)
		visit_below(walk, path);
	walk->visit(path, &status, TREE_AFTER, walk->context);
}

void
walk_tree(const char *path, bool follow_first, tree_visit *visit, void *context)
{
	struct walk walk = {.visit = visit, .context = context};

	visit_path(&walk, path, follow_first);
}
