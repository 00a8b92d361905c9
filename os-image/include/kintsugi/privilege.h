/*
 * What a system process may do. Least authority: what is not named here is
 * refused. Ordinary user processes share one structure (PRIV_ID_USER); each
 * server and driver has its own, set by the reincarnation server through
 * K_PRIV_SET.
 */
#ifndef KINTSUGI_PRIVILEGE_H
#define KINTSUGI_PRIVILEGE_H

#include <kintsugi/endpoint.h>

#define LABEL_LEN 17 /* 16 characters and a NUL */

#define NR_PRIVS 64
#define PRIV_ID_USER 0
#define PRIV_ID_PM 1
#define PRIV_ID_RS 2
#define PRIV_ID_VFS 3           /* fixed, since every user process may send to it */
#define PRIV_ID_FIRST_SERVICE 3 /* from here on RS decides */

#define PRIV_MAX_IO_RANGES 16
#define PRIV_MAX_IRQS 8
#define PRIV_MAX_MEM_RANGES 8
#define PRIV_MAX_PCI 8

#define PRIV_EVENTS 1u       /* may write the event stream */
#define PRIV_GRANT_BEHALF 2u /* may grant the memory of its callers (VFS) */
#define PRIV_HOST_CHANNEL 4u /* may read the control channel */
#define PRIV_RAMDISK 8u      /* may map the root RAM disk's region */
#define PRIV_KERNEL_LOG 32u  /* is told by EP_SYSTEM when the kernel's log has grown */
#define PRIV_SYSTEM 16u      /* not a user process: may use frames of the reserve */

struct io_range {
	u16 first;
	u16 last; /* inclusive */
};

struct mem_range {
	u32 phys;   /* page-aligned */
	u32 length; /* bytes */
};

struct privilege {
	char label[LABEL_LEN];
	u8 priority; /* scheduling queue: 1 is the highest, see K_SCHED */
	u8 io_count;
	u8 irq_count;
	u8 mem_count;
	u8 pci_count;
	u8 isa_dma; /* bit per ISA DMA channel that it may use */
	u16 quantum_ms;
	u32 uid; /* who it is to those that go by users; 0 is root */
	u32 gid;
	u32 flags;
	u32 traps;           /* bit (1 << enum ipc_trap) */
	u32 ipc_targets[NR_PRIVS / 32]; /* bit per privilege id that it may send to */
	u32 kcalls[2];       /* bit per enum kcall */
	endpoint_t manager;  /* told of its exceptions and its end: who calls K_PRIV_SET */
	u32 max_pages;       /* memory limit; 0: none */
	u32 dma_max_pages;   /* 0: no DMA memory */
	u32 keep_pages;      /* of memory that outlives the process; 0: none */
	struct io_range io[PRIV_MAX_IO_RANGES]; /* no port of the kernel's own devices */
	u8 irq[PRIV_MAX_IRQS];
	struct mem_range mem[PRIV_MAX_MEM_RANGES];
	u16 pci[PRIV_MAX_PCI]; /* functions it masters the bus with: bus << 8 | device << 3 | function */
};

#define PRIV_BIT_SET(words, bit) ((words)[(bit) / 32] |= 1u << ((bit) % 32))
#define PRIV_BIT_TEST(words, bit) (((words)[(bit) / 32] >> ((bit) % 32)) & 1u)

#endif
