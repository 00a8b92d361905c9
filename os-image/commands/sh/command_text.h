/* A command as a line of text, for the list of jobs. */
#ifndef SH_COMMAND_TEXT_H
#define SH_COMMAND_TEXT_H

#include "ast.h"

/* In scratch; long commands are cut. */
const char *command_text(const struct node *node);

#endif
