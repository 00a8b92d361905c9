/* What test asks of files. A file that can't be looked at has none of the properties. */
#ifndef SHELLUTIL_FILE_TEST_H
#define SHELLUTIL_FILE_TEST_H

#include <stdbool.h>

/* The operators b c d e f g h k p r s u w x G L O S, by their letters. */
bool file_test(char operator, const char *path);

/* Modified later, or there while the other one is not. */
bool file_is_newer(const char *path, const char *other);

/* Both paths lead to one file. */
bool file_is_same(const char *path, const char *other);

#endif
