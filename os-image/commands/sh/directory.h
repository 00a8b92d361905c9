/* The current directory, and the path by which the user knows it: PWD. */
#ifndef SH_DIRECTORY_H
#define SH_DIRECTORY_H

#include <stdbool.h>

/* At the start: PWD as it was inherited when it is right, else found out. */
void directory_begin(void);

/* The path without symbolic links, in scratch; NULL with errno. */
char *directory_physical(void);

/* Whether an absolute path names the current directory; false for NULL. */
bool directory_is(const char *path);

/*
 * The absolute path that `target` means from `base`, with . and .. taken out by
 * their names alone, as the user sees them. In scratch.
 */
char *directory_join(const char *base, const char *target);

#endif
