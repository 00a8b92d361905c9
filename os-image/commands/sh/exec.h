/* Executing trees. */
#ifndef SH_EXEC_H
#define SH_EXEC_H

#include "ast.h"
#include "shell.h"

#define EXEC_TESTED 1u /* its status is a condition: -e doesn't end the shell */
#define EXEC_LAST 2u   /* this process only ends after it: a program may take its place */

/* Executes a tree (NULL: nothing); sets shell.status and returns it. */
int execute(const struct node *node, unsigned flags);

/* ---- between the files exec*.c; all return the status ---- */

int exec_simple(const struct node *node, unsigned flags);
int exec_pipeline(const struct node *node, unsigned flags);
int exec_subshell(const struct node *node, unsigned flags);
int exec_background(const struct node *node);
int exec_while(const struct node *node, unsigned flags);
int exec_for(const struct node *node, unsigned flags);
int exec_case(const struct node *node, unsigned flags);

/* ---- exec_program.c ---- */

/* The file to execute for a command's name, in scratch; NULL with errno when there is none. */
char *program_find(const char *name);
/* Replaces this process by a program; ends it with 126 or 127 when that fails. */
_Noreturn void program_exec(const char *path, char **argv);

#endif
