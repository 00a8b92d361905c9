/*
 * COM1: a 16550 or something that behaves like one (National Semiconductor
 * PC16550D data sheet, chapter 8).
 *
 * Sending fills the transmitter's FIFO whenever that is empty, and goes on at
 * its interrupt. A port that takes nothing for STUCK_US loses its output until
 * it takes bytes again, so that nobody waits for it for ever.
 */
#include <kintsugi/ports.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <stdio.h>

#include "serial_input.h"
#include "tty.h"
#include "uart.h"

#define COM1 0x3f8
#define COM1_IRQ 4

/* Registers */
#define DATA (COM1 + 0)
#define INTERRUPT_ENABLE (COM1 + 1)
#define INTERRUPT_IDENT (COM1 + 2) /* read */
#define FIFO_CONTROL (COM1 + 2)    /* write */
#define LINE_CONTROL (COM1 + 3)
#define MODEM_CONTROL (COM1 + 4)
#define LINE_STATUS (COM1 + 5)
#define MODEM_STATUS (COM1 + 6)

#define IER_RECEIVE 0x01
#define IER_TRANSMIT 0x02
#define IER_LINE_STATUS 0x04
#define IIR_NONE_PENDING 0x01
#define IIR_FIFO_MASK 0xc0
#define IIR_FIFO_ON 0xc0
#define FCR_ENABLE_TRIGGER_8 0x81
#define LCR_8N1 0x03
#define LCR_DIVISOR 0x80
#define MCR_DTR_RTS_OUT2 0x0b /* OUT2 lets the interrupt through on a PC */
#define LSR_DATA 0x01
#define LSR_OVERRUN 0x02
#define LSR_BREAK 0x10
#define LSR_TRANSMIT_EMPTY 0x20
#define LSR_ALL_EMPTY 0x40
#define LSR_ABSENT 0xff /* what a port without a chip reads as */
#define DIVISOR_115200 1
#define FIFO_BYTES 16u

#define CONSOLE_ROWS 24 /* until the other end says otherwise */
#define CONSOLE_COLUMNS 80

#define LAST_BYTES_TRIES 100000u /* reads of the status, while the kernel's last words go out */
/* Bounds of one interrupt, for a port that always has more; the rest follows after RETRY_US. */
#define INTERRUPT_ROUNDS 16u
#define RECEIVE_MAX 1024u   /* bytes of one round */
#define RETRY_US 10000u     /* when an interrupt fails to come, the port is looked at anyway */
#define STUCK_US 1000000u

static struct {
	u32 burst;            /* bytes that an empty transmitter takes */
	int is_absent;
	int is_waiting;       /* for the transmitter */
	int is_stuck;         /* it took nothing for too long */
	int overrun_reported;
	u64 waiting_since_us;
	struct timer retry;
} uart;

static struct tty *
console(void)
{
	return tty_of(MINOR_CONSOLE);
}

static void
enable_interrupts(u8 more)
{
	outb(INTERRUPT_ENABLE, IER_RECEIVE | IER_LINE_STATUS | more);
}

static void
look_again_later(void)
{
	/* The interrupt is the usual way: without a free timer that has to do. */
	(void)timer_arm(&uart.retry, sys_uptime_us() + RETRY_US);
}

/* ---- sending ---- */

static void
wait_for_transmitter(struct tty *tty)
{
	u64 now_us = sys_uptime_us();

	if (!uart.is_waiting) {
		uart.is_waiting = 1;
		uart.waiting_since_us = now_us;
		enable_interrupts(IER_TRANSMIT);
	}
	if (!uart.is_stuck && now_us - uart.waiting_since_us >= STUCK_US) {
		uart.is_stuck = 1;
		printf("tty: COM1 takes nothing, its output is dropped until it does\n");
	}
	if (uart.is_stuck)
		(void)line_flush(&tty->line, TCOFLUSH);
	look_again_later();
}

static void
transmitter_is_ready(void)
{
	uart.is_stuck = 0;
	if (!uart.is_waiting)
		return;
	uart.is_waiting = 0;
	enable_interrupts(0);
}

static void
send_burst(struct tty *tty, const u8 *bytes, u32 length)
{
	if (length > uart.burst)
		length = uart.burst;
	for (u32 index = 0; index < length; index++)
		outb(DATA, bytes[index]);
	line_output_drop(&tty->line, length);
}

