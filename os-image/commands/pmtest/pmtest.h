/*
 * The process manager's tests. Each is a function that returns when all went
 * well and is run in a process of its own, as root; see main.c for how to run
 * them by name.
 */
#ifndef PMTEST_H
#define PMTEST_H

#include <kintsugi/types.h>
#include <sys/types.h>

struct test {
	void (*function)(void);
	const char *name; /* a promise, in words joined by underscores */
};

/* Tables, each ended by a test without a function. */
extern const struct test life_tests[];
extern const struct test limit_tests[];
extern const struct test exec_tests[];
extern const struct test signal_tests[];
extern const struct test job_tests[];
extern const struct test memory_tests[];
extern const struct test identity_tests[];
extern const struct test time_tests[];
extern const struct test protocol_tests[];

/* What pmtest does when exec_tests have it run itself with arguments. */
int exec_helper(int argc, char **argv);

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

/* Runs a function in a child; gives the child's status word. */
int status_of_child(void (*function)(void));
/* The same, without waiting: its pid. */
pid_t start_child(void (*function)(void));
/* Waits for that child and gives its status word. */
int wait_for(pid_t pid);
u64 now_us(void);
/* Sleeps without end in small steps; for children that are there to be killed. */
_Noreturn void sleep_for_ever(void);
/* Does nothing: a handler for signals that shall only interrupt. */
void on_signal_nothing(int signal);
u32 processes_in_use(void);
u32 frames_free(void);

#endif
