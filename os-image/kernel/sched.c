/*
 * Scheduling: one queue for each priority, round robin within it. A process
 * that uses up its quantum moves one queue down, however often it let others
 * run meanwhile; everybody moves one queue back up towards its own from time to
 * time (clock.c). So a process in an endless loop, a driver's included, ends up
 * below those that wait for something, and the reincarnation server always gets
 * to run. A server that is only busy, and waits now and then, stays above the
 * processes in endless loops: it sinks to USER_PRIORITY at most.
 */
#include "clock.h"
#include "cpu.h"
#include "ipc.h"
#include "lib.h"
#include "proc.h"

static struct proc *first[NR_QUEUES] HOT_DATA, *last[NR_QUEUES] HOT_DATA;
static u32 ready HOT_DATA; /* bit n: queue n is not empty */
static u64 idle_us HOT_DATA, switches HOT_DATA;
static u32 slice_start HOT_DATA; /* low half of the TSC when the time was last charged */
static struct proc *loaded HOT_DATA; /* whose address space, ports and FPU state are set up */

HOT void
sched_enqueue(struct proc *p)
{
	u32 q = p->priority;

	kassert(!p->queued && p->state == 0);
	p->queued = 1;
	p->ready_next = NULL;
	if (first[q] == NULL)
		first[q] = p;
	else
		last[q]->ready_next = p;
	last[q] = p;
	ready |= 1u << q;
}

HOT void
sched_dequeue(struct proc *p)
{
	u32 q = p->priority;
	struct proc *before = NULL;

	for (struct proc *at = first[q]; at != p; at = at->ready_next) {
		kassert(at != NULL);
		before = at;
	}
	if (before == NULL)
		first[q] = p->ready_next;
	else
		before->ready_next = p->ready_next;
	if (last[q] == p)
		last[q] = before;
	if (first[q] == NULL)
		ready &= ~(1u << q);
	p->queued = 0;
}

void
sched_reload(const struct proc *p)
{
	if (loaded == p)
		loaded = NULL;
}

static void
set_priority(struct proc *p, u8 priority)
{
	int was_queued = p->queued;

	if (was_queued)
		sched_dequeue(p);
	p->priority = priority;
	if (was_queued)
		sched_enqueue(p);
}

void
sched_set(struct proc *p, u8 priority, u32 quantum_us)
{
	p->base_priority = priority;
	p->quantum_us = quantum_us;
	set_priority(p, priority);
}

static void
end_quantum(struct proc *p)
{
	u8 lowest = p->has_waited && p->base_priority < USER_PRIORITY ? USER_PRIORITY : PRIORITY_LOWEST;

	p->quantum_left_us = p->quantum_us;
	p->has_waited = 0;
	/* Also moves it behind the others of its queue. */
	set_priority(p, p->priority < lowest ? p->priority + 1 : p->priority);
}

HOT void
sched_charge(void)
{
	struct proc *p = current == NULL ? NULL : loaded; /* idle time is nobody's */
	u32 now = (u32)rdtsc(); /* its low half: slices are short */
	u32 cycles = now - slice_start;

	slice_start = now;
	if (p == NULL)
		return;
	p->cycles += cycles;
	if (p->cycles < clock_tsc_khz())
		return;
	u32 ms = p->cycles / clock_tsc_khz();
	p->cycles -= ms * clock_tsc_khz();
	p->cpu_us += ms * 1000u;
	if (p->quantum_left_us > ms * 1000u)
		p->quantum_left_us -= ms * 1000u;
	else
		end_quantum(p);
}

void
sched_boost(void)
{
	for (struct proc *p = procs; p < procs + NR_PROCS; p++)
		if (p->endpoint != EP_NONE && p->priority > p->base_priority)
			set_priority(p, p->priority - 1);
}

u64
sched_idle_us(void)
{
	return idle_us;
}

u64
sched_switches(void)
{
	return switches;
}

static void
idle(void)
{
	u64 start = clock_now_us();

	sched_charge();
	current = NULL;
	clock_program();
	while (ready == 0)
		idle_wait();
	idle_us += clock_now_us() - start;
	slice_start = (u32)rdtsc();
}

HOT void
sched_run(void)
{
	int was_idle = ready == 0;

	if (was_idle)
		idle();
	struct proc *p = first[__builtin_ctz(ready)];
	current = p;
	if (was_idle)
		clock_program();
	if (p != loaded) {
		if (!was_idle)
			sched_charge();
		loaded = p;
		switches++;
		if (read_cr3() != p->vm.cr3)
			write_cr3(p->vm.cr3);
		cpu_set_entry_stack(&p->regs);
		cpu_set_ports(p);
		fpu_switch(p);
	}
	if (p->has_mail)
		ipc_hand_over_mail(p);
	resume_user(&p->regs);
}