static void
uart_send(struct tty *tty)
{
	const u8 *bytes;
	u32 length;

	if (uart.is_absent) {
		(void)line_flush(&tty->line, TCOFLUSH);
		return;
	}
	while ((length = line_output_peek(&tty->line, &bytes)) > 0) {
		if (!(inb(LINE_STATUS) & LSR_TRANSMIT_EMPTY)) {
			wait_for_transmitter(tty);
			return;
		}
		transmitter_is_ready();
		send_burst(tty, bytes, length);
	}
	if (uart.is_waiting && inb(LINE_STATUS) & LSR_TRANSMIT_EMPTY)
		transmitter_is_ready();
}

/*
 * Who waits for this is asked again at the next change of the line, which the
 * transmitter's interrupt is only while there are bytes in the queue: so a FIFO
 * that still holds some is looked at again later.
 */
static int
uart_is_drained(const struct tty *tty)
{
	(void)tty;
	if (uart.is_absent || uart.is_stuck || inb(LINE_STATUS) & LSR_ALL_EMPTY)
		return 1;
	look_again_later();
	return 0;
}

static const struct tty_device serial_port = {
	.send = uart_send,
	.is_drained = uart_is_drained,
};

/* ---- receiving ---- */

static void
report_overrun(void)
{
	if (uart.overrun_reported)
		return;
	uart.overrun_reported = 1;
	printf("tty: COM1 received faster than it was read, and bytes were lost\n");
}

/* A break comes with a NUL, which is not data. */
static void
receive_byte(struct tty *tty, u8 status)
{
	u8 byte = inb(DATA);

	if (status & LSR_OVERRUN)
		report_overrun();
	if (status & LSR_BREAK)
		tty_received_break(tty);
	else
		serial_input_take(byte);
}

/* Empties the FIFO, since the line of an edge-triggered interrupt must fall to rise again. */
static void
receive(struct tty *tty)
{
	for (u32 count = 0; count < RECEIVE_MAX; count++) {
		u8 status = inb(LINE_STATUS);

		if (!(status & LSR_DATA) || status == LSR_ABSENT)
			return;
		receive_byte(tty, status);
	}
	look_again_later();
}

void
uart_interrupt(void)
{
	struct tty *tty = console();

	if (uart.is_absent)
		return;
	for (u32 round = 0; round < INTERRUPT_ROUNDS; round++) {
		receive(tty);
		uart_send(tty);
		if (inb(INTERRUPT_IDENT) & IIR_NONE_PENDING)
			break;
		(void)inb(MODEM_STATUS);
	}
	tty_changed(tty);
}

static void
retry(struct timer *timer)
{
	(void)timer;
	uart_interrupt();
}

/* ---- starting ---- */

/* The kernel wrote here a moment ago; what it said last is not to be garbled. */
static void
let_last_bytes_out(void)
{
	for (u32 tries = 0; tries < LAST_BYTES_TRIES; tries++)
		if (inb(LINE_STATUS) & LSR_ALL_EMPTY)
			return;
}

static void
program(void)
{
	outb(INTERRUPT_ENABLE, 0);
	outb(LINE_CONTROL, LCR_DIVISOR);
	outb(DATA, DIVISOR_115200);
	outb(INTERRUPT_ENABLE, 0); /* the divisor's upper half */
	outb(LINE_CONTROL, LCR_8N1);
	outb(FIFO_CONTROL, FCR_ENABLE_TRIGGER_8);
	outb(MODEM_CONTROL, MCR_DTR_RTS_OUT2);
	uart.burst = (inb(INTERRUPT_IDENT) & IIR_FIFO_MASK) == IIR_FIFO_ON ? FIFO_BYTES : 1;
	enable_interrupts(0);
}

static void
hook_interrupt(void)
{
	int hook = sys_irq_hook(COM1_IRQ, UART_HOOK, IRQ_REENABLE);

	if (hook < 0 || sys_irq_enable(hook) < 0)
		panic("COM1's interrupt %d: error %d", COM1_IRQ, -hook);
}

void
uart_init(void)
{
	tty_init(MINOR_CONSOLE, &serial_port, CONSOLE_ROWS, CONSOLE_COLUMNS);
	serial_input_init(console());
	uart.retry.fire = retry;
	uart.is_absent = 1; /* as long as it has not been looked for */
}

void
uart_start(void)
{
	uart.is_absent = inb(LINE_STATUS) == LSR_ABSENT;
	if (uart.is_absent) {
		printf("tty: there is no COM1, what is written to the console is dropped\n");
		return;
	}
	let_last_bytes_out();
	hook_interrupt();
	program();
	uart_interrupt();
}
