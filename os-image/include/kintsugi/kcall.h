/*
 * Kernel calls: what the kernel does for those who are allowed to ask.
 * EBX, ECX, EDX, ESI, EDI are the arguments in the order given here; pointers
 * are addresses in the caller's memory, of any alignment. A call returns 0, or
 * the value that its line tells; a negative error is -4095 to -1, since an
 * address may lie in the upper half. Any call may fail with -EBADCALL (no such
 * call), -EPERM (not in the caller's privileges), -EFAULT (bad address; a
 * part may have been copied), -EDEADEP (dead endpoint) or -EINVAL (an argument
 * makes no sense); the further errors stand with the call.
 */
#ifndef KINTSUGI_KCALL_H
#define KINTSUGI_KCALL_H

#include <kintsugi/boot_info.h>
#include <kintsugi/grant.h>
#include <kintsugi/message.h>
#include <kintsugi/privilege.h>

enum kcall {
	/* ---- information ---- */
	K_TIME = 1, /* (struct ktime *) */
	K_INFO,     /* (enum kinfo, buffer, length, index): the bytes written; an answer too long is cut */
	K_LOOKUP,   /* (label): endpoint of the live system process with that label; -ENOENT, -ENAMETOOLONG */
	K_DIAG,     /* (text, length): to the kernel's log, and to the console while no driver has it; the length. -E2BIG */

	/*
	 * ---- processes: for managers (PM, RS) ----
	 * -EPERM when the process is not the caller's, -EINVAL when it is the caller.
	 * A process ends when its manager does.
	 */
	K_PROC_CREATE, /* (name, cut to 15 characters): a stopped process that has nothing yet; its endpoint. -EAGAIN */
	K_PROC_FORK,   /* (parent, a user process that waits for us): a stopped copy; its endpoint. -EAGAIN, -ENOMEM */
	K_PROC_EXEC,   /* (struct kexec *): replaces the image; the process stays stopped if it was */
	K_PROC_EXIT,   /* (endpoint): ends it and frees all that it had */
	K_PROC_STOP,   /* (endpoint): until K_PROC_RESUME; messages still reach it */
	K_PROC_RESUME, /* (endpoint): -EINVAL when it has no image yet */
	K_SCHED,       /* (endpoint, priority 1..PRIORITY_LOWEST, quantum_ms 1..QUANTUM_MAX_MS) */
	K_PRIV_SET,    /* (endpoint, priv_id, struct privilege *): gives a stopped process privileges. -EBUSY */
	K_SIG_GET,     /* (struct ksig *): next event of a process the caller manages, or -EAGAIN */
	K_SIG_SEND,    /* (endpoint, struct ksigframe *): makes it run a signal handler */
	K_SIG_RETURN,  /* (endpoint, context, u32 *mask): puts back what K_SIG_SEND saved at `context` */
	K_COPY,        /* (struct kcopy *): between any two processes, EP_SELF included. -E2BIG beyond COPY_MAX */
	K_EXIT,        /* (enum exit_kind, status, text, length): a system process ends itself; a text too long is cut */

	/*
	 * ---- memory: whole pages, but for K_DMA_ALLOC ----
	 * The endpoint is EP_SELF or a process that the caller manages (else -EPERM).
	 */
	K_VM_MAP,      /* (endpoint, address, length, VM_* flags): anonymous zeroed pages; where. -ENOMEM */
	K_VM_UNMAP,    /* (endpoint, address, length): holes are skipped. -EBUSY: DMA memory; -ENOMEM: too many regions */
	K_VM_PHYS,     /* (phys, length, VM_* flags): allowed by the privilege's mem ranges; where. -ENOMEM */
	K_VM_RAMDISK,  /* (VM_* flags): the root RAM disk's region; where. -ENOENT, -ENOMEM */
	K_VM_KEEP,     /* (length): memory that the caller's label keeps beyond its end, zeroed at first or when
	                * the length is another; where. At most privilege.keep_pages. -EBUSY: mapped already; -ENOMEM */
	K_KEEP_FREE,   /* (label): frees what that label keeps. -ENOENT, -ENAMETOOLONG, -EBUSY: it is mapped */
	K_DMA_ALLOC,   /* (length, u32 *address, u32 *phys): contiguous, pinned, zeroed, of whole pages; for who
	                * has ISA DMA channels within their reach, see K_ISA_DMA_START. -ENOMEM */
	K_DMA_FREE,    /* (address): all that one K_DMA_ALLOC gave. -EBUSY while a function of the caller masters
	                * the bus, or an ISA DMA channel uses it */

