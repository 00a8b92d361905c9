/* Numbers that people type. */
#ifndef TOOLKIT_NUMBER_H
#define TOOLKIT_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* A decimal number that is all of the text; false when it isn't, or doesn't fit. */
bool parse_number(const char *text, uint64_t *value);

/*
 * A decimal number with one of the suffixes c (1) w (2) b (512) kB (1000) K k
 * KiB (1024) MB M MiB GB G GiB, or none.
 */
bool parse_size(const char *text, uint64_t *value);

/* The same for values of options: a text that is no number is wrong usage, which ends the tool. */
uint64_t need_number(const char *text, const char *what);
uint64_t need_size(const char *text, const char *what);

/* A permission mode in octal digits, at most 07777. */
bool parse_octal_mode(const char *text, unsigned *mode);

/* A duration such as 2, 0.25, 3m or 1h (s, m, h, d) in microseconds. */
bool parse_duration(const char *text, uint64_t *duration_us);

#endif
