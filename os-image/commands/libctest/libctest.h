/*
 * The C library's tests in the running system. Each is a function that returns
 * when all went well; it runs in a process of its own, as root, in an empty
 * directory that is its own; see testkit/testkit.h for how to run them by name.
 */
#ifndef LIBCTEST_H
#define LIBCTEST_H

#include <stddef.h>
#include <sys/types.h>
#include <testkit/testkit.h>

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

/* Makes a file of that text; what a file holds, as a text cut to 511 bytes. */
void write_file(const char *path, const char *text);
const char *file_text(const char *path);

#endif