	/* ---- grants: -EBADGRANT, -E2BIG beyond COPY_MAX ---- */
	K_GRANT_TABLE,     /* (table, entries): at most GRANT_MAX_ENTRIES; 0 entries revoke all */
	K_SAFECOPY_FROM,   /* (granter, grant, offset, address, length): from the grant to the caller */
	K_SAFECOPY_TO,     /* (granter, grant, offset, address, length): from the caller to the grant */
	K_SAFECOPY_VECTOR, /* (struct safecopy_part *, count): stops at the first error, which it returns; else count */

	/* ---- devices ---- */
	K_IRQ_HOOK,    /* (irq, id 0..31, IRQ_* flags): hook number, masked at first. -EBUSY: hooked already; -ENOMEM */
	K_IRQ_ENABLE,  /* (hook) */
	K_IRQ_DISABLE, /* (hook) */
	K_IRQ_REMOVE,  /* (hook) */

	/*
	 * The ISA DMA channel `channel` (0 to 3 by bytes, 5 to 7 by words), one of the privilege's,
	 * moves `length` bytes at `address`, all in one K_DMA_ALLOC of the caller. -EBUSY: it is
	 * another's; -EINVAL also: not below 16 MB, across 64 KB (by words 128 KB), odd for words.
	 */
	K_ISA_DMA_START, /* (channel, address, length, ISA_DMA_* flags): programs and opens it */
	K_ISA_DMA_STOP,  /* (channel): closes it; also one that is closed */

	/* ---- time ---- */
	K_ALARM, /* (u32 low, u32 high of the time_us since boot; 0, 0: none): then EP_CLOCK notifies; there is one */

	/* ---- event stream and control channel ---- */
	K_EVENT,      /* (kind, struct event_field *, count). -E2BIG (fields, or texts); -EPERM: the kind or a key is the kernel's own */
	K_EVENT_READ, /* (buffer, length): next line of the host, without its end; its length. -EAGAIN, -E2BIG (it stays) */

	K_HALT, /* (enum halt_how, status): does not return */
	KCALL_COUNT
};

/* ---- K_TIME ---- */
struct ktime {
	u64 uptime_us;
	u64 boot_epoch_s; /* seconds since 1970 when the clock started, from the CMOS clock (UTC) */
};

/* ---- K_INFO ---- */
enum kinfo {
	KINFO_USAGE = 1, /* struct kusage */
	KINFO_PROCESS,   /* struct kprocess of slot `index`; -ENOENT for a free slot */
	KINFO_MODULE,    /* struct boot_module number `index`; -ENOENT past the last */
	KINFO_PARAMS,    /* char[SECTOR_SIZE]: the parameter sector */
	KINFO_LOG,       /* struct klog from position `index` on; -EPERM for user processes */
	KINFO_SELF,      /* struct kprocess of the caller */
	KINFO_MACHINE,   /* struct kmachine */
	KINFO_PRIVILEGE, /* struct privilege number `index`, or -ENOENT; -EPERM for user processes */
	KINFO_MODULE_DATA, /* the bytes of boot module number `index`, from its start; -EPERM for user processes, -ENOENT */
};

struct kusage { /* what is in use; equal before and after whatever leaves nothing behind */
	u32 frames_total; /* of RAM that the kernel manages, 4 KB each */
	u32 frames_free;
	u32 frames_quarantined; /* never reused: a bus master could not be switched off */
	u32 processes;
	u32 privileges;
	u32 irq_hooks;
	u64 context_switches;
	u64 messages;
	u64 idle_us;
};

