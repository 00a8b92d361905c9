/* Functions: names for parts of trees, which stay as long as the function does. */
#ifndef SH_FUNCTIONS_H
#define SH_FUNCTIONS_H

#include "ast.h"

/* The NODE_FUNCTION or NULL. */
const struct node *function_find(const char *name);
void function_define(const struct node *definition);
/* Returns false when there is none. */
bool function_remove(const char *name);
/* Calls it with argv[1] and on as its parameters. Returns the status. */
int function_call(const struct node *definition, size_t argc, char **argv, unsigned flags);

#endif
