/* The end: power off as far as the machine can, or reset it. */
#include "console.h"
#include "event.h"
#include "kernel.h"

#define QEMU_DEBUG_EXIT 0xf4 /* isa-debug-exit: QEMU ends with (value << 1) | 1 */
#define RESET_CONTROL 0xcf9  /* PIIX: 0x06 is a hard reset */
#define KEYBOARD_COMMAND 0x64
#define KEYBOARD_PULSE_RESET 0xfe

void
machine_halt(enum halt_how how, s32 status)
{
	struct event_value value = { .key = "status", .type = EVENT_NUMBER, .number = status };

	console_last_words();
	if (how == HALT_REBOOT) {
		event_write(NULL, "reboot", NULL, 0);
		outb(RESET_CONTROL, 0x02);
		outb(RESET_CONTROL, 0x06);
		outb(KEYBOARD_COMMAND, KEYBOARD_PULSE_RESET);
	} else {
		event_write(NULL, "halt", &value, 1);
		outl(QEMU_DEBUG_EXIT, (u32)status);
	}
	cpu_stop();
}
