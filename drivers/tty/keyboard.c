/*
 * The controller of the PS/2 keyboard: Intel 8042, as in the IBM PS/2 hardware
 * interface technical reference. The keyboard's answers to commands arrive like
 * its keys and are passed over, so that nothing waits for it.
 */
#include <kintsugi/ports.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <stdio.h>

#include "console.h"
#include "keyboard.h"
#include "recovery.h"

#define KEYBOARD_IRQ 1

#define DATA 0x60
#define STATUS 0x64
#define COMMAND 0x64

#define STATUS_OUTPUT_FULL 0x01 /* there is a byte to read */
#define STATUS_INPUT_FULL 0x02  /* it can't take one */
#define STATUS_AUXILIARY 0x20   /* the byte is the mouse's */
#define STATUS_ABSENT 0xff      /* what a missing controller reads as */

#define COMMAND_READ_MODE 0x20
#define COMMAND_WRITE_MODE 0x60
#define COMMAND_ENABLE_KEYBOARD 0xae
#define MODE_KEYBOARD_INTERRUPT 0x01
#define MODE_KEYBOARD_OFF 0x10
#define MODE_TRANSLATE 0x40 /* scan codes of set 2 into those of set 1 */
#define KEYBOARD_ENABLE 0xf4

/* Reads of the status register while the controller is busy: it takes microseconds. */
#define READY_TRIES 10000u
#define DRAIN_MAX 64u
#define INTERRUPT_MAX 64u /* bytes of one interrupt; the next ones raise their own */

#define LOCK_CAPS 1u
#define LOCK_NUM 2u

static struct keymap map;

/* ---- the controller; each returns whether it went along ---- */

static int
wait_for(u8 bit, u8 value)
{
	for (u32 tries = 0; tries < READY_TRIES; tries++)
		if ((inb(STATUS) & bit) == value)
			return 1;
	return 0;
}

static int
write_to(u16 port, u8 value)
{
	if (!wait_for(STATUS_INPUT_FULL, 0))
		return 0;
	outb(port, value);
	return 1;
}

static void
drain(void)
{
	for (u32 count = 0; count < DRAIN_MAX && inb(STATUS) & STATUS_OUTPUT_FULL; count++)
		(void)inb(DATA);
}

static int
read_mode(u8 *mode)
{
	if (!write_to(COMMAND, COMMAND_READ_MODE))
		return 0;
	if (!wait_for(STATUS_OUTPUT_FULL, STATUS_OUTPUT_FULL))
		return 0;
	*mode = inb(DATA);
	return 1;
}

static int
start(void)
{
	u8 mode;

	drain();
	if (!read_mode(&mode))
		return 0;
	mode = (mode | MODE_KEYBOARD_INTERRUPT | MODE_TRANSLATE) & (u8)~MODE_KEYBOARD_OFF;
	return write_to(COMMAND, COMMAND_WRITE_MODE) && write_to(DATA, mode) &&
	       write_to(COMMAND, COMMAND_ENABLE_KEYBOARD) && write_to(DATA, KEYBOARD_ENABLE);
}

u8
keyboard_locks(void)
{
	return (u8)((map.caps_lock ? LOCK_CAPS : 0) | (map.num_lock ? LOCK_NUM : 0));
}

void
keyboard_set_locks(u8 locks)
{
	map.caps_lock = (locks & LOCK_CAPS) != 0;
	map.num_lock = (locks & LOCK_NUM) != 0;
}

void
keyboard_init(void)
{
	keymap_init(&map);
}

void
keyboard_start(void)
{
	int hook;

	if (inb(STATUS) == STATUS_ABSENT || !start()) {
		printf("tty: there is no keyboard, or its controller does not answer\n");
		return;
	}
	hook = sys_irq_hook(KEYBOARD_IRQ, KEYBOARD_HOOK, IRQ_REENABLE);
	if (hook < 0 || sys_irq_enable(hook) < 0)
		panic("the keyboard's interrupt %d: error %d", KEYBOARD_IRQ, -hook);
	keyboard_interrupt(); /* for what came before the hook */
}

void
keyboard_interrupt(void)
{
	for (u32 count = 0; count < INTERRUPT_MAX; count++) {
		u8 status = inb(STATUS);
		u8 locks = keyboard_locks();
		struct key key;
		u8 byte;

		if (!(status & STATUS_OUTPUT_FULL))
			return;
		byte = inb(DATA);
		if (status & STATUS_AUXILIARY)
			continue;
		key = keymap_decode(&map, byte, console_wants_application_cursor());
		if (locks != keyboard_locks())
			recovery_keyboard_changed();
		console_key(&key);
	}
}
