/*
 * What the tests of the stack are made of: tables of sentences with a function each, run by
 * main.c in a process of its own. A check that fails ends it.
 */
#ifndef NET_TEST_CHECK_H
#define NET_TEST_CHECK_H

#include <kintsugi/types.h>

struct test {
	const char *sentence;
	void (*run)(void);
};

/* What the case that runs now can be repeated with; told when a check fails. 0: nothing. */
extern u32 check_seed;

/* Prints where and what, and ends the process with 1. */
_Noreturn void check_failed(const char *file, int line, const char *format, ...);

#define CHECK(condition)                                                                     \
	do {                                                                                 \
		if (!(condition))                                                            \
			check_failed(__FILE__, __LINE__, "expected %s", #condition);         \
	} while (0)

#define CHECK_EQUAL(found, expected)                                                         \
	do {                                                                                 \
		long long found_ = (long long)(found), expected_ = (long long)(expected);    \
		if (found_ != expected_)                                                     \
			check_failed(__FILE__, __LINE__, "%s: expected %lld, found %lld",    \
				     #found, expected_, found_);                             \
	} while (0)

#endif
