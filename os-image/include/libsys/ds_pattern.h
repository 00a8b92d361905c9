/*
 * Keys of the data store and the patterns that choose among them, as server and
 * clients read them: proto/ds.h says what they are made of. Pure functions.
 */
#ifndef LIBSYS_DS_PATTERN_H
#define LIBSYS_DS_PATTERN_H

#include <proto/ds.h>

/* Whether it is a key, or a pattern: not empty, and ended by a NUL within DS_KEY_LEN bytes. */
int ds_key_is_good(const char *key);
int ds_pattern_is_good(const char *pattern);

/* Both have to be good. */
int ds_pattern_matches(const char *pattern, const char *key);

#endif
