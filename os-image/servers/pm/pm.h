/*
 * The process manager: pids, parents and children, signals, timers, memory and
 * identity of user processes, on top of the kernel's bare processes.
 *
 * One loop (main.c): receive, look the sender up, dispatch on the type, reply.
 * PM never waits for anyone but the kernel: a reply goes out with ipc_sendnb,
 * and a client that is not there for it loses it. VFS is asked asynchronously
 * (vfs.c); a process whose request needs VFS is `busy` until that has answered. Nothing a client says is
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
#include <proto/vfs_pm.h>
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
	MPROC_EXITING, /* the kernel's process is gone; VFS still closes what it had open */
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

struct mproc;
typedef void vfs_done(struct mproc *p, s32 status, const struct message *reply);

enum vfs_state {
	VFS_IDLE,
	VFS_QUEUED, /* all requests that libsys keeps are in use */
	VFS_ASKED,
};

struct mproc {
	enum mproc_state state;
	endpoint_t endpoint; /* while alive */
	endpoint_t last_endpoint; /* after that, for VFS */
	char name[16];       /* of its program */

	/* relations: table.c, fork_exit.c, ids.c */
	s32 pid;
	s32 group;
	s32 session;
	struct mproc *parent; /* null for init and for what PM runs by itself: parent_pid tells */
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

	/* VFS: vfs.c, told_ids.c */
	enum vfs_state vfs_state;
	struct message vfs_message; /* the request that is queued */
	vfs_done *vfs_done;
	u8 busy;      /* its request is answered when VFS has answered ours; signals wait until then */
	u8 starting;  /* VFS does not know it yet */
	u8 ids_due;   /* VFS has to be told who it is */
	u8 exit_due;  /* VFS has to be told that it has ended */
	u8 unpausing; /* VFS ends its call, so that a handler can run; the kernel holds it stopped */
	u8 waits_in_vain; /* VFS has just said that it has no call of it */
	u8 unpause_restarts; /* no handler, but a stop: the call is made again afterwards */
	s32 waits_for_ids_of;     /* a pid, or 0: held_reply goes out when VFS knows that one's ids */
	struct message held_reply;

	/* exec.c */
	u8 exec_waiting; /* for VFS, or for one of the places to load a program */
	u8 held;         /* it has its new program, and runs when VFS knows that */
	struct pm_exec exec_request;
	const struct own_program *program; /* what PM itself has it execute, or null */
	u8 recovers; /* a policy script, or of one: exec has places for those alone */

	/* signals: signal.c; sets have bit (signal - 1) */
	u32 mask;
	u32 pending;
	u32 suspended_mask; /* WAIT_SIGNAL: the mask to go back to */
	u32 trampoline;
	struct signal_action actions[PM_NR_SIGNALS];
	u8 stopped;
	u8 stop_reported; /* the parent has been told of this stop */
	u8 hangup_due;    /* orphans.c: it gets SIGHUP and SIGCONT */

	/* the end */
	s32 status; /* of a zombie, or of the last stop: as <sys/wait.h> has it */
	u64 cpu_us; /* of a zombie */
	u64 children_us;

	/* memory: memory.c */
	u32 heap_start;
	u32 heap_end; /* the break */
};

/* A program that PM by itself starts, in a process that has run nothing before. */
struct own_program {
	const char *path;
	const char *strings; /* as those of struct pm_exec */
	u32 strings_length;
	u32 argc;
	u32 envc;
	/* Called once: error 0, and it is about to run; or it can't, and never will. */
	void (*loaded)(struct mproc *p, s32 error);
};

extern struct mproc mprocs[PM_MAX_PROCS];
extern struct mproc *mprocs_end; /* behind the last entry in use: tables are mostly empty */

#define FOR_EACH_MPROC(p)                                                                          \
	for (struct mproc *p = mprocs; p < mprocs_end; p++)                                        \
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
/* The late reply to a busy process, which is not so any more; then come the signals that waited. */
void answer(struct mproc *p, enum pm_request request, s32 result, struct message *m);
/* Whether the process will get the reply to a request first: no signal until then. */
int is_being_served(const struct mproc *p);

/* ---- boot.c ---- */
/* VFS serves: starts the first process as the parameter sector says. */
void boot_start_init(void);
/* The first process ended: so does the machine. */
void boot_init_ended(s32 status);

