/*
 * Kernel calls: one typed function per call of kintsugi/kcall.h, which says
 * what each does and may return. Unless noted, a function returns a value >= 0
 * or a negative error. Calls that yield an address put it into their last
 * argument, since an address in the upper half would look like an error.
 */
#ifndef LIBSYS_KCALL_H
#define LIBSYS_KCALL_H

#include <kintsugi/kcall.h>

/* The bare trap, for tests that hand the kernel what no typed stub would. */
s32 kernel_call(u32 number, u32 a, u32 b, u32 c, u32 d, u32 e);

/* Whether the bare trap's result is an error rather than a value or address. */
static inline int
kernel_call_failed(s32 result)
{
	return result < 0 && result >= -4095;
}

/* Information */
int sys_time(struct ktime *time);
u64 sys_uptime_us(void);
int sys_info(enum kinfo what, void *buffer, u32 length, u32 index);
endpoint_t sys_lookup(const char *label);
int sys_diag(const char *text, u32 length);

/* Processes */
endpoint_t sys_proc_create(const char *name);
endpoint_t sys_proc_fork(endpoint_t parent);
int sys_proc_exec(struct kexec *exec);
int sys_proc_exit(endpoint_t endpoint);
int sys_proc_stop(endpoint_t endpoint);
int sys_proc_resume(endpoint_t endpoint);
int sys_sched(endpoint_t endpoint, u32 priority, u32 quantum_ms);
int sys_priv_set(endpoint_t endpoint, u32 priv_id, const struct privilege *privilege);
int sys_sig_get(struct ksig *event);
int sys_sig_send(endpoint_t endpoint, const struct ksigframe *frame);
int sys_sig_return(endpoint_t endpoint, u32 context, u32 *mask);
_Noreturn void sys_exit(enum exit_kind kind, s32 status, const char *text, u32 length);

int sys_copy(endpoint_t from, u32 from_address, endpoint_t to, u32 to_address, u32 length);
int sys_copy_in(endpoint_t from, u32 from_address, void *to, u32 length);
int sys_copy_out(const void *from, endpoint_t to, u32 to_address, u32 length);

/* Memory */
int sys_vm_map(endpoint_t endpoint, u32 address, u32 length, u32 flags, u32 *mapped);
int sys_vm_unmap(endpoint_t endpoint, u32 address, u32 length);
int sys_vm_phys(u32 phys, u32 length, u32 flags, void **mapped);
int sys_vm_ramdisk(u32 flags, void **mapped);
int sys_vm_keep(u32 length, void **mapped);
int sys_keep_free(const char *label);
int sys_dma_alloc(u32 length, void **address, u32 *phys);
int sys_dma_free(void *address);
int sys_isa_dma_start(u32 channel, void *address, u32 length, u32 flags);
int sys_isa_dma_stop(u32 channel);

/* Grants; a process makes its own with libsys/grant.h */
int sys_grant_table(const struct grant *table, u32 entries);
int sys_safecopy_from(endpoint_t granter, grant_id_t grant, u32 offset, void *to, u32 length);
int sys_safecopy_to(endpoint_t granter, grant_id_t grant, u32 offset, const void *from, u32 length);
int sys_safecopy_vector(const struct safecopy_part *parts, u32 count);

/* Devices */
int sys_irq_hook(u32 irq, u32 id, u32 flags);
int sys_irq_enable(int hook);
int sys_irq_disable(int hook);
int sys_irq_remove(int hook);

/* Time: one alarm a process, at a time since boot; 0 takes it back */
int sys_alarm(u64 at_us);

/* Event stream and control channel */
int sys_event(const char *kind, const struct event_field *fields, u32 count);
int sys_event_read(char *line, u32 length);

int sys_halt(enum halt_how how, s32 status);

#endif
