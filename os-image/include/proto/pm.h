/*
 * Protocol of the process manager. A user process sends a request with
 * ipc_sendrec(PM_EP, ...); the reply has the request's type + REPLY_BIT and
 * begins with `s32 result`: a value >= 0 or a negative error. An unknown
 * request gets -ENOSYS, a sender that is no user process -EPERM.
 *
 * PM_WAIT, PM_SLEEP and PM_SIGSUSPEND may wait. When a signal handler
 * interrupts them there is no reply: the trap itself returns -EINTR. From every
 * other request the trap returns -EINTR only when it never reached PM, so that
 * the caller sends it again.
 *
 * Addresses in requests are the caller's; PM copies from and to them and never
 * follows them itself.
 */
#ifndef PROTO_PM_H
#define PROTO_PM_H

#include <kintsugi/kcall.h>

enum pm_request {
	/* ---- life: fork_exit.c, exec.c ---- */
	PM_EXIT = PROTO_PM + 1, /* pm_exit: no reply */
	PM_FORK,       /* no body; result: the child's pid, in the child 0. EAGAIN, ENOMEM */
	PM_EXEC,       /* pm_exec: replies only when it failed. EACCES E2BIG ENOENT ENOEXEC ENOMEM EFAULT ... */
	PM_WAIT,       /* pm_wait -> pm_wait_reply. ECHILD EINVAL; result 0: none yet (PM_WNOHANG) */
	/* ---- identity: ids.c ---- */
	PM_IDS,        /* no body -> pm_ids_reply */
	PM_SET_ID,     /* pm_set_id. EPERM EINVAL */
	PM_GET_GROUP,  /* pm_get_group; result: the process group. ESRCH */
	PM_SET_GROUP,  /* pm_set_group. EPERM ESRCH EACCES EINVAL */
	PM_SET_SESSION, /* no body; result: the new session. EPERM */
	/* ---- signals: signal.c ---- */
	PM_KILL,       /* pm_kill. EPERM ESRCH EINVAL */
	PM_SIG_ACTION, /* pm_sig_action -> pm_sig_action_reply. EINVAL */
	PM_SIG_MASK,   /* pm_sig_mask -> pm_sig_set_reply. EINVAL */
	PM_SIG_PENDING, /* no body -> pm_sig_set_reply */
	PM_SIG_SUSPEND, /* pm_sig_suspend: ends with a handler, so never with a reply */
	PM_SIG_RETURN, /* pm_sig_return: no reply, the interrupted code goes on */
	/* ---- time: timers.c ---- */
	PM_ALARM,      /* pm_alarm -> pm_alarm_reply */
	PM_SLEEP,      /* pm_sleep; result 0 */
	PM_TIMES,      /* no body -> pm_times_reply */
	/* ---- memory: memory.c ---- */
	PM_BRK,        /* pm_brk -> pm_address_reply: the break now. ENOMEM */
	PM_MMAP,       /* pm_mmap -> pm_address_reply. EINVAL ENOMEM */
	PM_MUNMAP,     /* pm_munmap. EINVAL */
	/* ---- the system ---- */
	PM_PROCESS_INFO, /* pm_process_info; result 0. ESRCH: a free entry, EINVAL: past the last */
	PM_VOUCH,      /* no body: lets the caller, who must be root, ask RS. EPERM */
	PM_REBOOT,     /* pm_reboot, root only: writes all back and ends the machine. EPERM EINVAL */
	PM_REQUEST_END
};

/* Every reply begins like this; it is all of a reply unless said otherwise. */
struct pm_reply {
	s32 result;
};

/* ---- life ---- */

struct pm_exit {
	s32 status; /* the low 8 bits count */
};

/*
 * The strings block holds argc arguments and then envc variables, each ended by
 * a NUL, one after the other. The program is the file at the path, an ELF file
 * or a script that names its interpreter in its first line after "#!".
 */
#define PM_PATH_MAX 1023
#define PM_STRINGS_MAX (48u * 1024u) /* with its pointers a block has to fit EXEC_STACK_MAX */
struct pm_exec {
	u32 path;
	u32 path_length; /* without a NUL */
	u32 strings;
	u32 strings_length;
	u32 argc;
	u32 envc;
};

/* Options and status words, as <sys/wait.h> has them. */
#define PM_WNOHANG 1u
#define PM_WUNTRACED 2u
struct pm_wait {
	s32 pid; /* > 0: that child; 0: of our group; -1: any; < -1: of group -pid */
	u32 options;
};
struct pm_wait_reply {
	s32 result; /* the child's pid */
	s32 status;
};

/* ---- identity ---- */

struct pm_ids_reply {
	s32 result;
	s32 pid;
	s32 parent;
	s32 group;
	s32 session;
	u32 uid;
	u32 effective_uid;
	u32 gid;
	u32 effective_gid;
};

