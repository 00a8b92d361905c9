/* Kernel calls that tell: time, tables, names; and the console. */
#include <errno.h>

#include "clock.h"
#include "console.h"
#include "irq.h"
#include "ipc.h"
#include "kcall.h"
#include "kernel.h"
#include "lib.h"

s32
kcall_time(struct proc *p, const u32 *args)
{
	struct ktime time = { .uptime_us = clock_now_us(), .boot_epoch_s = clock_boot_epoch_s() };

	return copy_to_user(p, args[0], &time, sizeof(time));
}

/* Copies the answer out; an answer that does not fit is cut. */
static s32
answer(struct proc *p, const u32 *args, const void *from, u32 size)
{
	u32 n = args[2] < size ? args[2] : size;

	s32 status = copy_to_user(p, args[1], from, n);
	return status == 0 ? (s32)n : status;
}

/* The beginning of a module's bytes, at most COPY_MAX of them. */
static s32
answer_module(struct proc *p, const u32 *args, u32 index)
{
	if (index >= boot.module_count)
		return -ENOENT;
	u32 size = boot.modules[index].size_bytes;

	return answer(p, args, PHYS_TO_PTR(boot.modules[index].phys), size < COPY_MAX ? size : COPY_MAX);
}

static void
fill_usage(struct kusage *usage)
{
	*usage = (struct kusage){
		.frames_total = frames_total(),
		.frames_free = frames_free_count(),
		.frames_quarantined = frames_quarantined(),
		.processes = procs_in_use(),
		.privileges = privs_in_use(),
		.irq_hooks = irq_hooks_in_use(),
		.context_switches = sched_switches(),
		.messages = ipc_messages(),
		.idle_us = sched_idle_us(),
	};
}

static void
fill_machine(struct kmachine *machine)
{
	u32 max, vendor[3];

	memset(machine, 0, sizeof(*machine)); /* what lies between its members goes to the process too */
	machine->memory_kb = frames_total() * (PAGE_SIZE / 1024);
	machine->tsc_khz = clock_tsc_khz();
	machine->has_fpu = (u32)fpu_present();
	__asm__("cpuid" : "=a"(max), "=b"(vendor[0]), "=d"(vendor[1]), "=c"(vendor[2]) : "a"(0));
	memcpy(machine->cpu_vendor, vendor, sizeof(vendor));
	copy_string(machine->kernel_version, KERNEL_VERSION, sizeof(machine->kernel_version));
}

s32
kcall_info(struct proc *p, const u32 *args)
{
	static u8 log_copy[8192] __attribute__((aligned(4)));
	struct klog *log = (struct klog *)log_copy;
	union {
		struct kusage usage;
		struct kprocess process;
		struct kmachine machine;
	} out;
	u32 index = args[3];

	switch ((enum kinfo)args[0]) {
	case KINFO_USAGE:
		fill_usage(&out.usage);
		return answer(p, args, &out.usage, sizeof(out.usage));
	case KINFO_SELF:
		proc_fill_info(p, &out.process);
		return answer(p, args, &out.process, sizeof(out.process));
	case KINFO_PROCESS:
		if (index >= NR_PROCS || procs[index].endpoint == EP_NONE)
			return -ENOENT;
		proc_fill_info(&procs[index], &out.process);
		return answer(p, args, &out.process, sizeof(out.process));
	case KINFO_MODULE:
		if (index >= boot.module_count)
			return -ENOENT;
		return answer(p, args, &boot.modules[index], sizeof(boot.modules[index]));
	case KINFO_PARAMS:
		return answer(p, args, boot.params, sizeof(boot.params));
	case KINFO_MACHINE:
		fill_machine(&out.machine);
		return answer(p, args, &out.machine, sizeof(out.machine));
	case KINFO_LOG:
		if (!proc_is_system(p))
			return -EPERM;
		if (args[2] < sizeof(*log))
			return -EINVAL;
		console_log_read(log, index, (args[2] < sizeof(log_copy) ? args[2] : (u32)sizeof(log_copy)) - (u32)sizeof(*log));
		return answer(p, args, log, (u32)sizeof(*log) + log->end - log->start);
	case KINFO_MODULE_DATA:
		if (!proc_is_system(p))
			return -EPERM;
		return answer_module(p, args, index);
	case KINFO_PRIVILEGE:
		if (!proc_is_system(p))
			return -EPERM;
		if (index >= NR_PRIVS)
			return -ENOENT;
		return answer(p, args, &privs[index].def, sizeof(privs[index].def));
	}
	return -EINVAL;
}

s32
kcall_lookup(struct proc *p, const u32 *args)
{
	char label[LABEL_LEN + 1]; /* a character more tells those that are too long */
	int length = copy_string_from_user(p, label, args[0], sizeof(label));

	if (length < 0)
		return length;
	if (length >= LABEL_LEN)
		return -ENAMETOOLONG;
	const struct proc *found = priv_find_label(label);
	return found == NULL ? -ENOENT : found->endpoint;
}

s32
kcall_diag(struct proc *p, const u32 *args)
{
	static char text[DIAG_MAX];

	if (args[1] > DIAG_MAX)
		return -E2BIG;
	if (copy_from_user(p, text, args[0], args[1]) != 0)
		return -EFAULT;
	console_write(text, args[1]);
	ipc_notify_flagged(PRIV_KERNEL_LOG);
	return (s32)args[1];
}
