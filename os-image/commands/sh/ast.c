#include "ast.h"

#include <stdlib.h>

struct tree *
tree_new(void)
{
	struct tree *tree = allocate(sizeof(*tree));

	*tree = (struct tree){.references = 1};
	return tree;
}

void
tree_hold(struct tree *tree)
{
	tree->references++;
}

void
tree_drop(struct tree *tree)
{
	if (--tree->references > 0)
		return;
	arena_free(&tree->arena);
	free(tree);
}
