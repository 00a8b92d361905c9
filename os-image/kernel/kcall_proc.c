/* Kernel calls of the managers: lives, images, scheduling, privileges, signals. */
#include <errno.h>

#include "clock.h"
#include "image.h"
#include "ipc.h"
#include "irq.h"
#include "kcall.h"
#include "kernel.h"
#include "lib.h"
#include "signal.h"

/* Slots that user processes leave to the system. */
#define SYSTEM_SLOTS 32u

/* The process args[0] names, if p manages it and it is not p. */
static s32
managed(struct proc *p, const u32 *args, struct proc **found)
{
	struct proc *target = proc_of((endpoint_t)args[0]);

	if ((endpoint_t)args[0] == EP_SELF || target == p)
		return -EINVAL;
	if (target == NULL)
		return -EDEADEP;
	if (target->manager != p->endpoint)
		return -EPERM;
	*found = target;
	return 0;
}

s32
kcall_proc_create(struct proc *p, const u32 *args)
{
	char name[PROC_NAME_LEN];

	if (copy_string_from_user(p, name, args[0], sizeof(name)) < 0)
		return -EFAULT;
	struct proc *child = proc_new(name, PRIV_ID_USER);
	if (child == NULL)
		return -EAGAIN;
	child->manager = p->endpoint;
	return child->endpoint;
}

s32
kcall_proc_fork(struct proc *p, const u32 *args)
{
	struct fpu_state fpu;
	struct proc *parent;
	s32 status = managed(p, args, &parent);

	if (status != 0)
		return status;
	if (proc_is_system(parent) || parent->vm.cr3 == NO_FRAME)
		return -EINVAL;
	if (procs_in_use() >= NR_PROCS - SYSTEM_SLOTS)
		return -EAGAIN;
	struct proc *child = proc_new(parent->name, PRIV_ID_USER);
	if (child == NULL)
		return -EAGAIN;
	child->manager = parent->manager;
	status = ipc_copy_wait(child, parent, p);
	if (status == 0)
		status = vm_fork(&child->vm, &parent->vm, 0);
	if (status != 0) {
		proc_end(child);
		return status;
	}
	child->regs = parent->regs;
	fpu_get(parent, &fpu);
	fpu_set(child, &fpu);
	sched_set(child, parent->base_priority, parent->quantum_us);
	return child->endpoint;
}

/* Finds the image and checks its CRC. */
static s32
find_image(struct proc *p, const struct kexec *exec, struct image *image)
{
	if (exec->module >= 0) {
		u32 index = (u32)exec->module;
		if (index >= boot.module_count || boot.modules[index].kind != ARCHIVE_PROGRAM)
			return -ENOEXEC;
		const struct boot_module *module = &boot.modules[index];
		*image = (struct image){ .direct = PHYS_TO_PTR(module->phys), .length = module->size_bytes };
		return image_check(image, module->crc32);
	}
	if (!user_range_ok(exec->image, exec->length))
		return -EFAULT;
	*image = (struct image){ .holder = p, .address = exec->image, .length = exec->length };
	return exec->check_crc32 ? image_check(image, exec->crc32) : 0;
}

static int
has_region(const struct proc *p, u32 flags)
{
	for (u32 i = 0; i < p->vm.region_count; i++)
		if (p->vm.regions[i].flags & flags)
			return 1;
	return 0;
}

/* The old life's waits, tables and image are over; the new image takes their place. */
static void
replace_image(struct proc *target, const struct kexec *exec, const struct vm *vm, u32 stack_pointer)
{
	ipc_abort_wait(target, -EINTR);
	async_withdraw(target);
	irq_forget(target);
	clock_set_alarm(target, 0);
	fpu_forget(target);
	target->grant_table = target->grant_count = 0;
	target->has_mail = 0;
	vm_destroy(&target->vm);
	target->vm = *vm;
	sched_reload(target);
	copy_string(target->name, exec->name, sizeof(target->name));
	image_start(target, exec->entry, stack_pointer);
	target->has_ksig = 0;
	proc_unblock(target, PROC_FAULTED | PROC_EXITING);
}

