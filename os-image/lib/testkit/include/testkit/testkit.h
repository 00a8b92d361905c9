/*
 * What test programs of the guest share: tables of tests, each of them a
 * function that returns when all went well, run in a process of its own; and the
 * checks and children that tests need.
 */
#ifndef TESTKIT_H
#define TESTKIT_H

#include <errno.h>
#include <kintsugi/types.h>
#include <sys/types.h>

struct test {
	void (*function)(void);
	const char *name; /* a promise, in words joined by underscores */
};

struct test_suite {
	const char *name; /* of the program */
	const struct test *const *tables; /* each ended by a test without a function */
	size_t table_count;
	unsigned time_limit_s; /* a test that takes longer, in guest time, hangs */
	int wants_directory;   /* each test runs in an empty directory of its own, open to all users */
};

/* ---- runner.c ---- */

/*
 * Runs all tests, or those whose names are in the variable `test`, separated by
 * commas. Prints one line a test and a last line with the sums:
 *     ok NAME
 *     FAIL NAME: why
 *     SUITE: 140 passed, 0 failed
 * Returns 0 when all passed, 1 when not, 2 when a name is unknown.
 */
int run_suite(const struct test_suite *suite);

/* ---- check.c ---- */

/* Name of the test that this process runs. */
extern const char *running_test;

/* Exit status of a test's process that has already said why it failed. */
#define STATUS_SAID_WHY 99

/* Ends the test with what did not hold, a sentence or an expression, and errno in words. */
_Noreturn void fail(const char *file, int line, const char *what);

#define CHECK(condition)                                                                           \
	do {                                                                                       \
		if (!(condition))                                                                  \
			fail(__FILE_NAME__, __LINE__, #condition);                                 \
	} while (0)

/* The call fails, with that error. */
#define CHECK_FAILS(call, error)                                                                   \
	do {                                                                                       \
		errno = 0;                                                                         \
		CHECK((call) == -1);                                                               \
		CHECK(errno == (error));                                                           \
	} while (0)

/* ---- children.c ---- */

/* Runs a function in a child: its pid. */
pid_t start_child(void (*function)(void));
/* Waits for that child and gives its status word. */
int wait_for(pid_t pid);
/* Sleeps without end in small steps; for children that are there to be killed. */
_Noreturn void sleep_for_ever(void);
/* Does nothing: a handler for signals that shall only interrupt. */
void on_signal_nothing(int signal);
/* Time since boot. */
u64 now_us(void);

/* ---- tree.c ---- */

/* Removes a file, or a directory with all that is in it. */
void remove_tree(const char *path);

#endif
