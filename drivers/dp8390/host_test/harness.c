/*
 * What is around the driver besides INET (net_client.c): ports that lead to the test's card,
 * time and timers, the PCI server, the log. The test calls what the driver's loop would.
 */
#include <errno.h>
#include <libdriver/driver.h>
#include <libdriver/pci.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/timer.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../ports.h"
#include "../ring.h"

#define IMPORT(name) __attribute__((import_module("card"), import_name(#name)))
#define EXPORT(name) __attribute__((export_name(#name)))

#define BASE 0xc000u
#define IRQ 11u
#define HOOK 3
#define TEXT_MAX 0x4000u
#define LONG_BYTES 4u

IMPORT(read) u32 card_read(u32 offset, u32 size);
IMPORT(write) void card_write(u32 offset, u32 size, u32 value);
IMPORT(now_us) u64 now_us(void);
IMPORT(panicked) void panicked(const char *text); /* throws */

int driver_main(void); /* main.c's */

static const struct driver_events *driver;
static struct timer_set timers;
static char log_text[TEXT_MAX];
static u32 log_length;
static u32 irq_enables;

static struct pci_device card = {
	.vendor = 0x10ec,
	.device = 0x8029,
	.irq = IRQ,
	.bars[0] = {BASE, 0x20, 0},
};
static s32 find_status;

/* ---- the driver's ports ---- */

void
ports_set_base(u16 base)
{
	ASSERT(base == BASE);
}

u8
port_in(u32 offset)
{
	return (u8)card_read(offset, 1);
}

void
port_out(u32 offset, u8 value)
{
	card_write(offset, 1, value);
}

void
port_in_many(u32 offset, void *to, u32 bytes)
{
	u32 at;

	for (at = 0; at < bytes; at += LONG_BYTES) {
		u32 value = card_read(offset, LONG_BYTES);

		memcpy((u8 *)to + at, &value, LONG_BYTES);
	}
}

void
port_out_many(u32 offset, const void *from, u32 bytes)
{
	u32 at, value;

	for (at = 0; at < bytes; at += LONG_BYTES) {
		memcpy(&value, (const u8 *)from + at, LONG_BYTES);
		card_write(offset, LONG_BYTES, value);
	}
}

/* ---- the kernel, the PCI server and the log ---- */

u64
sys_uptime_us(void)
{
	return now_us();
}

int
sys_irq_hook(u32 irq, u32 id, u32 flags)
{
	ASSERT(irq == IRQ && id == 0 && flags == 0);
	return HOOK;
}

int
sys_irq_enable(int hook)
{
	ASSERT(hook == HOOK);
	irq_enables++;
	return 0;
}

s32
pci_get_device(u32 index, struct pci_device *device)
{
	ASSERT(index == 0);
	*device = card;
	return find_status;
}

s32
pci_enable(const struct pci_device *device, u16 bits)
{
	ASSERT(device->vendor == card.vendor && bits == PCI_COMMAND_IO);
	return 0;
}

int
timer_arm(struct timer *timer, u64 deadline_us)
{
	return timer_set_arm(&timers, timer, deadline_us);
}

void
timer_cancel(struct timer *timer)
{
	timer_set_cancel(&timers, timer);
}

int
printf(const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(log_text + log_length, TEXT_MAX - log_length, format, arguments);
	va_end(arguments);
	if (log_length + (u32)length < TEXT_MAX / 2)
		log_length += (u32)length;
	return length;
}

_Noreturn void
panic(const char *format, ...)
{
	static char text[TEXT_MAX];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	panicked(text);
	__builtin_trap();
}

/* The loop is the test: main() has said all that it has to. */
_Noreturn void
driver_run(const struct driver_events *events)
{
	driver = events;
	panicked("");
	__builtin_trap();
}

/* ---- for the test ---- */

/* To be called first; ends in panicked(""). */
EXPORT(enter) void
enter(void)
{
	(void)driver_main();
}

EXPORT(start) void
start(void)
{
	driver->start();
}

EXPORT(set_card) void
set_card(s32 status, u32 ports, u32 irq)
{
	find_status = status;
	card.bars[0].length = ports;
	card.irq = (u8)irq;
}

/* Whether the line was enabled again, as it has to be. */
EXPORT(interrupt) u32
interrupt(void)
{
	u32 enables = irq_enables;

	driver->interrupt(1, now_us());
	return irq_enables == enables + 1;
}

EXPORT(next_timer) u64
next_timer(void)
{
	return timer_set_next(&timers);
}

EXPORT(fire_timers) void
fire_timers(void)
{
	(void)timer_set_expire(&timers, now_us());
}

EXPORT(log_at) const char *
log_at(void)
{
	return log_text;
}

/* ring_judge's verdict on a head as it stands in memory; the next page and the length by pointer. */
EXPORT(judge) u32
judge(u32 head_bytes, u32 page, u32 current)
{
	struct ring_head head;
	u32 length = 0;
	enum ring_look look;

	memcpy(&head, &head_bytes, sizeof(head));
	look = ring_judge(&head, page, current, &length);
	return (u32)look | length << 8;
}
