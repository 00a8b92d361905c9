/* Kernel calls about interrupts, ISA DMA, alarms, the event port and the end. */
#include <errno.h>

#include "clock.h"
#include "event.h"
#include "irq.h"
#include "isa_dma.h"
#include "kcall.h"
#include "kernel.h"

s32
kcall_irq_hook(struct proc *p, const u32 *args)
{
	return irq_hook(p, args[0], args[1], args[2]);
}

s32
kcall_irq_enable(struct proc *p, const u32 *args)
{
	return irq_enable(p, args[0]);
}

s32
kcall_irq_disable(struct proc *p, const u32 *args)
{
	return irq_disable(p, args[0]);
}

s32
kcall_irq_remove(struct proc *p, const u32 *args)
{
	return irq_remove(p, args[0]);
}

s32
kcall_isa_dma_start(struct proc *p, const u32 *args)
{
	return isa_dma_start(p, args[0], args[1], args[2], args[3]);
}

s32
kcall_isa_dma_stop(struct proc *p, const u32 *args)
{
	return isa_dma_stop(p, args[0]);
}

s32
kcall_alarm(struct proc *p, const u32 *args)
{
	clock_set_alarm(p, (u64)args[1] << 32 | args[0]);
	return 0;
}

s32
kcall_event(struct proc *p, const u32 *args)
{
	return event_from(p, args[0], args[1], args[2]);
}

s32
kcall_event_read(struct proc *p, const u32 *args)
{
	return channel_read(p, args[0], args[1]);
}

s32
kcall_halt(struct proc *p, const u32 *args)
{
	(void)p;
	if (args[0] == HALT_LOST)
		machine_lost((s32)args[1]);
	if (args[0] != HALT_POWEROFF && args[0] != HALT_REBOOT)
		return -EINVAL;
	machine_halt((enum halt_how)args[0], (s32)args[1]);
}
