/*
 * chr.printer: /dev/lp, the printer on the parallel port. <sys/printer.h> tells what its users see.
 *
 * A try to write hands over what the printer takes at once, and leaves the rest to the library,
 * which tries again when the port interrupts. The driver keeps no text: what the printer did not
 * take is still the writer's, so that the count it gets is right whenever the write ends. A timer
 * looks at the port as well, since printers do not interrupt when a person puts paper in.
 */
#include <errno.h>
#include <fcntl.h>
#include <libdriver/char.h>
#include <libdriver/driver.h>
#include <libsys/kcall.h>
#include <libsys/timer.h>
#include <poll.h>
#include <stdio.h>

#include "port.h"
#include "recovery_place.h"

#define MINOR_PRINTER 0u
#define MINOR_STATUS 1u /* of opens that can't write */

#define PIECE_BYTES 512u
#define TRY_BYTES 4096u /* of one call: VFS asks on for the rest, heartbeats come in between */
#define LOOK_US 250000u
#define STUCK_US 30000000u /* longer than it takes to change a page */
#define START_STACK_BYTES 8192u

static struct {
	int is_absent;
	int is_open;      /* for writing */
	int is_roots;     /* by root */
	int is_counting;  /* what is written is of the job with the place */
	int is_waiting;   /* a write waits for the printer */
	u64 took_us;      /* when it would have taken something, or had a reason not to */
	u32 wrong;        /* what was last reported: PRINTER_* */
	int is_stuck;     /* it takes nothing without a reason, and that was reported */
	struct timer look;
} printer;

/* ---- waiting for the printer ---- */

static void
report(u32 wrong)
{
	if (wrong == printer.wrong)
		return;
	printer.wrong = wrong;
	if (wrong & PRINTER_NO_PAPER)
		printf("printer: out of paper, what is to be printed waits\n");
	else if (wrong & PRINTER_OFFLINE)
		printf("printer: off line, what is to be printed waits\n");
	else if (wrong & PRINTER_FAULT)
		printf("printer: it signals a fault, what is to be printed waits\n");
	else
		printf("printer: ready again\n");
}

static void
look_later(void)
{
	/* The interrupt is the usual way: without a free timer that has to do. */
	(void)timer_arm(&printer.look, sys_uptime_us() + LOOK_US);
}

static void
begin_to_wait(void)
{
	if (!printer.is_waiting) {
		printer.is_waiting = 1;
		printer.took_us = sys_uptime_us();
		port_set_interrupt(1);
	}
	look_later();
}

static void
end_to_wait(void)
{
	printer.is_waiting = 0;
	timer_cancel(&printer.look);
	port_set_interrupt(0);
}

static void
give_up_waiting(void)
{
	if (!printer.is_stuck)
		printf("printer: it takes nothing, though it lacks nothing: what waits fails\n");
	printer.is_stuck = 1;
	end_to_wait();
	char_fail(MINOR_PRINTER, -EIO);
}

/* Whoever finds after this that the printer takes too little begins to wait again. */
static void
look(struct timer *timer)
{
	u64 now_us = sys_uptime_us();
	u32 wrong = port_status();
	int is_ready = port_is_ready();

	(void)timer;
	report(wrong);
	if (wrong != 0 || is_ready)
		printer.took_us = now_us;
	if (now_us - printer.took_us >= STUCK_US) {
		give_up_waiting();
		return;
	}
	if (is_ready)
		end_to_wait();
	else
		look_later();
	char_changed(MINOR_PRINTER);
}

static void
interrupt(u32 hooks, u64 time_us)
{
	(void)hooks;
	(void)time_us;
	char_changed(MINOR_PRINTER);
}

/* ---- what VFS asks ---- */

static s32
printer_open(u32 minor, u32 flags, u32 uid)
{
	if (minor != MINOR_PRINTER || printer.is_absent)
		return -ENXIO;
	if ((flags & O_ACCMODE) == O_RDONLY)
		return (s32)MINOR_STATUS;
	if (printer.is_open)
		return -EBUSY;
	printer.is_open = 1;
	printer.is_roots = uid == 0;
	printer.is_counting = 0;
	return (s32)MINOR_PRINTER;
}

static void
printer_close(u32 minor)
{
	if (minor == MINOR_PRINTER)
		printer.is_open = 0;
}

/* Sends what the printer takes of the next piece: bytes, or an error of the copy. */
static s32
send_piece(struct char_call *call)
{
	static u8 piece[PIECE_BYTES];
	u32 before = call->done;
	s32 result = char_take(call, piece, sizeof(piece));
	u32 taken = call->done - before;
	u32 sent;

	if (result != CHAR_DONE)
		return result;
	sent = port_send(piece, taken);
	call->done -= taken - sent; /* the rest is still the writer's */
	return (s32)sent;
}

static s32
write_bytes(struct char_call *call)
{
	u32 before = call->done;
	s32 sent = 1;

	while (sent > 0 && char_left(call) > 0 && call->done - before < TRY_BYTES)
		sent = send_piece(call);
	if (call->done > before) {
		printer.took_us = sys_uptime_us();
		printer.is_stuck = 0;
		report(0);
		if (printer.is_counting)
			place_advance(call->done - before);
	}
	if (sent < 0)
		return sent;
	return char_left(call) == 0 || call->done - before >= TRY_BYTES ? CHAR_DONE : CHAR_WAIT;
}

/* The printer may have got ready just before its interrupt was wanted: hence the second try. */
static s32
printer_write(struct char_call *call)
{
	s32 result;

	if (call->minor != MINOR_PRINTER)
		return -EBADF;
	result = write_bytes(call);
	if (result != CHAR_WAIT || call->flags & CHAR_NONBLOCK)
		return result;
	begin_to_wait();
	result = write_bytes(call);
	if (result != CHAR_WAIT)
		end_to_wait();
	return result;
}

static u32
printer_poll(u32 minor)
{
	if (minor != MINOR_PRINTER)
		return 0;
	if (port_is_ready())
		return POLLOUT;
	begin_to_wait();
	return port_is_ready() ? POLLOUT : 0;
}

static s32
set_place(const struct char_call *call)
{
	struct printer_place place;
	s32 error;

	if (call->minor != MINOR_PRINTER || !printer.is_roots)
		return -EPERM;
	error = char_get_argument(call, &place, sizeof(place));
	if (error < 0)
		return error;
	if (place.job == 0)
		return -EINVAL;
	place_set(&place);
	printer.is_counting = 1;
	return CHAR_DONE;
}

static s32
printer_ioctl(struct char_call *call)
{
	u32 status;

	switch (call->request) {
	case PRINTER_GET_STATUS:
		status = port_status();
		return char_put_argument(call, &status, sizeof(status));
	case PRINTER_GET_PLACE:
		return char_put_argument(call, place_known(), sizeof(struct printer_place));
	case PRINTER_SET_PLACE:
		return set_place(call);
	default:
		return -ENOTTY;
	}
}

/* ---- starting ---- */

static void
start(void)
{
	printer.look.fire = look;
	printer.is_absent = port_init() < 0;
	if (printer.is_absent)
		printf("printer: there is no parallel port\n");
	place_restore();
}

int
main(void)
{
	static const struct char_driver driver = {
		.open = printer_open,
		.close = printer_close,
		.write = printer_write,
		.ioctl = printer_ioctl,
		.poll = printer_poll,
	};
	static const struct driver_events events = {
		.start = start,
		.interrupt = interrupt,
		.threads = 1,
		.stack_bytes = START_STACK_BYTES,
	};

	char_serve(&driver);
	driver_run(&events);
}
