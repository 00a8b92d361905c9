/*
 * Kernel calls. kernel_call loads the registers as kintsugi/trap.h lays down;
 * the rest gives each call its types.
 */
#include <errno.h>
#include <kintsugi/trap.h>
#include <libsys/kcall.h>

s32
kernel_call(u32 number, u32 a, u32 b, u32 c, u32 d, u32 e)
{
	s32 result;

	__asm__ volatile("int %[vector]"
			 : "=a"(result)
			 : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e), [vector] "i"(TRAP_KCALL)
			 : "memory", "cc");
	return result;
}

/* A call that returns an address: stores it, returns 0 or the error. */
static int
store_address(s32 result, u32 *address)
{
	if (kernel_call_failed(result))
		return result;
	*address = (u32)result;
	return 0;
}

int
sys_time(struct ktime *time)
{
	return kernel_call(K_TIME, (u32)time, 0, 0, 0, 0);
}

/* Cannot fail: the call is open to all and the structure is ours. */
u64
sys_uptime_us(void)
{
	struct ktime time = {0};

	sys_time(&time);
	return time.uptime_us;
}

int
sys_info(enum kinfo what, void *buffer, u32 length, u32 index)
{
	return kernel_call(K_INFO, what, (u32)buffer, length, index, 0);
}

endpoint_t
sys_lookup(const char *label)
{
	return kernel_call(K_LOOKUP, (u32)label, 0, 0, 0, 0);
}

int
sys_diag(const char *text, u32 length)
{
	return kernel_call(K_DIAG, (u32)text, length, 0, 0, 0);
}

endpoint_t
sys_proc_create(const char *name)
{
	return kernel_call(K_PROC_CREATE, (u32)name, 0, 0, 0, 0);
}

endpoint_t
sys_proc_fork(endpoint_t parent)
{
	return kernel_call(K_PROC_FORK, (u32)parent, 0, 0, 0, 0);
}

int
sys_proc_exec(struct kexec *exec)
{
	return kernel_call(K_PROC_EXEC, (u32)exec, 0, 0, 0, 0);
}

int
sys_proc_exit(endpoint_t endpoint)
{
	return kernel_call(K_PROC_EXIT, (u32)endpoint, 0, 0, 0, 0);
}

int
sys_proc_stop(endpoint_t endpoint)
{
	return kernel_call(K_PROC_STOP, (u32)endpoint, 0, 0, 0, 0);
}

int
sys_proc_resume(endpoint_t endpoint)
{
	return kernel_call(K_PROC_RESUME, (u32)endpoint, 0, 0, 0, 0);
}

int
sys_sched(endpoint_t endpoint, u32 priority, u32 quantum_ms)
{
	return kernel_call(K_SCHED, (u32)endpoint, priority, quantum_ms, 0, 0);
}

int
sys_priv_set(endpoint_t endpoint, u32 priv_id, const struct privilege *privilege)
{
	return kernel_call(K_PRIV_SET, (u32)endpoint, priv_id, (u32)privilege, 0, 0);
}

int
sys_sig_get(struct ksig *event)
{
	return kernel_call(K_SIG_GET, (u32)event, 0, 0, 0, 0);
}

int
sys_sig_send(endpoint_t endpoint, const struct ksigframe *frame)
{
	return kernel_call(K_SIG_SEND, (u32)endpoint, (u32)frame, 0, 0, 0);
}

int
sys_sig_return(endpoint_t endpoint, u32 context, u32 *mask)
{
	return kernel_call(K_SIG_RETURN, (u32)endpoint, context, (u32)mask, 0, 0);
}

/*
 * A caller without leave for K_EXIT, or with a bad text, must not run on: it
 * ends by an invalid opcode, which its manager hears of as well.
 */
_Noreturn void
sys_exit(enum exit_kind kind, s32 status, const char *text, u32 length)
{
	kernel_call(K_EXIT, kind, (u32)status, (u32)text, length, 0);
	for (;;)
		__asm__ volatile("ud2");
}

int
sys_copy(endpoint_t from, u32 from_address, endpoint_t to, u32 to_address, u32 length)
{
	struct kcopy copy = {
		.from = from,
		.from_address = from_address,
		.to = to,
		.to_address = to_address,
		.length = length,
	};

	return kernel_call(K_COPY, (u32)&copy, 0, 0, 0, 0);
}