/* ---- vfs.c ---- */
/* VFS tells that it serves. */
void vfs_ready(endpoint_t endpoint);
endpoint_t vfs_endpoint(void);
/*
 * Asks VFS something about a process of which nothing is being asked; `done` is
 * called once, also when VFS can't be asked. The body begins with a request_head.
 */
void vfs_ask(struct mproc *p, enum vfs_pm_request request, const void *body, u32 size, vfs_done *done);
/*
 * The machine is to end: asks VFS to write everything back, once, and calls
 * `done`, the last that was given, when it has or can't.
 */
void vfs_sync(void (*done)(void));
/* A notice of VFS. */
void vfs_notice(const struct message *m);

/* ---- told_ids.c: who is who, as VFS knows it ---- */
/* A handler of a request says that the ids of a process have changed. */
void ids_changed(struct mproc *p);
/* After a handler: when it changed ids, keeps its reply until VFS knows of that. 0: nothing changed. */
int ids_hold_reply(struct mproc *caller, u32 request, s32 result, const struct message *m);
/* Tells VFS if that is due and possible now. */
void ids_tell(struct mproc *p);
/* It ends: nobody waits for its ids any longer. */
void ids_forget(struct mproc *p);
/* VFS_PM_DEAF_* of a process. */
u32 ids_deaf_to(const struct mproc *p);

/* ---- table.c ---- */
struct mproc *mproc_by_endpoint(endpoint_t endpoint);
struct mproc *mproc_by_pid(s32 pid);
/* That of init for a process without a parent, and for init 0. */
s32 parent_pid(const struct mproc *p);
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
/* Ends a process; status as <sys/wait.h> has it. Its parent is told when VFS has closed all. */
void end_process(struct mproc *p, s32 status);
/* Tells VFS that it has ended, if that is due and possible now. */
void exit_tell(struct mproc *p);

/* ---- orphans.c: process groups that nobody looks after ---- */
int group_is_orphaned(s32 group);
/* One of the two has ended: notes what that means for the child's group. */
void orphans_mark(const struct mproc *parent, const struct mproc *child);
/* Sends the signals that orphans_mark noted. */
void orphans_hang_up(void);

/* ---- wait.c ---- */
s32 do_wait(struct mproc *caller, struct message *m);
/* A child ended or stopped: answers its parent if that is waiting for it. */
void child_changed(struct mproc *parent);

/* ---- exec.c ---- */
s32 do_exec(struct mproc *caller, struct message *m);
/* The same for a process that has not asked; the program has to stay until it is loaded. */
void exec_start(struct mproc *p, const struct own_program *program);
/* VFS is idle about a process, or a place became free: begins what waited for that. */
void exec_start_waiting(void);

/* ---- exec_image.c, exec_script.c: see exec.h ---- */

/* ---- signal.c ---- */
void signal_post(struct mproc *p, int signal);
/* Whether there is something for signal_deliver to do. */
int signal_is_due(const struct mproc *p);
/* Carries out what is pending and not blocked. */
void signal_deliver(struct mproc *p);
/* Its call to VFS has to end before its handler: asks for that, if it is due and possible now. */
void signal_unpause(struct mproc *p);
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

/* ---- service_kill.c ---- */
/* PM_KILL of a pid from PM_SERVICE_PID_BASE on: the result, or NO_REPLY when RS was asked. */
s32 service_kill(struct mproc *caller, const struct pm_kill *request);

/* ---- recovery_run.c: policy scripts, which RS has PM run ---- */
/* PM_RUN or PM_RUN_END from a system process. */
void run_request(const struct message *m);
/* A process has ended: when it is one that RS waits for, tells. */
void run_ended(const struct mproc *p);

/* ---- faults.c ---- */
/* Takes from the kernel what happened to our processes. */
void faults_collect(void);

/* ---- timers.c ---- */
s32 do_alarm(struct mproc *caller, struct message *m);
s32 do_sleep(struct mproc *caller, struct message *m);
s32 do_times(struct mproc *caller, struct message *m);
/* The kernel's alarm went off. */
void alarms_expire(void);
/* Arms PM's timer for the earliest time anyone waits for. */
void alarms_program(void);
/* CPU time of a process that is alive. */
u64 cpu_time_us(const struct mproc *p);

/* ---- system.c ---- */
/* Tells RS that it takes orders from that process. 0, or an error when RS can't be told. */
int vouch_for(endpoint_t operator);
s32 do_process_info(struct mproc *caller, struct message *m);
s32 do_vouch(struct mproc *caller, struct message *m);
s32 do_reboot(struct mproc *caller, struct message *m);

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
