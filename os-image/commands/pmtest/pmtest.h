/*
 * The process manager's tests. Each is a function that returns when all went
 * well and is run in a process of its own, as root; see testkit/testkit.h for how
 * to run them by name.
 */
#ifndef PMTEST_H
#define PMTEST_H

#include <kintsugi/types.h>
#include <sys/types.h>
#include <testkit/testkit.h>

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

/* Runs a function in a child; gives the child's status word. */
int status_of_child(void (*function)(void));
u32 processes_in_use(void);
u32 frames_free(void);

#endif
