/*
 * The process table: lives and deaths. A slot's generation goes up with each
 * life, so that an old endpoint never names a successor.
 */
#include "clock.h"
#include "console.h"
#include "dma.h"
#include "event.h"
#include "ipc.h"
#include "irq.h"
#include "kernel.h"
#include "lib.h"
#include "proc.h"

struct proc procs[NR_PROCS] __attribute__((aligned(4096)));
struct proc *current HOT_DATA;

/*
 * How the host finds and reads the process table in guest memory, without the
 * guest's help (src/machine/introspect.ts holds the mirror of this structure).
 */
struct proc_layout {
	u32 magic, version;
	u32 table, slot_count, slot_size;
	u32 off_endpoint, off_state, off_name, name_len, off_cr3;
	u32 off_priority, off_priv_id, off_user_eip, off_cpu_us;
	u32 priv_table, priv_size, off_label;
};

extern const struct proc_layout proc_layout;
const struct proc_layout proc_layout __attribute__((used, retain)) = {
	.magic = 0x4c505250, /* "PRPL" */
	.version = 1,
	.table = (u32)procs,
	.slot_count = NR_PROCS,
	.slot_size = sizeof(struct proc),
	.off_endpoint = offsetof(struct proc, endpoint),
	.off_state = offsetof(struct proc, state),
	.off_name = offsetof(struct proc, name),
	.name_len = PROC_NAME_LEN,
	.off_cr3 = offsetof(struct proc, vm.cr3),
	.off_priority = offsetof(struct proc, priority),
	.off_priv_id = offsetof(struct proc, priv_id),
	.off_user_eip = offsetof(struct proc, regs.eip),
	.off_cpu_us = offsetof(struct proc, cpu_us),
	.priv_table = (u32)privs,
	.priv_size = sizeof(struct priv),
	.off_label = offsetof(struct priv, def.label),
};

static u32 next_slot; /* where the search for a free slot starts: slots rest before reuse */
static u32 in_use;

void
procs_init(void)
{
	next_slot = ENDPOINT_SLOT(RS_EP) + 1;
	for (u32 i = 0; i < NR_PROCS; i++)
		procs[i].state = PROC_FREE;
}

HOT struct proc *
proc_of(endpoint_t ep)
{
	struct proc *p = &procs[ENDPOINT_SLOT(ep)];

	return ENDPOINT_GENERATION(ep) > 0 && p->endpoint == ep ? p : NULL;
}

HOT int
proc_is_system(const struct proc *p)
{
	return p->priv_id != PRIV_ID_USER;
}

u32
procs_in_use(void)
{
	return in_use;
}

struct proc *
proc_new_at(u32 slot, const char *name, u8 priv_id)
{
	struct proc *p = &procs[slot];
	u32 generation = p->generation;

	if (p->endpoint != EP_NONE)
		return NULL;
	memset(p, 0, sizeof(*p));
	p->generation = generation == ENDPOINT_MAX_GENERATION ? 1 : generation + 1;
	p->endpoint = ENDPOINT((s32)p->generation, (s32)slot);
	p->state = PROC_STOPPED;
	p->priv_id = priv_id;
	priv_load(p);
	p->manager = privs[priv_id].def.manager;
	p->started_us = clock_now_us();
	copy_string(p->name, name, sizeof(p->name));
	sched_set(p, privs[priv_id].def.priority, privs[priv_id].def.quantum_ms * 1000u);
	p->quantum_left_us = p->quantum_us;
	in_use++;
	return p;
}

struct proc *
proc_new(const char *name, u8 priv_id)
{
	for (u32 i = 0; i < NR_PROCS; i++) {
		u32 slot = (next_slot + i) % NR_PROCS;
		if (procs[slot].endpoint == EP_NONE && slot > (u32)ENDPOINT_SLOT(RS_EP)) {
			next_slot = (slot + 1) % NR_PROCS;
			return proc_new_at(slot, name, priv_id);
		}
	}
	return NULL;
}

void
proc_end(struct proc *p)
{
	endpoint_t ended = p->endpoint;

	kassert(ended != EP_NONE);
	if (p->queued)
		sched_dequeue(p);
	sched_reload(p);
	ipc_forget(p);
	irq_forget(p);
	clock_set_alarm(p, 0);
	cpu_forget_ports(p);
	fpu_forget(p);
	dma_forget(p);
	vm_destroy(&p->vm);
	priv_release(p);
	p->endpoint = EP_NONE;
	p->state = PROC_FREE;
	in_use--;
	if (current == p)
		current = NULL;
	/* Nobody else would ever hear of its children, not even when they fail. */
	for (struct proc *q = procs; q < procs + NR_PROCS; q++)
		if (q->endpoint != EP_NONE && q->manager == ended)
			proc_end(q);
}

HOT void
proc_block(struct proc *p, u32 bits)
{
	if (p->queued)
		sched_dequeue(p);
	if (bits & (PROC_SENDING | PROC_RECEIVING))
		p->has_waited = 1;
	p->state |= bits;
}

HOT void
proc_unblock(struct proc *p, u32 bits)
{
	u32 before = p->state;

	p->state &= ~bits;
	if (before != 0 && p->state == 0)
		sched_enqueue(p);
}

/*
 * The component that would repair the others has failed itself. The kernel is
 * well, but nothing is left that could start a new one: say so, and end it. What is
 * not on the disk is lost.
 */
static void __attribute__((noreturn))
system_lost(const struct proc *p, const struct ksig *ksig)
{
	char detail[160];
	const char *label = priv_of(p)->label;

	format_string(detail, sizeof(detail), "nobody manages it: kind %u, vector %u, eip %08x, address %08x %s", ksig->kind,
	              ksig->vector, ksig->eip, ksig->address, ksig->text);
	console_set_owned(0);
	console_print("\nkernel: %s failed and can't be replaced (%s)\n", label, detail);
	struct event_value values[] = {
		{ .key = "label", .type = EVENT_TEXT, .text = label, .length = strnlen(label, LABEL_LEN) },
		{ .key = "detail", .type = EVENT_TEXT, .text = detail, .length = strnlen(detail, sizeof(detail)) },
	};
	event_write(NULL, "giveup", values, ARRAY_LEN(values));
	machine_lost(LOST_STATUS);
}

void
proc_fault(struct proc *p, u32 state_bit, const struct ksig *ksig)
{
	struct proc *manager = proc_of(p->manager);

	if (manager == NULL || manager == p)
		system_lost(p, ksig);
	p->ksig = *ksig;
	p->ksig.endpoint = p->endpoint;
	p->has_ksig = 1;
	proc_block(p, state_bit);
	ipc_notify_from_kernel(manager, PENDING_SYSTEM);
}

void
proc_fill_info(const struct proc *p, struct kprocess *info)
{
	memset(info, 0, sizeof(*info));
	info->endpoint = p->endpoint;
	info->state = p->state;
	memcpy(info->name, p->name, sizeof(info->name));
	memcpy(info->label, priv_of(p)->label, sizeof(info->label));
	info->priv_id = p->priv_id;
	info->uid = priv_of(p)->uid;
	info->gid = priv_of(p)->gid;
	info->priority = p->priority;
	info->base_priority = p->base_priority;
	info->blocked_on = p->state & PROC_SENDING ? p->sending_to
	                 : p->state & PROC_RECEIVING ? p->receiving_from
	                                             : EP_NONE;
	info->manager = p->manager;
	info->pages = p->vm.pages;
	info->cpu_us = p->cpu_us + (u64)p->cycles * 1000u / clock_tsc_khz();
	info->started_us = p->started_us;
}
