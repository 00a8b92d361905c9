/* Directories: the names in one, and everything below a path. */
#ifndef TOOLKIT_TREE_H
#define TOOLKIT_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#define TREE_PATH_MAX 1024 /* of a path that a walk makes, with its NUL: also a bound on its depth */

/* The names in a directory but "." and "..", sorted; read at once, so that it may be changed. */
struct name_list {
	char **names;
	size_t count;
};

/* -1 with errno. After it, or a failure, names_free. */
int names_read(const char *directory, struct name_list *list);
void names_free(struct name_list *list);

/*
 * directory/name with one slash between them. Complains and returns false when it
 * is longer than a path may be.
 */
bool join_path(char path[TREE_PATH_MAX], const char *directory, const char *name);

/* What stands behind the last slash; of a path that ends in slashes, before those. */
const char *last_component(const char *path, size_t *length);

/* The path that something gets by its own name in a directory, as cp, mv and ln make it. */
bool path_in_directory(char path[TREE_PATH_MAX], const char *directory, const char *name);

bool is_directory(const char *path);

enum tree_moment {
	TREE_BEFORE, /* before what is below a directory */
	TREE_AFTER,  /* after it; only for directories */
	TREE_FILE,   /* anything else */
};

/* What the visit returns: whether to look below a directory; ignored for anything else. */
enum tree_answer { TREE_GO_ON, TREE_SKIP };

typedef enum tree_answer tree_visit(const char *path, const struct stat *status,
				    enum tree_moment moment, void *context);

/*
 * Visits a path and all that is below it. Symbolic links are visited, not
 * followed, but for the path itself with `follow_first`. Complains about what can't
 * be read and goes on with the rest.
 */
void walk_tree(const char *path, bool follow_first, tree_visit *visit, void *context);

#endif
