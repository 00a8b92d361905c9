/*
 * The terminal driver, chr.tty: the console on COM1 and the virtual consoles on
 * the VGA text screen with the PS/2 keyboard.
 *
 *     main.c      starts everything, hands interrupts on
 *     requests.c  open, read, write and poll of VFS
 *     ioctl.c     its requests to terminals
 *     tty.c       what a line and its device have to do with each other
 *     uart.c      COM1
 *     serial_input.c, size_report.c  what comes from there: keys, and the terminal's size
 *     console.c   the virtual consoles, and which one is seen
 *     vga.c       the text screen
 *     keyboard.c  the keyboard and its controller
 *     keymap.c    from scan codes to characters
 *     recovery.c  what outlives the driver, in the data store; recovery_line.c and
 *                 recovery_screen.c: as what bytes
 *     line/       the line discipline
 *     vt/         the terminal that a virtual console is
 *
 * Nothing here waits: what can't go on is tried again at an interrupt or a
 * timer. Data is only touched from the event loop, so it needs no locks.
 */
#ifndef TTY_TTY_H
#define TTY_TTY_H

#include <kintsugi/devices.h>
#include <kintsugi/endpoint.h>
#include <libsys/timer.h>

#include "line/line.h"

#define NR_LINES (MINOR_TTYC0 + NR_VIRTUAL_CONSOLES)

struct tty;

struct tty_device {
	/* Moves on what the output queue holds, as far as it goes now, and the rest later. */
	void (*send)(struct tty *tty);
	/* Whether all that was taken from the output queue has left. */
	int (*is_drained)(const struct tty *tty);
};

/* The read that is first in line, and when it became so: VTIME counts from there. */
struct tty_reader {
	endpoint_t client;
	u32 id;
	u64 began_us;
};

struct tty {
	u32 minor;
	const struct tty_device *device;
	struct line line;
	struct tty_reader reader;
	struct timer read_timer; /* when a read has waited long enough */
};

/* ---- tty.c ---- */

/* The terminal of a minor, or NULL. */
struct tty *tty_of(u32 minor);

void tty_init(u32 minor, const struct tty_device *device, u16 rows, u16 columns);

/* The device has received something. */
void tty_received(struct tty *tty, const u8 *bytes, u32 length);
void tty_received_break(struct tty *tty);

/*
 * After whatever may have changed the line: sends its output, tells VFS of
 * signals, and lets those try again who wait.
 */
void tty_changed(struct tty *tty);

/* Whether nothing of the output is under way. */
int tty_is_drained(const struct tty *tty);

/* ---- requests.c, ioctl.c ---- */

struct char_call;

void requests_serve(void);
s32 tty_ioctl(struct char_call *call);

#endif
