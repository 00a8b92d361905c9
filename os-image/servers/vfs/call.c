/*
 * Calls on threads. A call that finds no idle thread waits in a queue, which
 * needs no bound of its own since each process has one call and PM one more for
 * it. A thread goes on to the next queued call by itself.
 */
#include "vfs.h"

static struct call *queue_first;
static struct call *queue_last;

static void
enqueue(struct call *call)
{
	call->next = NULL;
	if (queue_first == NULL)
		queue_first = call;
	else
		queue_last->next = call;
	queue_last = call;
}

static struct call *
dequeue(void)
{
	struct call *call = queue_first;

	if (call != NULL)
		queue_first = call->next;
	return call;
}

/* The call may be started anew as soon as it has been handed on, so it isn't touched after that. */
static void
run(struct call *call)
{
	s32 result = call->function(call);

	lane_leave(call);
	lane_settled(call);
	if (result == CALL_PARKED) {
		lane_park(call);
		return;
	}
	call->parked_in = NULL;
	if (result != CALL_SUSPENDED)
		call->end(call, result);
	else
		fproc_suspended(call->process);
}

/* On a thread. */
static void
run_calls(void *argument)
{
	struct call *call = argument;

	for (; call != NULL; call = dequeue())
		run(call);
}

void
call_start(struct call *call)
{
	if (thread_create(run_calls, call) == NULL)
		enqueue(call);
}
