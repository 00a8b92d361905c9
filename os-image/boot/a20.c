/*
 * The A20 gate: with it shut, every odd megabyte repeats the even one below, and
 * the kernel at 1 MB would land on the interrupt table.
 */
#include "bios.h"
#include "loader.h"

#define BIOS_ENABLE_A20 0x2401u

#define SYSTEM_CONTROL 0x92 /* "fast A20" */
#define CONTROL_A20 0x02
#define CONTROL_RESET 0x01

/* 8042 keyboard controller. */
#define KBC_DATA 0x60
#define KBC_STATUS 0x64
#define KBC_COMMAND 0x64
#define KBC_INPUT_FULL 0x02
#define KBC_WRITE_OUTPUT_PORT 0xd1
#define KBC_NO_COMMAND 0xff
#define KBC_A20_ON 0xdf

#define POLLS 10000u /* of a device or of the gate; each takes about a microsecond */

static BIOS_VISIBLE volatile u32 probe; /* any word below 1 MB */

static int
a20_is_on(void)
{
	volatile u32 *alias = (volatile u32 *)((uintptr_t)&probe + MEM_1MB);

	probe = 0x13579bdf;
	*alias = 0x2468ace0;
	return probe == 0x13579bdf;
}

static int
a20_becomes_on(void)
{
	for (u32 polls = 0; polls < POLLS; polls++) {
		if (a20_is_on())
			return 1;
		inb(SYSTEM_CONTROL);
	}
	return 0;
}

static int
keyboard_wait(void)
{
	for (u32 polls = 0; polls < POLLS; polls++) {
		if (!(inb(KBC_STATUS) & KBC_INPUT_FULL))
			return 1;
	}
	return 0;
}

static void
a20_by_keyboard(void)
{
	if (!keyboard_wait())
		return;
	outb(KBC_COMMAND, KBC_WRITE_OUTPUT_PORT);
	if (!keyboard_wait())
		return;
	outb(KBC_DATA, KBC_A20_ON);
	if (!keyboard_wait())
		return;
	outb(KBC_COMMAND, KBC_NO_COMMAND);
	keyboard_wait();
}

void
a20_enable(void)
{
	if (a20_is_on())
		return;

	bios_prepare(BIOS_ENABLE_A20);
	bios_call(BIOS_SYSTEM);
	if (!bios_failed() && a20_becomes_on())
		return;

	outb(SYSTEM_CONTROL, (u8)((inb(SYSTEM_CONTROL) | CONTROL_A20) & ~CONTROL_RESET));
	if (a20_becomes_on())
		return;

	a20_by_keyboard();
	if (a20_becomes_on())
		return;

	fail("Enable the A20 gate in the firmware's set-up, or use another machine.",
	     "expected the A20 gate to open by INT 15h AX=2401h, port 92h or the keyboard "
	     "controller; memory at 1 MB still repeats that at 0.");
}
