/* Backslash escapes as printf and echo know them. */
#ifndef SHELLUTIL_ESCAPE_H
#define SHELLUTIL_ESCAPE_H

/* Whether an octal escape needs a 0 first, as in echo and in printf's %b, or not. */
enum octal_form { OCTAL_PLAIN, OCTAL_AFTER_ZERO };

#define ESCAPE_STOP (-1) /* \c: print nothing more */
#define ESCAPE_NONE (-2) /* not an escape: the backslash stands for itself */

/*
 * Reads the escape whose backslash is just before *text. Returns the byte it
 * stands for, with *text after the escape; or ESCAPE_STOP (OCTAL_AFTER_ZERO
 * only); or ESCAPE_NONE with *text unmoved.
 */
int escape_read(const char **text, enum octal_form form);

#endif
