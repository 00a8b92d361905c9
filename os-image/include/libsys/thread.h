/*
 * Cooperative threads: a fixed pool of stacks on which an event loop runs the
 * requests that have to wait for something. One thread runs until it blocks,
 * yields or returns, then the event loop goes on; nothing is ever pre-empted,
 * so data needs no locks between two such points.
 *
 * Below each stack lie unmapped addresses: a thread that overflows its stack
 * makes the process fault there and spoils nothing. The floating-point unit's
 * state is not kept across a switch.
 */
#ifndef LIBSYS_THREAD_H
#define LIBSYS_THREAD_H

#include <kintsugi/types.h>

#define THREAD_MAX 64u
#define THREAD_STACK_MAX (256u * 1024u)

/* Where the stacks lie: out of the way of what K_VM_MAP chooses by itself. */
#define THREAD_AREA_BASE 0xa0000000u
#define THREAD_GUARD_BYTES (64u * 1024u) /* wide, so that no big frame leaps over it */
#define THREAD_SLOT_BYTES (THREAD_GUARD_BYTES + THREAD_STACK_MAX)
#define THREAD_AREA_END (THREAD_AREA_BASE + THREAD_MAX * THREAD_SLOT_BYTES)

struct thread;

typedef void thread_function(void *argument);

/*
 * Makes the pool: `count` threads with stacks of `stack_bytes` (rounded up to
 * pages). Once in a process. 0, -EINVAL, -EEXIST, or the error of K_VM_MAP.
 */
int thread_pool_start(u32 count, u32 stack_bytes);

/* How many threads have nothing to do. */
u32 thread_idle_count(void);

/*
 * Gives an idle thread something to do; it starts when the event loop runs
 * threads again. NULL when all are busy, which is for the caller to handle.
 */
struct thread *thread_create(thread_function *function, void *argument);

/* The thread that is running, or NULL on the event loop's own stack. */
struct thread *thread_current(void);

/* On a thread: lets the event loop and the other threads run first. */
void thread_yield(void);

/*
 * On a thread: stops until thread_wake. Wakes are not counted, so wait for a
 * condition: while (!condition) thread_block().
 */
void thread_block(void);

/* Lets a blocked thread run again; does nothing to any other. */
void thread_wake(struct thread *thread);

/*
 * For the event loop: runs each thread that was ready at the call until it
 * stops. True when some are ready still, since they yielded or were woken.
 */
int thread_run_ready(void);

#endif
