/*
 * Scheduling: one queue for each priority, round robin within it. A process
 * that uses up its quantum moves one queue down; everybody moves one queue
 * back up towards its own every BOOST_US. So a process in an endless loop, a
 * driver's included, ends up below those that wait for something, and the
 * reincarnation server always gets to run.
 */
#include "clock.h"
#include "cpu.h"
#include "ipc.h"
#include "lib.h"
#include "proc.h"

static struct proc *first[NR_QUEUES] HOT_DATA, *last[NR_QUEUES] HOT_DATA;
static u32 ready HOT_DATA; /* bit n: queue n is not empty */
static u64 idle_us HOT_DATA, switches HOT_DATA;
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

void
sched_charge(struct proc *p, u32 us)
{
	p->cpu_us += us;
	if (p->quantum_left_us > us) {
		p->quantum_left_us -= us;
		return;
	}
	p->quantum_left_us = p->quantum_us;
	/* Also moves it behind the others of its queue. */
	set_priority(p, p->priority < LOWEST_QUEUE ? p->priority + 1 : LOWEST_QUEUE);
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

	current = NULL;
	clock_program();
	while (ready == 0)
		idle_wait();
	idle_us += clock_now_us() - start;
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
