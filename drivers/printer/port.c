/*
 * See port.h. Registers: IBM Personal System/2 Hardware Interface Technical Reference, "Parallel
 * Port Controller"; IEEE 1284-1994, annex C.
 */
#include <errno.h>
#include <kintsugi/kcall.h>
#include <kintsugi/ports.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <sys/printer.h>

#include "port.h"

#define LPT1 0x378
#define LPT1_IRQ 7

/* Registers */
#define DATA (LPT1 + 0)
#define STATUS (LPT1 + 1)
#define CONTROL (LPT1 + 2)

#define STATUS_NOT_BUSY 0x80
#define STATUS_PAPER_END 0x20
#define STATUS_SELECT 0x10
#define STATUS_NOT_ERROR 0x08
#define CONTROL_STROBE 0x01
#define CONTROL_NOT_INIT 0x04
#define CONTROL_SELECT_IN 0x08
#define CONTROL_IRQ_ENABLE 0x10
#define CONTROL_IDLE (CONTROL_NOT_INIT | CONTROL_SELECT_IN)

/* Two patterns that a port without a chip can't both give back. */
#define PATTERN 0x55
#define OPPOSITE 0xaa

/* Reads of the status after a byte, for a printer that is ready again at once. */
#define SOON_TRIES 200u

static u8 idle = CONTROL_IDLE; /* the control register's value between strobes */

static int
holds(u8 pattern)
{
	outb(DATA, pattern);
	return inb(DATA) == pattern;
}

static void
hook_interrupt(void)
{
	int hook = sys_irq_hook(LPT1_IRQ, PORT_HOOK, IRQ_REENABLE);

	if (hook < 0 || sys_irq_enable(hook) < 0)
		panic("LPT1's interrupt %d: error %d", LPT1_IRQ, -hook);
}

s32
port_init(void)
{
	if (!holds(PATTERN) || !holds(OPPOSITE))
		return -ENXIO;
	outb(CONTROL, idle);
	hook_interrupt();
	return 0;
}

int
port_is_ready(void)
{
	const u8 wanted = STATUS_NOT_BUSY | STATUS_SELECT | STATUS_NOT_ERROR;

	return (inb(STATUS) & (wanted | STATUS_PAPER_END)) == wanted;
}

/* Off line or without paper a printer says that there is an error, too. */
u32
port_status(void)
{
	u8 status = inb(STATUS);
	u32 wrong = 0;

	if (status & STATUS_PAPER_END)
		wrong |= PRINTER_NO_PAPER;
	if (!(status & STATUS_SELECT))
		wrong |= PRINTER_OFFLINE;
	if (wrong == 0 && !(status & STATUS_NOT_ERROR))
		wrong |= PRINTER_FAULT;
	return wrong;
}

static int
is_ready_soon(void)
{
	for (u32 tries = 0; tries < SOON_TRIES; tries++)
		if (port_is_ready())
			return 1;
	return 0;
}

static void
strobe(u8 byte)
{
	outb(DATA, byte);
	outb(CONTROL, idle | CONTROL_STROBE);
	outb(CONTROL, idle);
}

u32
port_send(const u8 *bytes, u32 length)
{
	u32 sent = 0;

	while (sent < length && is_ready_soon())
		strobe(bytes[sent++]);
	return sent;
}

void
port_set_interrupt(int is_wanted)
{
	idle = is_wanted ? CONTROL_IDLE | CONTROL_IRQ_ENABLE : CONTROL_IDLE;
	outb(CONTROL, idle);
}
