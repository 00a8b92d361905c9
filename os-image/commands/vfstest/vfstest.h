/*
 * The tests of the virtual file system server, as its users see it. Each is a
 * function that returns when all went well and is run in a process of its own,
 * as root, in an empty directory; see main.c for how to run them by name.
 *
 * The same program, started by the reincarnation server with the name of a role,
 * is a file server or driver that hangs, lies or dies: services.c.
 */
#ifndef VFSTEST_H
#define VFSTEST_H

#include <errno.h>
#include <kintsugi/types.h>
#include <string.h>
#include <sys/types.h>

struct test {
	void (*function)(void);
	const char *name; /* a promise, in words joined by underscores */
};

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

/* ---- support.c ---- */

/* Name of the test that this process runs. */
extern const char *running_test;

/* Exit status of a test's process that has already said why it failed. */
#define STATUS_SAID_WHY 99

/* Ends the test with what did not hold; `what` is a sentence or an expression. */
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

/* Runs a function in a child that has to end well. */
void in_child(void (*function)(void));
/* The same, without waiting: its pid; and waiting for it. */
pid_t start_child(void (*function)(void));
void wait_for_success(pid_t pid);
/* The same as an ordinary user; the working directory is his. */
void as_user(void (*function)(void));
#define USER_ID 1000u

/* Makes a file that holds a text; what a file holds is a text. */
void put_file(const char *path, const char *text);
int file_holds(const char *path, const char *text);
int exists(const char *path);
/* Sleeps without end in small steps; for children that are there to be killed. */
_Noreturn void sleep_for_ever(void);
u64 now_us(void);
/* Removes a directory with all that is in it. */
void remove_tree(const char *path);
/* Does nothing: a handler for signals that shall only interrupt. */
void on_signal_nothing(int signal);
/* In so many milliseconds SIGALRM interrupts the process. */
void interrupt_soon(void);

/* ---- services.c ---- */

/* What a role does, if argv[1] names one; it does not return then. */
void run_role(int argc, char **argv);

#endif
