/*
 * The process table (proc.c), the scheduler (sched.c) and privileges (priv.c).
 */
#ifndef KERNEL_PROC_H
#define KERNEL_PROC_H

#include <kintsugi/async.h>
#include <kintsugi/kcall.h>
#include <kintsugi/message.h>
#include <kintsugi/privilege.h>

#include "cpu.h"
#include "memory.h"

#define PROC_NAME_LEN 16
#define NR_QUEUES (PRIORITY_LOWEST + 1) /* nobody is in queue 0 */
#define USER_PRIORITY 7 /* of user processes to begin with */

/* Kernel notifications that wait for the process: bits of `kernel_pending`. */
#define PENDING_HARDWARE 1u
#define PENDING_CLOCK 2u
#define PENDING_SYSTEM 4u
#define PENDING_ASYNC 8u

/*
 * What every message and switch touches comes first, close together: after a
 * change of address space each page that is touched costs a walk of the page
 * tables, and in an emulator a slow one.
 */
struct proc {
	struct regs regs; /* first: entry.S saves registers here */

	endpoint_t endpoint; /* EP_NONE: the slot is free */
	u32 state;           /* PROC_* bits (kcall.h); runs when 0 */

	/* privileges, copied from its priv structure by priv_load */
	u8 priv_id;
	u8 has_ports;
	u32 traps;
	u32 ipc_targets[NR_PRIVS / 32];
	u32 kcalls[2];

	/* scheduling */
	u8 base_priority;
	u8 priority;         /* feedback lowers it below the base */
	u8 queued;           /* it is in a ready queue */
	u32 quantum_us;
	u32 quantum_left_us;
	struct proc *ready_next;
	u8 has_waited;       /* for a message since its quantum began */
	u32 cycles;          /* of the TSC that it used beyond cpu_us */
	u64 cpu_us;          /* in steps of 1 ms */

	/* messages */
	u8 in_sendrec;
	u8 has_mail;           /* `mail` waits to be copied to message_address when it runs */
	u8 receive_turn;       /* which kind of source is asked first next time */
	u8 notify_turn;        /* which privilege id's notification is asked for first next time */
	u8 async_turn;         /* the same for asynchronous messages */
	u32 message_address;   /* where its trap wants or has the message */
	endpoint_t sending_to; /* while PROC_SENDING */
	endpoint_t receiving_from; /* while PROC_RECEIVING, and after the send of a sendrec */
	struct proc *senders_first; /* processes that wait to send to this one */
	struct proc *senders_last;
	struct proc *sender_next;   /* in the list of the one this process sends to */
	u32 kernel_pending;    /* PENDING_* */
	u32 pending_interrupts; /* ids of fired hooks */
	u32 notify_pending[NR_PRIVS / 32]; /* privilege ids that notified it */
	u32 async_pending[NR_PRIVS / 32];  /* privilege ids whose table may hold a message for it */
	u32 async_table;       /* address of its struct async_entry table, 0: none */
	u32 async_count;
	struct message out;    /* while PROC_SENDING */
	struct message mail;

	/* identity */
	char name[PROC_NAME_LEN];
	u32 generation;      /* of the slot's last or present life */
	endpoint_t manager;
	u64 started_us;

	/* what it waits for from the kernel */
	u64 alarm_us;          /* 0: none */
	struct proc *alarm_next;

	/* grants */
	u32 grant_table;
	u32 grant_count;

	/* what its manager will be told */
	u8 has_ksig;
	struct ksig ksig;

	struct vm vm;
};

extern struct proc procs[NR_PROCS];
extern struct proc *current; /* the process whose trap or interrupt is being handled, or idle: null */

/* ---- proc.c ---- */
void procs_init(void);
/* The live process of that endpoint or a null pointer. */
struct proc *proc_of(endpoint_t ep);
/* A fresh slot, PROC_STOPPED and without memory; null when the table is full. */
struct proc *proc_new(const char *name, u8 priv_id);
/* As proc_new, but in that very slot (the boot set). */
struct proc *proc_new_at(u32 slot, const char *name, u8 priv_id);
/* Frees everything; whoever waits for it gets EDEADEP, and those it manages end too. Safe in any state. */
void proc_end(struct proc *p);
int proc_is_system(const struct proc *p);
u32 procs_in_use(void);
void proc_fill_info(const struct proc *p, struct kprocess *info);
/* Sets or clears state bits and keeps the ready queues right. */
void proc_block(struct proc *p, u32 bits);
void proc_unblock(struct proc *p, u32 bits);
/* Stops p with a defect and tells its manager. */
void proc_fault(struct proc *p, u32 state_bit, const struct ksig *ksig);

static inline u32
proc_slot(const struct proc *p)
{
	return (u32)(p - procs);
}

/* ---- sched.c ---- */
void sched_enqueue(struct proc *p);
void sched_dequeue(struct proc *p);
/* p's address space, ports or identity changed: set them up anew before it runs. */
void sched_reload(const struct proc *p);
/* Charges who ran since the last call, and moves it down when its quantum is used up. */
void sched_charge(void);
void sched_set(struct proc *p, u8 priority, u32 quantum_us);
/* Raises everyone's priority one step back towards its base. */
void sched_boost(void);
/* Runs the next ready process, or waits for an interrupt. Never returns. */
void sched_run(void) __attribute__((noreturn));
u64 sched_idle_us(void);
u64 sched_switches(void);

/* ---- priv.c ---- */
struct priv {
	struct privilege def;
	struct proc *owner; /* null: free; PRIV_ID_USER has none */
};

extern struct priv privs[NR_PRIVS];

void privs_init(void);
/* The id p asks for must be free or p's; checks def and copies it. 0 or -EINVAL, -EBUSY. */
int priv_assign(struct proc *p, u32 id, const struct privilege *def);
void priv_release(struct proc *p);
/* Copies what is looked at often from p's structure into p. */
void priv_load(struct proc *p);
u32 privs_in_use(void);
struct proc *priv_find_label(const char *label);

static inline const struct privilege *
priv_of(const struct proc *p)
{
	return &privs[p->priv_id].def;
}

static inline int
may_send_to(const struct proc *from, const struct proc *to)
{
	return (int)PRIV_BIT_TEST(from->ipc_targets, to->priv_id);
}

#endif
