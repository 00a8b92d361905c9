/*
 * The pool of cooperative threads. Threads switch to the event loop's stack
 * and back only, never to one another, so the order in which they run is the
 * order in which they became ready.
 */
#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/thread.h>

enum thread_state {
	THREAD_IDLE,
	THREAD_READY,
	THREAD_RUNNING,
	THREAD_BLOCKED,
};

struct thread {
	enum thread_state state;
	u32 stack; /* its pointer, while the thread does not run */
	thread_function *function;
	void *argument;
	struct thread *next; /* in the idle list or the ready queue */
};

/* What thread_switch finds on a stack that it is to continue on. */
struct switch_frame {
	u32 edi;
	u32 esi;
	u32 ebx;
	u32 ebp; /* 0: where a walk along frame pointers ends */
	u32 return_address;
	u32 caller; /* of the first function: none */
};

void thread_switch(u32 *saved_stack, u32 next_stack);

static struct thread pool[THREAD_MAX];
static u32 pool_count;
static struct thread *idle;
static u32 idle_count;
static struct thread *ready_first;
static struct thread *ready_last;
static struct thread *running;
static u32 loop_stack;

static void
make_ready(struct thread *thread)
{
	thread->state = THREAD_READY;
	thread->next = NULL;
	if (ready_first == NULL)
		ready_first = thread;
	else
		ready_last->next = thread;
	ready_last = thread;
}

static void
make_idle(struct thread *thread)
{
	thread->state = THREAD_IDLE;
	thread->next = idle;
	idle = thread;
	idle_count++;
}

static void
leave(void)
{
	struct thread *self = running;

	running = NULL;
	thread_switch(&self->stack, loop_stack);
}

/* The first function on each stack: one turn for each thing the thread gets to do. */
static void
thread_main(void)
{
	for (;;) {
		running->function(running->argument);
		make_idle(running);
		leave();
	}
}

static u32
first_stack(u32 top)
{
	struct switch_frame *frame;

	/* At a function's entry the calling convention wants ESP + 4 on a multiple of 16. */
	frame = (struct switch_frame *)(top - 16 - sizeof(*frame));
	frame->ebp = 0;
	frame->return_address = (u32)thread_main;
	frame->caller = 0;
	return (u32)frame;
}

int
thread_pool_start(u32 count, u32 stack_bytes)
{
	u32 bytes = ROUND_UP(stack_bytes, PAGE_SIZE);
	u32 index;

	if (count == 0 || count > THREAD_MAX || bytes == 0 || bytes > THREAD_STACK_MAX)
		return -EINVAL;
	if (pool_count != 0)
		return -EEXIST;
	for (index = 0; index < count; index++) {
		u32 top = THREAD_AREA_BASE + (index + 1) * THREAD_SLOT_BYTES;
		u32 mapped;
		int result;

		result = sys_vm_map(EP_SELF, top - bytes, bytes, VM_READ | VM_WRITE | VM_FIXED,
				    &mapped);
		if (result < 0)
			return result;
		pool[index].stack = first_stack(top);
		make_idle(&pool[index]);
		pool_count++;
	}
	return 0;
}

u32
thread_idle_count(void)
{
	return idle_count;
}

struct thread *
thread_create(thread_function *function, void *argument)
{
	struct thread *thread = idle;

	if (thread == NULL)
		return NULL;
	idle = thread->next;
	idle_count--;
	thread->function = function;
	thread->argument = argument;
	make_ready(thread);
	return thread;
}

struct thread *
thread_current(void)
{
	return running;
}

void
thread_yield(void)
{
	if (running == NULL)
		panic("thread_yield outside a thread");
	make_ready(running);
	leave();
}

void
thread_block(void)
{
	if (running == NULL)
		panic("thread_block outside a thread");
	running->state = THREAD_BLOCKED;
	leave();
}

void
thread_wake(struct thread *thread)
{
	if (thread->state == THREAD_BLOCKED)
		make_ready(thread);
}

int
thread_run_ready(void)
{
	struct thread *last = ready_last;
	struct thread *thread;

	if (running != NULL)
		panic("thread_run_ready on a thread");
	if (ready_first == NULL)
		return 0;
	do {
		thread = ready_first;
		ready_first = thread->next;
		thread->state = THREAD_RUNNING;
		running = thread;
		thread_switch(&loop_stack, thread->stack);
	} while (thread != last);
	return ready_first != NULL;
}