/* Why a process does not run: bits of kprocess.state; 0 is runnable. */
#define PROC_FREE 1u      /* the slot is unused */
#define PROC_STOPPED 2u   /* its manager holds it: new, or K_PROC_STOP */
#define PROC_SENDING 4u
#define PROC_RECEIVING 8u
#define PROC_FAULTED 16u  /* an exception; waits for its manager */
#define PROC_EXITING 32u  /* called K_EXIT; waits for its manager */

struct kprocess {
	endpoint_t endpoint;
	u32 state;
	char name[16];
	char label[LABEL_LEN];
	u8 priv_id;
	u8 priority;      /* now, with the scheduler's feedback */
	u8 base_priority;
	u32 uid;          /* of a system process, as its privileges have them; PM knows the others' */
	u32 gid;
	endpoint_t blocked_on; /* when sending or receiving, else EP_NONE */
	endpoint_t manager;
	u32 pages;        /* of memory */
	u64 cpu_us;
	u64 started_us;
};

/*
 * What the kernel and, by K_DIAG, the others said. A position counts the bytes
 * since boot. `start` is beyond the one asked for when that was overwritten; the
 * next call goes on at `end`.
 */
struct klog {
	u32 start; /* position of the first byte */
	u32 end;   /* position after the last one */
	char text[];
};

struct kmachine {
	u32 memory_kb;
	u32 tsc_khz;
	u32 has_fpu;
	char cpu_vendor[13];
	char kernel_version[16];
};

#define DIAG_MAX 1024u

/* ---- K_SCHED ---- */
#define PRIORITY_LOWEST 15u /* 1 is the highest */
#define QUANTUM_MAX_MS 1000u

/* ---- K_PROC_EXEC ---- */
/*
 * The image is a boot module (module >= 0) or length bytes at `image` in the
 * caller's memory. The kernel makes sure that it is what it was: a module must
 * still have the CRC-32 that it had after the loader had checked its SHA-256;
 * an image in memory the one given, if any. It validates the ELF file, builds a
 * fresh address space and puts `stack` at the top of its stack, which ends at
 * USER_STACK_TOP: the caller has laid it out for that place. What the old image
 * waited for, its alarm, tables and interrupt hooks are gone; a fault or exit of
 * it that its manager did not fetch is forgotten. Errors leave the old image as
 * it was: -ENOEXEC, -EBADDIGEST, -ENOMEM, -E2BIG (the stack), -EBUSY (it holds
 * DMA memory).
 */
struct kexec {
	endpoint_t endpoint;
	s32 module;
	u32 image;
	u32 length;
	u32 check_crc32; /* not 0: the image in memory must have this CRC-32 (IEEE 802.3) */
	u32 crc32;
	u32 stack;  /* address of stack_length bytes */
	u32 stack_length; /* a multiple of 4, at most EXEC_STACK_MAX */
	char name[16];
	u32 entry;    /* out: address of the first instruction */
	u32 data_end; /* out: first page after the image's data, where a heap may begin */
};

#define USER_BASE 0x00001000u      /* page 0 is never mapped */
#define USER_TOP 0xbfff0000u       /* first address no process may use */
#define USER_STACK_TOP 0xbffe0000u /* guard pages above and below the stack */
#define USER_STACK_MAX (1024u * 1024u) /* user processes: grows on demand */
#define SYSTEM_STACK_SIZE (64u * 1024u) /* system processes: all there from the start */
#define USER_MMAP_BASE 0x60000000u /* K_VM_MAP without an address looks upward from here */
#define EXEC_STACK_MAX (64u * 1024u)

/* ---- K_VM_MAP ---- */
#define VM_READ 1u
#define VM_WRITE 2u
#define VM_FIXED 4u /* at exactly `address`, which must be free; without it the kernel chooses */

