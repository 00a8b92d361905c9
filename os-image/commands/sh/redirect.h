/* Redirections: opening files and moving them to the descriptors that commands see. */
#ifndef SH_REDIRECT_H
#define SH_REDIRECT_H

#include "ast.h"
#include "shell.h"

#define USER_FDS 10 /* what scripts can name; the shell's own files are above */

/* Descriptors as they were before, to be put back. */
struct saved_fds {
	struct cleanup cleanup;
	int copies[USER_FDS];
};

void saved_fds_begin(struct saved_fds *saved);
/* Puts all back. */
void saved_fds_end(struct saved_fds *saved);
/* Leaves all as it is now, for good. */
void saved_fds_keep(struct saved_fds *saved);

/*
 * Carries out redirections. `saved` may be NULL when nothing has to be put back.
 * Returns false, after a message, when one fails.
 */
bool redirect(const struct redirection *redirections, struct saved_fds *saved);

/* Moves a descriptor out of the way of scripts, closed on exec; returns the new one or -1. */
int move_fd_up(int fd);

/* What open() would say to a script: "No such file", "Permission denied" ... */
const char *open_error_text(int error, bool creates);

#endif