enum pm_id_kind {
	PM_ID_UID = 1,       /* root: all three ids; others: the effective one, to real or saved */
	PM_ID_EFFECTIVE_UID, /* the effective id only */
	PM_ID_GID,
	PM_ID_EFFECTIVE_GID,
};
#define PM_ID_MAX 65535u
struct pm_set_id {
	u32 kind; /* enum pm_id_kind */
	u32 id;
};

struct pm_get_group {
	s32 pid; /* 0: the caller */
};
struct pm_set_group {
	s32 pid;   /* 0: the caller */
	s32 group; /* 0: the same number as pid */
};

/* ---- signals ---- */

#define PM_NR_SIGNALS 32 /* numbers 1 to 31; a set has bit (signal - 1) */
#define PM_SIGNAL_BIT(signal) (1u << ((signal)-1))

#define PM_HANDLER_DEFAULT 0u
#define PM_HANDLER_IGNORE 1u

#define PM_SA_NOCLDSTOP 1u         /* SIGCHLD: not when a child stops */
#define PM_SA_NODEFER 0x40000000u  /* the signal itself isn't blocked in its handler */
#define PM_SA_RESETHAND 0x80000000u /* back to the default when the handler is called */

/*
 * Servers and drivers have pids as well, above all of user processes: this and the
 * slot of their endpoint. Root may end them by SIGKILL or SIGTERM, which is
 * the defect class `killed`; PM and RS can't be ended, and other signals are
 * -EINVAL. Such a signal succeeds when RS has ended the instance.
 */
#define PM_SERVICE_PID_BASE 40000
struct pm_kill {
	s32 pid; /* > 0; 0: our group; -1: all we may, no servers; < -1: group -pid */
	s32 signal; /* 0: only check */
};

struct pm_sig_action {
	s32 signal;
	u32 change; /* 0: only ask */
	u32 handler;
	u32 mask;
	u32 flags;
	u32 trampoline; /* where a handler returns to: it has to end in PM_SIG_RETURN */
};
struct pm_sig_action_reply { /* what held before */
	s32 result;
	u32 handler;
	u32 mask;
	u32 flags;
};

enum pm_mask_how { PM_MASK_BLOCK, PM_MASK_UNBLOCK, PM_MASK_SET, PM_MASK_ASK };
struct pm_sig_mask {
	u32 how; /* enum pm_mask_how */
	u32 set;
};
struct pm_sig_set_reply {
	s32 result;
	u32 set; /* PM_SIG_MASK: the mask before */
};

struct pm_sig_suspend {
	u32 mask;
};

struct pm_sig_return {
	u32 context; /* see struct ksigframe */
};

/* ---- time ---- */

struct pm_alarm {
	u64 delay_us; /* 0: none */
};
struct pm_alarm_reply {
	s32 result;
	u64 left_us; /* of the alarm before, 0: there was none */
};

struct pm_sleep {
	u64 until_us; /* since boot */
};

struct pm_times_reply {
	s32 result;
	u64 self_us;     /* of the CPU */
	u64 children_us; /* of the children waited for, and theirs */
};

/* ---- memory ---- */

struct pm_brk {
	u32 address; /* 0: only ask */
};

#define PM_PROT_READ 1u
#define PM_PROT_WRITE 2u
#define PM_PROT_EXEC 4u /* what can be read can be executed on this machine */
struct pm_mmap {
	u32 address; /* with fixed: where, on a page */
	u32 length;
	u32 protection;
	u32 fixed;
};
struct pm_munmap {
	u32 address; /* on a page */
	u32 length;
};
struct pm_address_reply {
	s32 result;
	u32 address;
};

/* ---- the system ---- */

/* The process of PM's entry `index`: a number without other meaning. */
struct pm_process {
	s32 pid;
	s32 parent;
	s32 group;
	s32 session;
	u32 uid;
	u32 effective_uid;
	u32 gid;
	endpoint_t endpoint; /* EP_NONE for a zombie */
	u32 is_zombie;
	u32 is_stopped;
	char name[16];
};
struct pm_process_info {
	u32 index;
	u32 buffer; /* address of a struct pm_process */
};

struct pm_reboot {
	u32 how;    /* enum halt_how */
	s32 status; /* that the machine ends with */
};

ASSERT_FITS_MESSAGE(struct pm_exec);
ASSERT_FITS_MESSAGE(struct pm_ids_reply);
ASSERT_FITS_MESSAGE(struct pm_sig_action);
ASSERT_FITS_MESSAGE(struct pm_sig_action_reply);
ASSERT_FITS_MESSAGE(struct pm_times_reply);
ASSERT_FITS_MESSAGE(struct pm_mmap);

#endif
