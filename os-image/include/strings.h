/* Strings and bits, as older programs know them. */
#ifndef STRINGS_H
#define STRINGS_H

#include <stddef.h>

int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t limit);
/* The number of the lowest bit that is set, from 1; 0: none is. */
int ffs(int bits);

#endif
