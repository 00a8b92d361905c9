/*
 * The C library's tests in the running system. Each is a function that returns
 * when all went well; it runs in a process of its own, as root, in an empty
 * directory that is its own; see main.c for how to run them by name.
 */
#ifndef LIBCTEST_H
#define LIBCTEST_H

#include <stddef.h>
#include <sys/types.h>

struct test {
	void (*function)(void);
	const char *name; /* a promise, in words joined by underscores */
};

/* Tables, each ended by a test without a function. */
extern const struct test file_tests[];
extern const struct test name_tests[];
extern const struct test directory_tests[];
extern const struct test stream_tests[];
extern const struct test pipe_tests[];
extern const struct test process_tests[];
extern const struct test terminal_tests[];
extern const struct test system_tests[];

/* What libctest does when process_tests have it run itself with arguments. */
int exec_helper(int argc, char **argv);

/* ---- support.c ---- */

/* Name of the test that this process runs. */
extern const char *running_test;

/* Exit status of a test's process that has already said why it failed. */
#define STATUS_SAID_WHY 99

/* Ends the test with what did not hold, and errno in words. */
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

/* Makes a file of that text; what a file holds, as a text cut to 511 bytes. */
void write_file(const char *path, const char *text);
const char *file_text(const char *path);

/* Runs a function in a child; its pid, or the status word it ended with. */
pid_t start_child(void (*function)(void));
int wait_for(pid_t pid);

/* Removes a directory with all that is in it. */
void remove_tree(const char *path);

#endif
