/* See names.h. */
#include "names.h"

#include <string.h>
#include <sysconf/sysconf.h>

#define CALL(call) (1ull << (call))

static const char *const kcall_names[KCALL_COUNT] = {
	[K_TIME] = "time",
	[K_INFO] = "info",
	[K_LOOKUP] = "lookup",
	[K_DIAG] = "diag",
	[K_PROC_CREATE] = "proc_create",
	[K_PROC_FORK] = "proc_fork",
	[K_PROC_EXEC] = "proc_exec",
	[K_PROC_EXIT] = "proc_exit",
	[K_PROC_STOP] = "proc_stop",
	[K_PROC_RESUME] = "proc_resume",
	[K_SCHED] = "sched",
	[K_PRIV_SET] = "priv_set",
	[K_SIG_GET] = "sig_get",
	[K_SIG_SEND] = "sig_send",
	[K_SIG_RETURN] = "sig_return",
	[K_COPY] = "copy_any",
	[K_EXIT] = "exit",
	[K_VM_MAP] = "vm_map",
	[K_VM_UNMAP] = "vm_unmap",
	[K_VM_PHYS] = "vm_phys",
	[K_VM_RAMDISK] = "vm_ramdisk",
	[K_VM_KEEP] = "vm_keep",
	[K_KEEP_FREE] = "keep_free",
	[K_DMA_ALLOC] = "dma_alloc",
	[K_DMA_FREE] = "dma_free",
	[K_GRANT_TABLE] = "grant_table",
	[K_SAFECOPY_FROM] = "safecopy_from",
	[K_SAFECOPY_TO] = "safecopy_to",
	[K_SAFECOPY_VECTOR] = "safecopy_vector",
	[K_ISA_DMA_START] = "isa_dma_start",
	[K_ISA_DMA_STOP] = "isa_dma_stop",
	[K_IRQ_HOOK] = "irq_hook",
	[K_IRQ_ENABLE] = "irq_enable",
	[K_IRQ_DISABLE] = "irq_disable",
	[K_IRQ_REMOVE] = "irq_remove",
	[K_ALARM] = "alarm",
	[K_EVENT] = "event",
	[K_EVENT_READ] = "event_read",
	[K_HALT] = "halt",
};

static const struct group {
	const char *name;
	u64 calls;
} groups[] = {
	{"basic", CALL(K_TIME) | CALL(K_INFO) | CALL(K_LOOKUP) | CALL(K_DIAG) | CALL(K_EXIT) |
			  CALL(K_ALARM)},
	{"copy", CALL(K_SAFECOPY_FROM) | CALL(K_SAFECOPY_TO)},
	{"grant", CALL(K_GRANT_TABLE) | CALL(K_SAFECOPY_VECTOR)},
	{"memory", CALL(K_VM_MAP) | CALL(K_VM_UNMAP)},
	{"irq", CALL(K_IRQ_HOOK) | CALL(K_IRQ_ENABLE) | CALL(K_IRQ_DISABLE) | CALL(K_IRQ_REMOVE)},
	{"dma", CALL(K_DMA_ALLOC) | CALL(K_DMA_FREE)},
	{"isa_dma", CALL(K_ISA_DMA_START) | CALL(K_ISA_DMA_STOP)},
};

static const char *const trap_names[IPC_TRAP_COUNT] = {
	[IPC_SEND] = "send",     [IPC_RECEIVE] = "receive", [IPC_SENDREC] = "sendrec",
	[IPC_NOTIFY] = "notify", [IPC_SENDNB] = "sendnb",   [IPC_SENDA] = "senda",
};

static const struct flag {
	const char *name;
	u32 flag;
} flags[] = {
	{"events", PRIV_EVENTS},
	{"grant_behalf", PRIV_GRANT_BEHALF},
	{"host_channel", PRIV_HOST_CHANNEL},
	{"ramdisk", PRIV_RAMDISK},
	{"kernel_log", PRIV_KERNEL_LOG},
	{"system", PRIV_SYSTEM},
};

static int
is_named(const char *name, u32 length, const char *known)
{
	return known != NULL && strlen(known) == length && memcmp(name, known, length) == 0;
}

u64
conf_kcalls_named(const char *name, u32 length)
{
	for (u32 i = 0; i < ARRAY_LEN(groups); i++)
		if (is_named(name, length, groups[i].name))
			return groups[i].calls;
	for (u32 call = 0; call < KCALL_COUNT; call++)
		if (is_named(name, length, kcall_names[call]))
			return CALL(call);
	return 0;
}

u32
conf_trap_named(const char *name, u32 length)
{
	for (u32 trap = 0; trap < IPC_TRAP_COUNT; trap++)
		if (is_named(name, length, trap_names[trap]))
			return 1u << trap;
	return 0;
}

u32
conf_flag_named(const char *name, u32 length)
{
	for (u32 i = 0; i < ARRAY_LEN(flags); i++)
		if (is_named(name, length, flags[i].name))
			return flags[i].flag & FLAG_BITS;
	return 0;
}

const char *
sysconf_kcall_name(u32 number)
{
	return number < KCALL_COUNT ? kcall_names[number] : NULL;
}

const char *
sysconf_trap_name(u32 number)
{
	return number < IPC_TRAP_COUNT ? trap_names[number] : NULL;
}

const char *
sysconf_flag_name(u32 bit)
{
	for (u32 i = 0; i < ARRAY_LEN(flags); i++)
		if (bit < 32 && flags[i].flag == 1u << bit)
			return flags[i].name;
	return NULL;
}