s32
kcall_proc_exec(struct proc *p, const u32 *args)
{
	static u8 stack[EXEC_STACK_MAX];
	struct kexec exec;
	struct image image;
	struct proc *target;
	struct vm vm;

	if (copy_from_user(p, &exec, args[0], sizeof(exec)) != 0)
		return -EFAULT;
	u32 endpoint = (u32)exec.endpoint;
	s32 status = managed(p, &endpoint, &target);
	if (status != 0)
		return status;
	if (exec.stack_length > EXEC_STACK_MAX)
		return -E2BIG;
	if (exec.stack_length % 4 != 0)
		return -EINVAL;
	if (has_region(target, REGION_DMA))
		return -EBUSY; /* a bus master may be using it */
	if (copy_from_user(p, stack, exec.stack, exec.stack_length) != 0)
		return -EFAULT;
	exec.name[sizeof(exec.name) - 1] = '\0';
	status = find_image(p, &exec, &image);
	if (status == 0)
		status = image_load(&image, &vm, proc_is_system(target), priv_of(target)->max_pages, &exec.entry,
		                    &exec.data_end);
	if (status != 0)
		return status;
	/* Nothing can fail from here on but the two copies, which are tried before the old image goes. */
	struct vm old = target->vm;
	u32 stack_pointer = USER_STACK_TOP - exec.stack_length;
	target->vm = vm;
	if (copy_to_user(target, stack_pointer, stack, exec.stack_length) != 0)
		status = -ENOMEM; /* the place is right: its pages could not be had */
	vm = target->vm;
	target->vm = old;
	if (status == 0)
		status = copy_to_user(p, args[0], &exec, sizeof(exec));
	if (status != 0) {
		vm_destroy(&vm);
		return status;
	}
	replace_image(target, &exec, &vm, stack_pointer);
	return 0;
}

s32
kcall_proc_exit(struct proc *p, const u32 *args)
{
	struct proc *target;
	s32 status = managed(p, args, &target);

	if (status == 0)
		proc_end(target);
	return status;
}

s32
kcall_proc_stop(struct proc *p, const u32 *args)
{
	struct proc *target;
	s32 status = managed(p, args, &target);

	if (status == 0)
		proc_block(target, PROC_STOPPED);
	return status;
}

s32
kcall_proc_resume(struct proc *p, const u32 *args)
{
	struct proc *target;
	s32 status = managed(p, args, &target);

	if (status == 0 && target->vm.cr3 == NO_FRAME)
		status = -EINVAL; /* it has no image yet */
	if (status == 0)
		proc_unblock(target, PROC_STOPPED);
	return status;
}

s32
kcall_sched(struct proc *p, const u32 *args)
{
	struct proc *target;
	s32 status = managed(p, args, &target);

	if (status != 0)
		return status;
	if (args[1] == 0 || args[1] > PRIORITY_LOWEST || args[2] == 0 || args[2] > QUANTUM_MAX_MS)
		return -EINVAL;
	sched_set(target, (u8)args[1], args[2] * 1000u);
	return 0;
}

s32
kcall_priv_set(struct proc *p, const u32 *args)
{
	struct privilege def;
	struct proc *target;
	s32 status = managed(p, args, &target);

	if (status != 0)
		return status;
	/* What it holds by its old privileges it would keep under the new ones. */
	if (!(target->state & PROC_STOPPED) || irq_has_hooks(target) || has_region(target, REGION_DMA | REGION_BORROWED))
		return -EBUSY;
	if (copy_from_user(p, &def, args[2], sizeof(def)) != 0)
		return -EFAULT;
	/* Who made the process answers for it: nobody gets another's failures to handle. */
	if (def.manager != p->endpoint)
		return -EPERM;
	return priv_assign(target, args[1], &def);
}

s32
kcall_sig_get(struct proc *p, const u32 *args)
{
	for (struct proc *q = procs; q < procs + NR_PROCS; q++) {
		if (q->endpoint == EP_NONE || q->manager != p->endpoint || !q->has_ksig)
			continue;
		if (copy_to_user(p, args[0], &q->ksig, sizeof(q->ksig)) != 0)
			return -EFAULT;
		q->has_ksig = 0;
		return 0;
	}
	return -EAGAIN;
}

s32
kcall_sig_send(struct proc *p, const u32 *args)
{
	struct ksigframe frame;
	struct proc *target;
	s32 status = managed(p, args, &target);

	if (status != 0)
		return status;
	if (copy_from_user(p, &frame, args[1], sizeof(frame)) != 0)
		return -EFAULT;
	return signal_send(target, &frame);
}

s32
kcall_sig_return(struct proc *p, const u32 *args)
{
	struct proc *target;
	u32 mask;
	s32 status = managed(p, args, &target);

	if (status == 0)
		status = signal_return(target, args[1], &mask);
	return status == 0 ? copy_to_user(p, args[2], &mask, sizeof(mask)) : status;
}

s32
kcall_exit(struct proc *p, const u32 *args)
{
	struct ksig sig = { .kind = KSIG_EXIT, .exit_kind = args[0], .status = (s32)args[1] };
	u32 length = args[3] < KSIG_TEXT_MAX ? args[3] : KSIG_TEXT_MAX - 1;

	if (args[0] != EXIT_NORMAL && args[0] != EXIT_PANIC)
		return -EINVAL;
	if (copy_from_user(p, sig.text, args[2], length) != 0)
		memset(sig.text, 0, sizeof(sig.text));
	sig.eip = p->regs.eip;
	proc_fault(p, PROC_EXITING, &sig);
	return 0;
}
