/*
 * What the kernel tells of the processes that PM manages: exceptions, memory
 * that could not be had, and exits through the kernel. A fault becomes a
 * signal; without a handler the process ends and the console says why.
 */
#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <stdio.h>
#include <string.h>

#include "pm.h"

/* Exceptions of the CPU, Intel SDM volume 3, chapter 6. */
static const struct {
	const char *name;
	int signal;
} exceptions[] = {
	[0] = {"divide error", SIGFPE},
	[1] = {"debug exception", SIGTRAP},
	[3] = {"breakpoint", SIGTRAP},
	[4] = {"overflow", SIGSEGV},
	[5] = {"bound range exceeded", SIGSEGV},
	[6] = {"invalid opcode", SIGILL},
	[7] = {"no floating-point unit", SIGFPE},
	[10] = {"invalid task state", SIGSEGV},
	[11] = {"segment not present", SIGBUS},
	[12] = {"stack segment fault", SIGBUS},
	[13] = {"general protection fault", SIGSEGV},
	[14] = {"page fault", SIGSEGV},
	[16] = {"floating-point error", SIGFPE},
	[17] = {"alignment check", SIGBUS},
	[19] = {"SIMD floating-point error", SIGFPE},
};

static void
handle_exception(struct mproc *p, const struct ksig *event)
{
	const char *name = "unknown exception";
	int signal = SIGSEGV;

	if (event->vector < ARRAY_LEN(exceptions) && exceptions[event->vector].name != NULL) {
		name = exceptions[event->vector].name;
		signal = exceptions[event->vector].signal;
	}
	if (signal_fault(p, signal))
		return;
	printf("pm: %s (pid %d) ended: %s at eip %#x", p->name, p->pid, name, event->eip);
	if (event->vector == 14)
		printf(", address %#x", event->address);
	printf("\n");
	end_process(p, signal);
}

/* RS is managed by us, in name: without it nothing can be mended. */
static void
handle_stranger(const struct ksig *event)
{
	panic("endpoint %#x failed and is no user process: kind %u, vector %u, eip %#x, %.*s",
	      event->endpoint, event->kind, event->vector, event->eip, KSIG_TEXT_MAX, event->text);
}

static void
handle_event(const struct ksig *event)
{
	struct mproc *p = mproc_by_endpoint(event->endpoint);

	if (p == NULL) {
		handle_stranger(event);
		return;
	}
	switch (event->kind) {
	case KSIG_EXCEPTION:
		handle_exception(p, event);
		break;
	case KSIG_NO_MEMORY:
		printf("pm: %s (pid %d) killed: no memory for its stack\n", p->name, p->pid);
		end_process(p, SIGKILL);
		break;
	case KSIG_EXIT:
		end_process(p, (event->status & 0xff) << 8);
		break;
	default:
		panic("the kernel told of an event of kind %u", event->kind);
	}
}

void
faults_collect(void)
{
	struct ksig event;
	int error;

	while ((error = sys_sig_get(&event)) >= 0)
		handle_event(&event);
	if (error != -EAGAIN)
		panic("asking for events failed with error %d", -error);
}
