/* Matching names with patterns of the shell: * ? [...] and \ to quote. */
#ifndef FNMATCH_H
#define FNMATCH_H

#define FNM_NOMATCH 1

#define FNM_PATHNAME 1 /* only a slash matches a slash */
#define FNM_NOESCAPE 2 /* \ is a character like others */
#define FNM_PERIOD 4 /* only a period matches one that begins the name */
#define FNM_CASEFOLD 16

/* 0: the name matches, FNM_NOMATCH: it does not. */
int fnmatch(const char *pattern, const char *name, int flags);

#endif
