/* See irq.h. Interrupt controllers: Intel 8259A data sheet. */
#include "irq.h"

#include <errno.h>

#include "clock.h"
#include "event.h"
#include "ipc.h"
#include "lib.h"

#define PIC1_COMMAND 0x20
#define PIC1_DATA 0x21
#define PIC2_COMMAND 0xa0
#define PIC2_DATA 0xa1
#define ICW1_INIT_ICW4 0x11
#define ICW4_8086 0x01
#define OCW2_EOI 0x20
#define OCW3_READ_ISR 0x0b
#define ELCR1 0x4d0
#define ELCR2 0x4d1
#define PIC1_SPURIOUS 7
#define PIC2_SPURIOUS 15

#define NR_HOOKS 32

struct hook {
	struct proc *owner; /* null: free */
	u8 irq;
	u8 id;
	u8 flags;  /* IRQ_* (kcall.h) */
	u8 closed; /* keeps the line masked */
};

static struct hook hooks[NR_HOOKS];
static u16 masked = 0xffff & ~(1u << IRQ_CASCADE);

static void
write_masks(void)
{
	outb(PIC1_DATA, (u8)masked);
	outb(PIC2_DATA, (u8)(masked >> 8));
}

void
irq_init(void)
{
	outb(PIC1_COMMAND, ICW1_INIT_ICW4);
	outb(PIC1_DATA, IRQ_VECTOR);
	outb(PIC1_DATA, 1u << IRQ_CASCADE);
	outb(PIC1_DATA, ICW4_8086);
	outb(PIC2_COMMAND, ICW1_INIT_ICW4);
	outb(PIC2_DATA, IRQ_VECTOR + 8);
	outb(PIC2_DATA, IRQ_CASCADE);
	outb(PIC2_DATA, ICW4_8086);
	write_masks();
}

void
irq_unmask_kernel(u32 irq)
{
	masked &= (u16)~(1u << irq);
	write_masks();
}

static int
is_spurious(u32 irq)
{
	u16 command = irq == PIC1_SPURIOUS ? PIC1_COMMAND : PIC2_COMMAND;

	if (irq != PIC1_SPURIOUS && irq != PIC2_SPURIOUS)
		return 0;
	outb(command, OCW3_READ_ISR);
	return !(inb(command) & 0x80);
}

static void
end_of_interrupt(u32 irq)
{
	if (irq >= 8)
		outb(PIC2_COMMAND, OCW2_EOI);
	outb(PIC1_COMMAND, OCW2_EOI);
}

/* A line is open when some hook wants it and none keeps it closed. */
static void
update_line(u32 irq)
{
	int wanted = 0, closed = 0;

	for (struct hook *h = hooks; h < hooks + NR_HOOKS; h++)
		if (h->owner != NULL && h->irq == irq) {
			wanted = 1;
			closed |= h->closed;
		}
	u16 bit = (u16)(1u << irq);
	u16 next = wanted && !closed ? masked & (u16)~bit : masked | bit;
	if (next != masked) {
		masked = next;
		write_masks();
	}
}

static void
notify_hooks(u32 irq)
{
	for (struct hook *h = hooks; h < hooks + NR_HOOKS; h++) {
		if (h->owner == NULL || h->irq != irq)
			continue;
		if (!(h->flags & IRQ_REENABLE))
			h->closed = 1;
		h->owner->pending_interrupts |= 1u << h->id;
		ipc_notify_from_kernel(h->owner, PENDING_HARDWARE);
	}
	update_line(irq);
}

void
irq_handle(u32 irq)
{
	if (is_spurious(irq)) {
		if (irq == PIC2_SPURIOUS)
			outb(PIC1_COMMAND, OCW2_EOI);
		return;
	}
	if (irq == IRQ_TIMER)
		clock_interrupt();
	else if (irq == IRQ_COM2)
		channel_interrupt();
	else
		notify_hooks(irq);
	end_of_interrupt(irq);
}

static int
is_level_triggered(u32 irq)
{
	return irq < 8 ? inb(ELCR1) >> irq & 1 : inb(ELCR2) >> (irq - 8) & 1;
}

s32
irq_hook(struct proc *p, u32 irq, u32 id, u32 flags)
{
	const struct privilege *priv = priv_of(p);
	int allowed = 0;

	for (u32 i = 0; i < priv->irq_count; i++)
		allowed |= priv->irq[i] == irq;
	if (!allowed || (KERNEL_IRQS >> irq & 1) != 0)
		return -EPERM;
	if (id >= 32 || flags & ~IRQ_REENABLE)
		return -EINVAL;
	/* A level-triggered line would fire for ever. */
	if (flags & IRQ_REENABLE && is_level_triggered(irq))
		return -EINVAL;
	/* One hook a line, so that no driver leaves too few to others. */
	for (u32 i = 0; i < NR_HOOKS; i++)
		if (hooks[i].owner == p && (hooks[i].irq == irq || hooks[i].id == id))
			return -EBUSY;
	for (u32 i = 0; i < NR_HOOKS; i++)
		if (hooks[i].owner == NULL) {
			hooks[i] = (struct hook){ p, (u8)irq, (u8)id, (u8)flags, 1 };
			update_line(irq);
			return (s32)i;
		}
	return -ENOMEM;
}

static struct hook *
hook_of(struct proc *p, u32 number)
{
	return number < NR_HOOKS && hooks[number].owner == p ? &hooks[number] : NULL;
}

static s32
set_closed(struct proc *p, u32 number, u8 closed)
{
	struct hook *h = hook_of(p, number);

	if (h == NULL)
		return -EINVAL;
	h->closed = closed;
	update_line(h->irq);
	return 0;
}

s32
irq_enable(struct proc *p, u32 hook)
{
	return set_closed(p, hook, 0);
}

s32
irq_disable(struct proc *p, u32 hook)
{
	return set_closed(p, hook, 1);
}

s32
irq_remove(struct proc *p, u32 hook)
{
	struct hook *h = hook_of(p, hook);

	if (h == NULL)
		return -EINVAL;
	h->owner = NULL;
	update_line(h->irq);
	p->pending_interrupts &= ~(1u << h->id);
	if (p->pending_interrupts == 0)
		p->kernel_pending &= ~PENDING_HARDWARE;
	return 0;
}

void
irq_forget(struct proc *p)
{
	for (u32 i = 0; i < NR_HOOKS; i++)
		if (hooks[i].owner == p)
			irq_remove(p, i);
}

int
irq_has_hooks(const struct proc *p)
{
	for (u32 i = 0; i < NR_HOOKS; i++)
		if (hooks[i].owner == p)
			return 1;
	return 0;
}

u32
irq_hooks_in_use(void)
{
	u32 n = 0;

	for (u32 i = 0; i < NR_HOOKS; i++)
		n += hooks[i].owner != NULL;
	return n;
}
