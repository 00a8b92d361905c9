/*
 * The process manager: pids, parents and children, signals, timers, memory and
 * identity of user processes, on top of the kernel's bare processes.
 *
 * One loop (main.c): receive, look the sender up, dispatch on the type, reply.
 * PM never waits for anyone but the kernel: a reply goes out with ipc_sendnb,
 * and a client that is not there for it loses it. Nothing a client says is
 * believed: it is known by the endpoint that the kernel stamped on its message,
 * and its addresses are only ever handed to the kernel's copying calls.
 *
 * System processes have no entry here; they belong to the reincarnation server.
 */
#ifndef PM_H
#define PM_H

#include <kintsugi/kcall.h>
#include <kintsugi/message.h>
#include <proto/pm.h>
#include <signal.h>

/* Of the kernel's slots, system processes may need one for each privilege structure. */
#define PM_MAX_PROCS (NR_PROCS - NR_PRIVS)
#define PM_RESERVED_FOR_ROOT 16 /* the last entries are root's, to get out of a fork bomb */
#define PM_MAX_PER_USER 96      /* processes of one user, root excepted */
#define PM_MAX_PID 32767
#define INIT_PID 1

/* Where mmap puts things: below the guard page of the largest stack. */
#define PM_MMAP_TOP (USER_STACK_TOP - USER_STACK_MAX - PAGE_SIZE)

enum mproc_state {
	MPROC_FREE,
	MPROC_ALIVE,
	MPROC_ZOMBIE, /* the kernel's process is gone; its parent hasn't waited yet */
};

/* What the process has asked for and PM has not answered yet. */
enum mproc_wait {
	WAIT_NONE,
	WAIT_CHILD,
	WAIT_TIME,
	WAIT_SIGNAL,
};

struct signal_action {
	u32 handler; /* address, or PM_HANDLER_* */
	u32 mask;    /* blocked as well while the handler runs */
	u32 flags;   /* PM_SA_* */
};

struct mproc {
	enum mproc_state state;
	endpoint_t endpoint; /* while alive */
	char name[16];       /* of its program */

	/* relations: table.c, fork_exit.c, ids.c */
	s32 pid;
	s32 group;
	s32 session;
	struct mproc *parent; /* null for init alone */
	u8 has_execed;        /* since the fork: its parent may no longer move it to a group */

	/* identity: ids.c */
	u32 uid, effective_uid, saved_uid;
	u32 gid, effective_gid, saved_gid;

	/* waiting: wait.c, timers.c, signal.c */
	enum mproc_wait waiting;
	s32 wait_pid;
	u32 wait_options;
	u64 sleep_until_us; /* WAIT_TIME */
	u64 alarm_at_us;    /* 0: none */

	/* signals: signal.c; sets have bit (signal - 1) */
	u32 mask;
	u32 pending;
	u32 suspended_mask; /* WAIT_SIGNAL: the mask to go back to */
	u32 trampoline;
	struct signal_action actions[PM_NR_SIGNALS];
	u8 stopped;
	u8 stop_reported; /* the parent has been told of this stop */

	/* the end */
	s32 status; /* of a zombie, or of the last stop: as <sys/wait.h> has it */
	u64 cpu_us; /* of a zombie */
	u64 children_us;

	/* memory: memory.c */
	u32 heap_start;
	u32 heap_end; /* the break */
};

extern struct mproc mprocs[PM_MAX_PROCS];

#define FOR_EACH_MPROC(p)                                                                          \
	for (struct mproc *p = mprocs; p < mprocs + PM_MAX_PROCS; p++)                             \
		if (p->state != MPROC_FREE)

/* What a request handler returns when its caller gets no reply now. */
#define NO_REPLY 0x7fffffff

/*
 * A request handler: reads its request from the body, writes its reply there
 * (all but `result`), returns the result, a negative error or NO_REPLY.
 */
typedef s32 (*request_handler)(struct mproc *caller, struct message *m);

