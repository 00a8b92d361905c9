/*
 * Cooperative threads on the host. When none can run, the disk completes a
 * transfer; when there is none to complete, the code under test has deadlocked.
 */
#include "harness.h"

#include <libsys/thread.h>
#include <stdlib.h>
#include <ucontext.h>

#define FIBERS_MAX 16
#define FIBER_STACK (256u * 1024u)

struct thread {
	ucontext_t context;
	void *stack;
	void (*function)(void *);
	void *argument;
	int is_blocked;
	int has_ended;
};

u32 fibers_steps_left;

static struct thread fibers[FIBERS_MAX];
static struct thread *running;
static ucontext_t scheduler;

static void
fiber_main(void)
{
	running->function(running->argument);
	running->has_ended = 1;
	swapcontext(&running->context, &scheduler);
}

struct thread *
thread_current(void)
{
	return running;
}

void
thread_block(void)
{
	struct thread *self = running;

	self->is_blocked = 1;
	swapcontext(&self->context, &scheduler);
}

void
thread_wake(struct thread *thread)
{
	thread->is_blocked = 0;
}

static struct thread *
pick(u32 count, struct random *random)
{
	u32 start = random_below(random, count);

	for (u32 step = 0; step < count; step++) {
		struct thread *fiber = &fibers[(start + step) % count];

		if (!fiber->has_ended && !fiber->is_blocked)
			return fiber;
	}
	return NULL;
}

static u32
alive(u32 count)
{
	u32 found = 0;

	for (u32 index = 0; index < count; index++)
		found += !fibers[index].has_ended;
	return found;
}

static void
start(struct thread *fiber, void (*function)(void *), void *argument)
{
	if (fiber->stack == NULL)
		fiber->stack = malloc(FIBER_STACK);
	fiber->function = function;
	fiber->argument = argument;
	fiber->is_blocked = 0;
	fiber->has_ended = 0;
	getcontext(&fiber->context);
	fiber->context.uc_stack.ss_sp = fiber->stack;
	fiber->context.uc_stack.ss_size = FIBER_STACK;
	fiber->context.uc_link = NULL;
	makecontext(&fiber->context, fiber_main, 0);
}

void
fibers_run(void (*const *functions)(void *), void *const *arguments, u32 count,
	   struct random *random)
{
	if (count > FIBERS_MAX)
		fail("the harness has %d fibers, %u are wanted", FIBERS_MAX, count);
	for (u32 index = 0; index < count; index++)
		start(&fibers[index], functions[index], arguments[index]);
	while (alive(count) > 0) {
		struct thread *fiber = NULL;

		if (fibers_steps_left > 0 && --fibers_steps_left == 0)
			life_ends(random);
		if (random_below(random, 4) != 0 || !disk_complete_one(random))
			fiber = pick(count, random);
		if (fiber == NULL && !disk_complete_one(random) && pick(count, random) == NULL)
			fail("deadlock: %u threads wait and the disk has nothing to do",
			     alive(count));
		if (fiber == NULL)
			continue;
		running = fiber;
		swapcontext(&scheduler, &fiber->context);
		running = NULL;
	}
	while (disk_complete_one(random))
		continue;
}
