/*
 * system.conf: one block a component, which says all that it may do. What is not
 * named there is not allowed.
 *
 *     # a comment, to the line's end
 *     service blk.at_disk {
 *             program at_disk;               # a boot module, or a path
 *             arguments ...;                 # argv[1] and on; without it the label
 *             uid _at_disk 212; gid 1;       # never root's; the name is for readers
 *             traps receive notify sendnb senda;
 *             ipc rs vfs mfs.* pci;          # whom it may send to, by label; * for any rest,
 *                                            # user for user processes
 *             calls basic copy irq dma;      # kernel calls, by name or group
 *             io 0x1f0-0x1f7 0x3f6;
 *             irq 14;
 *             memory 0xa0000 384k;           # physical, for K_VM_PHYS
 *             pci class 01.01;               # or: pci device 10ec.8139
 *             pages 2m; dma 132k;            # limits of its memory; or: pages unlimited
 *             keep 64k;                      # how much of it may outlive an instance (K_VM_KEEP)
 *             isa_dma 1 5;                   # channels, for K_ISA_DMA_START
 *             priority 4; quantum 20ms;
 *             flags events;                  # events grant_behalf host_channel ramdisk kernel_log
 *             heartbeat 1s;                  # or: heartbeat none
 *             policy restart;                # a script of /etc/policies with its parameters,
 *                                            # or: policy builtin, policy none
 *             complain vfs mfs.*;            # who may complain about it
 *             depends pci;                   # who has to be up before it is started
 *             start demand;                  # or: start boot
 *             instances 4;                   # of a label that ends in *
 *     }
 *
 * program, uid, gid and pages must be there; where the others are not, it is priority 4,
 * quantum 20ms, heartbeat 1s, policy restart, start boot, and no privilege. A statement may
 * go on over lines, but a line that begins with a statement's word begins a statement.
 *
 * Groups of kernel calls: basic (time info lookup diag exit alarm), copy (safecopy_from
 * safecopy_to), grant (grant_table safecopy_vector), memory (vm_map vm_unmap), irq
 * (irq_hook irq_enable irq_disable irq_remove), dma (dma_alloc dma_free), isa_dma
 * (isa_dma_start isa_dma_stop). Single calls have the names of enum kcall in lower case
 * without K_; but K_COPY's is copy_any.
 *
 * Parsed text is checked by sysconf_check, as is a configuration from anyone else.
 */
#ifndef SYSCONF_SYSCONF_H
#define SYSCONF_SYSCONF_H

#include <kintsugi/privilege.h>
#include <proto/pci.h>

#define CONFIG_LABELS_MAX 16u /* in one list */
#define CONFIG_PATH_MAX 64u
#define CONFIG_ARGUMENTS_MAX 96u
#define CONFIG_PCI_MAX 4u
#define CONFIG_INSTANCES_MAX 16u
#define CONFIG_USER_LEN 33u /* with its NUL */
#define CONFIG_ERROR_MAX 160u

#define HEARTBEAT_MIN_MS 100u
#define HEARTBEAT_MAX_MS 60000u
#define SERVICE_PRIORITY_HIGHEST 2u /* 1 is that of RS, which watches all */

enum policy_kind {
	POLICY_NONE,    /* it stays dead */
	POLICY_BUILTIN, /* RS restarts it by itself, from its own memory: what a script needs */
	POLICY_SCRIPT,
};

struct label_list {
	u32 count;
	char labels[CONFIG_LABELS_MAX][LABEL_LEN]; /* patterns: a last '*' stands for any rest */
};

struct service_config {
	char label[LABEL_LEN]; /* of a template it ends in '*' */
	char program[CONFIG_PATH_MAX];
	char arguments[CONFIG_ARGUMENTS_MAX]; /* parted by single spaces; empty: the label */
	char user[CONFIG_USER_LEN]; /* what /etc/passwd calls the uid; may be empty */
	u32 uid; /* not 0, as gid */
	u32 gid;
	u32 flags; /* PRIV_* of kintsugi/privilege.h */
	u32 traps;
	u32 kcalls[2];
	struct label_list ipc;
	struct label_list complain;
	struct label_list depends;
	u32 priority;
	u32 quantum_ms;
	u32 max_pages;     /* 0: no limit */
	u32 dma_max_pages; /* 0: no DMA memory */
	u32 isa_dma;       /* bit per ISA DMA channel */
	u32 keep_pages;    /* 0: nothing outlives an instance */
	u32 io_count, irq_count, mem_count, pci_count;
	struct io_range io[PRIV_MAX_IO_RANGES];
	u8 irq[PRIV_MAX_IRQS];
	struct mem_range mem[PRIV_MAX_MEM_RANGES];
	struct pci_match pci[CONFIG_PCI_MAX];
	u32 heartbeat_ms; /* 0: none */
	u32 policy_kind;  /* enum policy_kind */
	char policy[CONFIG_PATH_MAX]; /* POLICY_SCRIPT: the script's name, then its parameters */
	u32 is_on_demand;
	u32 instances;    /* of a template; else 1 */
	u32 line;         /* where its block begins; 0: not from a text */
};

/* What a text leaves out; a caller that makes a configuration itself begins with it. */
void sysconf_defaults(struct service_config *config);

/*
 * Parses a whole text into at most `max` configurations. How many there are, or
 * -EINVAL with a sentence in `error` that says line, what was expected and what was
 * found. Needs no memory but what it is given.
 */
int sysconf_parse(const char *text, u32 length, struct service_config *configs, u32 max,
		  char error[CONFIG_ERROR_MAX]);

/*
 * Whether a configuration is sound by itself: strings end, counts fit, values are in
 * range, the label and the names are well formed. 0, or -EINVAL with a sentence.
 */
int sysconf_check(const struct service_config *config, char error[CONFIG_ERROR_MAX]);

/*
 * Whether the blocks of a whole system fit together: labels in ipc, complain and depends
 * are those of blocks (or rs, pm, user), what is started at boot depends on nothing that is
 * not, and nobody depends on itself in the end. As sysconf_check, with the block's line.
 */
int sysconf_check_references(const struct service_config *configs, u32 count,
			     char error[CONFIG_ERROR_MAX]);

/* Whether the LABEL_LEN bytes at most are a component's label, which nobody else has for good. */
int label_is_sound(const char *label);

/* Whether a label matches a pattern, or one of a list. */
int label_matches(const char *pattern, const char *label);
int label_in_list(const struct label_list *list, const char *label);
/* Whether it ends in '*': a block of that label is for several instances. */
int label_is_template(const char *label);

/* The block for a label: its own, or the template that it is an instance of; or NULL. */
const struct service_config *sysconf_find(const struct service_config *configs, u32 count,
					  const char *label);

/*
 * Names of what a privilege word can hold, for printing: of an enum kcall, an enum
 * ipc_trap, and of the bit with that number in the flags. NULL where there is none.
 */
const char *sysconf_kcall_name(u32 number);
const char *sysconf_trap_name(u32 number);
const char *sysconf_flag_name(u32 bit);

#endif