/* ---- main.c ---- */
/* Sends a late reply to a process that waits; *m holds all but type and result. */
void reply_to(struct mproc *p, enum pm_request request, s32 result, struct message *m);
/* Whether the process is the one whose request is being handled: no signal until it has its reply. */
int is_being_served(const struct mproc *p);

/* ---- boot.c ---- */
/* Starts the first process as the parameter sector says; ends the machine if that fails. */
void boot_start_init(void);
/* The first process ended: so does the machine. */
_Noreturn void boot_init_ended(s32 status);

/* ---- table.c ---- */
struct mproc *mproc_by_endpoint(endpoint_t endpoint);
struct mproc *mproc_by_pid(s32 pid);
/* A fresh entry for the kernel's process, alive, with a new pid; all else zero. */
struct mproc *mproc_new(endpoint_t endpoint);
/* The kernel's process is gone: nobody is found under its endpoint any more. */
void mproc_forget_endpoint(struct mproc *p);
void mproc_free(struct mproc *p);
/* Whether the user may have one more process: 0 or -EAGAIN. */
int mproc_room_for(const struct mproc *parent);
int group_exists(s32 group, s32 session);

/* ---- fork_exit.c ---- */
s32 do_fork(struct mproc *caller, struct message *m);
s32 do_exit(struct mproc *caller, struct message *m);
/* Ends a process; status as <sys/wait.h> has it. */
void end_process(struct mproc *p, s32 status);

/* ---- wait.c ---- */
s32 do_wait(struct mproc *caller, struct message *m);
/* A child ended or stopped: answers its parent if that is waiting for it. */
void child_changed(struct mproc *parent);

/* ---- exec.c ---- */
s32 do_exec(struct mproc *caller, struct message *m);
/* Runs boot module `name` in a process; strings as struct pm_exec has them. */
int exec_module(struct mproc *p, const char *name, const char *strings, u32 strings_length, u32 argc,
		u32 envc);

/* ---- signal.c ---- */
void signal_post(struct mproc *p, int signal);
/* Whether there is something for signal_deliver to do. */
int signal_is_due(const struct mproc *p);
/* Carries out what is pending and not blocked. */
void signal_deliver(struct mproc *p);
/* A signal that a fault caused: can't be blocked or ignored. Returns 0 when it has no handler. */
int signal_fault(struct mproc *p, int signal);
/* After exec: handlers are gone, ignored signals stay ignored. */
void signal_reset_handlers(struct mproc *p);
int signal_is_ignored(const struct mproc *p, int signal);

/* ---- signal_calls.c ---- */
s32 do_kill(struct mproc *caller, struct message *m);
s32 do_sig_action(struct mproc *caller, struct message *m);
s32 do_sig_mask(struct mproc *caller, struct message *m);
s32 do_sig_pending(struct mproc *caller, struct message *m);
s32 do_sig_suspend(struct mproc *caller, struct message *m);
s32 do_sig_return(struct mproc *caller, struct message *m);

/* ---- faults.c ---- */
/* Takes from the kernel what happened to our processes. */
void faults_collect(void);

/* ---- timers.c ---- */
s32 do_alarm(struct mproc *caller, struct message *m);
s32 do_sleep(struct mproc *caller, struct message *m);
s32 do_times(struct mproc *caller, struct message *m);
/* The kernel's alarm went off. */
void timers_expire(void);
/* Sets the kernel's alarm to the earliest time anyone waits for. */
void timers_program(void);
/* CPU time of a process that is alive. */
u64 cpu_time_us(const struct mproc *p);

/* ---- memory.c ---- */
void memory_init(void);
s32 do_brk(struct mproc *caller, struct message *m);
s32 do_mmap(struct mproc *caller, struct message *m);
s32 do_munmap(struct mproc *caller, struct message *m);

/* ---- ids.c ---- */
s32 do_ids(struct mproc *caller, struct message *m);
s32 do_set_id(struct mproc *caller, struct message *m);
s32 do_get_group(struct mproc *caller, struct message *m);
s32 do_set_group(struct mproc *caller, struct message *m);
s32 do_set_session(struct mproc *caller, struct message *m);

#endif
