/*
 * What the driver finds around itself in its test: the card is the machine's own model, which
 * the test runs outside, and INET is libdriver/host_test/net_client.c.
 */
#include <errno.h>
#include <libdriver/pci.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../card.h"
#include "../driver.h"
#include "../interrupt.h"
#include "../registers.h"

#define EXPORT(name) __attribute__((export_name(#name)))
#define IMPORT(name) __attribute__((import_module("card"), import_name(#name)))

#define PORTS_BASE 0xc000u
#define IRQ 11u
#define HOOK 3
#define LOG_BYTES 0x10000u
#define GUARD_BYTES 0x10000u
#define GUARD 0xa5u

IMPORT(read) u32 card_read(u32 reg, u32 size);
IMPORT(write) void card_write(u32 reg, u32 size, u32 value);
IMPORT(master) void card_master(u32 is_on);

static int is_missing;
static u64 now_us;
static char log_text[LOG_BYTES];
static u32 line_is_open; /* the interrupt line */

/* DMA memory, and what no card may write on both sides of it. */
static struct {
	u8 before[GUARD_BYTES];
	struct card_memory memory;
	u8 behind[GUARD_BYTES];
} dma __attribute__((aligned(PAGE_SIZE)));

/* ---- registers.h ---- */

void
registers_set_base(u16 base)
{
	ASSERT(base == PORTS_BASE);
}

u8
reg_in8(u32 reg)
{
	return (u8)card_read(reg, sizeof(u8));
}

u16
reg_in16(u32 reg)
{
	return (u16)card_read(reg, sizeof(u16));
}

u32
reg_in32(u32 reg)
{
	return card_read(reg, sizeof(u32));
}

void
reg_out8(u32 reg, u8 value)
{
	card_write(reg, sizeof(value), value);
}

void
reg_out16(u32 reg, u16 value)
{
	card_write(reg, sizeof(value), value);
}

void
reg_out32(u32 reg, u32 value)
{
	card_write(reg, sizeof(value), value);
}

/* ---- the PCI server and the kernel ---- */

s32
pci_get_device(u32 index, struct pci_device *device)
{
	if (index > 0 || is_missing)
		return -ENOENT;
	*device = (struct pci_device){
		.irq = IRQ,
		.bars = {{.base = PORTS_BASE, .length = CARD_PORTS}},
	};
	return 0;
}

s32
pci_enable(const struct pci_device *device, u16 bits)
{
	(void)device;
	if (bits & PCI_COMMAND_MASTER)
		card_master(1);
	return 0;
}

s32
pci_disable(const struct pci_device *device, u16 bits)
{
	(void)device;
	if (bits & PCI_COMMAND_MASTER)
		card_master(0);
	return 0;
}

int
sys_dma_alloc(u32 length, void **address, u32 *phys)
{
	ASSERT(length == sizeof(dma.memory));
	memset(&dma, GUARD, sizeof(dma));
	memset(&dma.memory, 0, sizeof(dma.memory));
	*address = &dma.memory;
	*phys = (u32)&dma.memory;
	return 0;
}

/* Time passes, or a driver that waits for it would wait for ever. */
u64
sys_uptime_us(void)
{
	return now_us++;
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
	line_is_open = 1;
	return 0;
}

/* ---- what it says ---- */

static void
say(const char *format, va_list arguments)
{
	size_t used = strlen(log_text);

	vsnprintf(log_text + used, sizeof(log_text) - used, format, arguments);
}

int
printf(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(format, arguments);
	va_end(arguments);
	return 0;
}

_Noreturn void
panic(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say("panic: ", arguments);
	say(format, arguments);
	va_end(arguments);
	__builtin_trap();
}

/* ---- for the test ---- */

EXPORT(start) void
start(u32 no_card)
{
	is_missing = no_card != 0;
	net_serve(&rtl8139_driver);
	driver_start();
}

/* The card's line is asserted: the handler runs, unless the line is closed. Whether it ran. */
EXPORT(interrupt) u32
interrupt(void)
{
	if (!line_is_open)
		return 0;
	line_is_open = 0;
	interrupt_handle(1, now_us);
	return 1;
}

EXPORT(ring_at) u8 *
ring_at(void)
{
	return dma.memory.ring;
}

EXPORT(guards_hold) u32
guards_hold(void)
{
	u32 index;

	for (index = 0; index < GUARD_BYTES; index++)
		if (dma.before[index] != GUARD || dma.behind[index] != GUARD)
			return 0;
	return 1;
}

EXPORT(passed_us) u64
passed_us(void)
{
	return now_us;
}

EXPORT(log_at) char *
log_at(void)
{
	return log_text;
}

EXPORT(clear_log) void
clear_log(void)
{
	log_text[0] = '\0';
}