int
sys_copy_in(endpoint_t from, u32 from_address, void *to, u32 length)
{
	return sys_copy(from, from_address, EP_SELF, (u32)to, length);
}

int
sys_copy_out(const void *from, endpoint_t to, u32 to_address, u32 length)
{
	return sys_copy(EP_SELF, (u32)from, to, to_address, length);
}

int
sys_vm_map(endpoint_t endpoint, u32 address, u32 length, u32 flags, u32 *mapped)
{
	return store_address(kernel_call(K_VM_MAP, (u32)endpoint, address, length, flags, 0), mapped);
}

int
sys_vm_unmap(endpoint_t endpoint, u32 address, u32 length)
{
	return kernel_call(K_VM_UNMAP, (u32)endpoint, address, length, 0, 0);
}

int
sys_vm_phys(u32 phys, u32 length, u32 flags, void **mapped)
{
	return store_address(kernel_call(K_VM_PHYS, phys, length, flags, 0, 0), (u32 *)mapped);
}

int
sys_vm_ramdisk(u32 flags, void **mapped)
{
	return store_address(kernel_call(K_VM_RAMDISK, flags, 0, 0, 0, 0), (u32 *)mapped);
}

int
sys_vm_keep(u32 length, void **mapped)
{
	return store_address(kernel_call(K_VM_KEEP, length, 0, 0, 0, 0), (u32 *)mapped);
}

int
sys_keep_free(const char *label)
{
	return kernel_call(K_KEEP_FREE, (u32)label, 0, 0, 0, 0);
}

int
sys_dma_alloc(u32 length, void **address, u32 *phys)
{
	return kernel_call(K_DMA_ALLOC, length, (u32)address, (u32)phys, 0, 0);
}

int
sys_dma_free(void *address)
{
	return kernel_call(K_DMA_FREE, (u32)address, 0, 0, 0, 0);
}

int
sys_isa_dma_start(u32 channel, void *address, u32 length, u32 flags)
{
	return kernel_call(K_ISA_DMA_START, channel, (u32)address, length, flags, 0);
}

int
sys_isa_dma_stop(u32 channel)
{
	return kernel_call(K_ISA_DMA_STOP, channel, 0, 0, 0, 0);
}

int
sys_grant_table(const struct grant *table, u32 entries)
{
	return kernel_call(K_GRANT_TABLE, (u32)table, entries, 0, 0, 0);
}

int
sys_safecopy_from(endpoint_t granter, grant_id_t grant, u32 offset, void *to, u32 length)
{
	return kernel_call(K_SAFECOPY_FROM, (u32)granter, (u32)grant, offset, (u32)to, length);
}

int
sys_safecopy_to(endpoint_t granter, grant_id_t grant, u32 offset, const void *from, u32 length)
{
	return kernel_call(K_SAFECOPY_TO, (u32)granter, (u32)grant, offset, (u32)from, length);
}

int
sys_safecopy_vector(const struct safecopy_part *parts, u32 count)
{
	return kernel_call(K_SAFECOPY_VECTOR, (u32)parts, count, 0, 0, 0);
}

int
sys_irq_hook(u32 irq, u32 id, u32 flags)
{
	return kernel_call(K_IRQ_HOOK, irq, id, flags, 0, 0);
}

int
sys_irq_enable(int hook)
{
	return kernel_call(K_IRQ_ENABLE, (u32)hook, 0, 0, 0, 0);
}

int
sys_irq_disable(int hook)
{
	return kernel_call(K_IRQ_DISABLE, (u32)hook, 0, 0, 0, 0);
}

int
sys_irq_remove(int hook)
{
	return kernel_call(K_IRQ_REMOVE, (u32)hook, 0, 0, 0, 0);
}

int
sys_alarm(u64 at_us)
{
	return kernel_call(K_ALARM, (u32)at_us, (u32)(at_us >> 32), 0, 0, 0);
}

int
sys_event(const char *kind, const struct event_field *fields, u32 count)
{
	return kernel_call(K_EVENT, (u32)kind, (u32)fields, count, 0, 0);
}

int
sys_event_read(char *line, u32 length)
{
	return kernel_call(K_EVENT_READ, (u32)line, length, 0, 0, 0);
}

int
sys_halt(enum halt_how how, s32 status)
{
	return kernel_call(K_HALT, how, (u32)status, 0, 0, 0);
}
