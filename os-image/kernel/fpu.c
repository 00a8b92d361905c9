/* The FPU's registers, moved lazily: exception 7 tells that a process uses it (SDM volume 3, 2.5). */
#include "cpu.h"
#include "lib.h"
#include "proc.h"

#define CR0_MP 0x02u
#define CR0_EM 0x04u
#define CR0_TS 0x08u
#define CR0_NE 0x20u
#define INITIAL_CONTROL 0x037fu /* all errors masked, as FNINIT leaves it */
#define ALL_EMPTY 0xffffu

static struct fpu_state states[NR_PROCS];
static struct proc *owner HOT_DATA; /* whose registers are in the FPU */
static int present HOT_DATA;

static struct fpu_state *
state_of(const struct proc *p)
{
	return &states[proc_slot(p)];
}

void
fpu_init(void)
{
	u16 status = 0x5a5a;

	write_cr0((read_cr0() & ~(CR0_EM | CR0_TS)) | CR0_MP | CR0_NE);
	__asm__ volatile("fninit; fnstsw %0" : "+m"(status));
	present = (status & 0xff) == 0;
	write_cr0(read_cr0() | (present ? CR0_TS : CR0_EM));
}

int
fpu_present(void)
{
	return present;
}

HOT void
fpu_switch(struct proc *to)
{
	u32 cr0 = read_cr0();
	u32 wanted = owner == to ? cr0 & ~CR0_TS : cr0 | CR0_TS;

	if (present && wanted != cr0)
		write_cr0(wanted);
}

static void
save_owner(void)
{
	if (owner != NULL) {
		__asm__ volatile("fnsave %0; fwait" : "+m"(*state_of(owner)));
		owner = NULL;
	}
}

int
fpu_claim(struct proc *p)
{
	struct fpu_state *state = state_of(p);

	if (!present)
		return 0;
	__asm__ volatile("clts");
	save_owner();
	if (!state->used) {
		*state = (struct fpu_state){ .used = 1 };
		state->control = INITIAL_CONTROL;
		state->tags = ALL_EMPTY;
	}
	/*
	 * FRSTOR trips over an error that a process left pending when it died: FNINIT
	 * drops it. FNINIT alone would leave the registers' contents to be seen.
	 */
	__asm__ volatile("fninit; frstor %0" : : "m"(*state));
	owner = p;
	return 1;
}

void
fpu_get(struct proc *p, struct fpu_state *state)
{
	if (owner == p) {
		__asm__ volatile("clts");
		save_owner();
		write_cr0(read_cr0() | CR0_TS);
	}
	*state = *state_of(p);
}

void
fpu_set(struct proc *p, const struct fpu_state *state)
{
	fpu_forget(p);
	*state_of(p) = *state;
}

void
fpu_forget(struct proc *p)
{
	if (owner == p)
		owner = NULL;
	state_of(p)->used = 0;
}
