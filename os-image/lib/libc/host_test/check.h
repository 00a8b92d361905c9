/*
 * Compares our functions (named k_...) with the host's, or with what must hold.
 * Each check prints a line for what differs, and returns how many cases it
 * looked at; a seed decides the random ones.
 */
#ifndef HOST_TEST_CHECK_H
#define HOST_TEST_CHECK_H

#include <stdint.h>

struct check {
	const char *name;
	int (*run)(unsigned cases); /* for how many random cases; returns all it looked at */
};

extern int differences;

/* Counts and prints a difference; printf's conversions. */
void differ(const char *format, ...) __attribute__((format(__printf__, 1, 2)));

/* A random number below the limit, and one with all bits random. */
uint32_t random_below(uint32_t limit);
uint64_t random_bits(void);

int check_printf(unsigned cases);
int check_strtol(unsigned cases);
int check_string(unsigned cases);
int check_ctype(unsigned cases);
int check_sort(unsigned cases);
int check_malloc(unsigned cases);
int check_double_free(unsigned cases);
int check_stream(unsigned cases);
int check_buffering(unsigned cases);
int check_scanf(unsigned cases);
int check_time(unsigned cases);
int check_fnmatch(unsigned cases);
int check_getopt(unsigned cases);
int check_paths(unsigned cases);
int check_inet(unsigned cases);

#endif