/*
 * ---- K_PRIV_SET ----
 * The privileges' manager is the caller (else -EPERM). -EBUSY when the process
 * is not stopped, when the id or the label is another's, or while it has
 * interrupt hooks, DMA memory, device memory or the RAM disk's region, which its
 * old privileges let it have. Its notifications and asynchronous messages that
 * nobody has received yet are withdrawn.
 */

/* ---- K_COPY ---- */
#define COPY_MAX (4u * 1024u * 1024u) /* bytes in one copying kernel call */
struct kcopy {
	endpoint_t from;
	u32 from_address;
	endpoint_t to;
	u32 to_address;
	u32 length;
};

/* ---- K_EXIT and K_SIG_GET ---- */
enum exit_kind {
	EXIT_NORMAL = 0,
	EXIT_PANIC = 1, /* it found an inconsistency in itself; the text says which */
};

#define KSIG_TEXT_MAX 64

enum ksig_kind {
	KSIG_EXCEPTION = 1, /* by the CPU or MMU: vector, error code, address, eip */
	KSIG_EXIT = 2,      /* K_EXIT: exit kind, status, text */
	KSIG_NO_MEMORY = 3, /* its stack could not grow */
};

struct ksig {
	endpoint_t endpoint;
	u32 kind;
	u32 vector;     /* exception number of the CPU, 0..19 */
	u32 error_code; /* as the CPU pushed it */
	u32 address;    /* page fault: the address (CR2) */
	u32 eip;
	u32 exit_kind;
	s32 status;
	char text[KSIG_TEXT_MAX];
};

/* ---- K_SIG_SEND ---- */
/*
 * Saves the process' registers on its own stack and makes it call
 * handler(signal) with `trampoline` as return address. The trampoline is
 * entered with ESP pointing at the handler's argument: that ESP is the
 * `context` which it hands to its manager for K_SIG_RETURN. Clears
 * PROC_FAULTED. -EFAULT when the stack can't hold the frame, -EINVAL when the
 * process has called K_EXIT.
 * A process that waits for a message gets -EINTR from that trap. -EBUSY when it
 * waits for the answer of a process with PRIV_GRANT_BEHALF (VFS), which has its
 * request: that answer must not be lost, so it has to come first.
 */
struct ksigframe {
	u32 handler;
	u32 trampoline;
	s32 signal;
	u32 mask; /* opaque to the kernel; K_SIG_RETURN gives it back to the manager */
};

/* ---- K_IRQ_HOOK ---- */
#define IRQ_REENABLE 1u /* unmask by itself after each interrupt (edge-triggered lines only) */

/* ---- K_ISA_DMA_START ---- */
#define ISA_DMA_TO_DEVICE 1u   /* either this */
#define ISA_DMA_FROM_DEVICE 2u /* or that */
#define ISA_DMA_AUTO_INIT 4u   /* begins again at its end, for ever */

/* ---- K_EVENT ---- */
#define EVENT_MAX_FIELDS 16
#define EVENT_KEY_LEN 16
#define EVENT_TEXT_MAX 2048 /* bytes of one text */
#define EVENT_TEXTS_MAX 4096 /* of all texts of an event */
enum event_type { EVENT_NUMBER = 1, EVENT_TEXT = 2, EVENT_BOOL = 3 };
struct event_field {
	char key[EVENT_KEY_LEN]; /* [a-z][a-z0-9_]*, NUL-terminated; not t_us, src, ep or ev */
	u32 type;                /* enum event_type */
	u32 length;              /* text: bytes at `address`, at most EVENT_TEXT_MAX */
	union {
		s64 number; /* EVENT_NUMBER, EVENT_BOOL */
		u32 address;
	};
};

#define CHANNEL_LINE_MAX 4096 /* longest line from the host */

/* ---- K_HALT ---- */
enum halt_how {
	HALT_POWEROFF = 0, /* event `halt` with the status; QEMU's debug-exit port if there is one */
	HALT_REBOOT = 1,
	HALT_LOST = 2, /* something can't be brought back: as the boot parameter `fatal` has it */
};

#endif
