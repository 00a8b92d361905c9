/* Permission modes as chmod takes them. */
#ifndef TOOLKIT_MODE_H
#define TOOLKIT_MODE_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Changes *mode as the text says: octal digits, or clauses such as u+x,go=r-w,a+X
 * separated by commas (POSIX.1-2017, chmod). Without any of u, g, o and a the
 * umask's bits are left alone. false when the text is no mode.
 */
bool mode_change(const char *text, mode_t *mode, bool is_directory);

#endif
