/*
 * The tests of the virtual file system server, as its users see it. Each is a
 * function that returns when all went well and is run in a process of its own,
 * as root, in an empty directory; see testkit/testkit.h for how to run them by name.
 *
 * The same program, started by the reincarnation server with the name of a role,
 * is a file server or driver that hangs, lies or dies: services.c.
 */
#ifndef VFSTEST_H
#define VFSTEST_H

#include <kintsugi/types.h>
#include <string.h>
#include <sys/types.h>
#include <testkit/testkit.h>

/* Tables, each ended by a test without a function. */
extern const struct test open_tests[];
extern const struct test transfer_tests[];
extern const struct test path_tests[];
extern const struct test name_tests[];
extern const struct test permission_tests[];
extern const struct test attribute_tests[];
extern const struct test descriptor_tests[];
extern const struct test pipe_tests[];
extern const struct test fifo_tests[];
extern const struct test poll_tests[];
extern const struct test device_tests[];
extern const struct test terminal_tests[];
extern const struct test mount_tests[];
extern const struct test race_tests[];
extern const struct test hostile_tests[];
extern const struct test failure_tests[];
extern const struct test socket_tests[];
extern const struct test socket_wait_tests[];
extern const struct test socket_failure_tests[];

/* ---- support.c ---- */

/* Runs a function in a child that has to end well. */
void in_child(void (*function)(void));
/* Waits for a child that has to end well. */
void wait_for_success(pid_t pid);
/* The same as an ordinary user; the working directory is his. */
void as_user(void (*function)(void));
#define USER_ID 1000u

/* Makes a file that holds a text; what a file holds is a text. */
void put_file(const char *path, const char *text);
int file_holds(const char *path, const char *text);
int exists(const char *path);
/* In so many milliseconds SIGALRM interrupts the process. */
void interrupt_soon(void);

/* Nobody else notices what is wrong with one service: files are written and read at once. */
void work_elsewhere(void);

/* ---- services.c ---- */

/* What a role does, if argv[1] names one; it does not return then. */
void run_role(int argc, char **argv);

#endif
