/*
 * COM1 as an output: 115200 baud, 8 data bits, no parity, 1 stop bit, polled.
 * Also tells programs, through the BIOS data area, which serial ports exist.
 * Datasheet: National Semiconductor PC16550D.
 */
#include "firmware.h"

#define COM1_PORT 0x3f8
#define COM2_PORT 0x2f8

#define UART_DATA 0
#define UART_DIVISOR_LOW 0
#define UART_INTERRUPT_ENABLE 1
#define UART_DIVISOR_HIGH 1
#define UART_FIFO_CONTROL 2
#define UART_LINE_CONTROL 3
#define UART_MODEM_CONTROL 4
#define UART_LINE_STATUS 5
#define UART_SCRATCH 7

#define LCR_8N1 0x03
#define LCR_DIVISOR_ACCESS 0x80
#define MCR_DTR_RTS 0x03
#define FCR_ENABLE_AND_CLEAR 0x07
#define LSR_TRANSMIT_EMPTY 0x20
#define DIVISOR_115200 1
#define TRANSMIT_LIMIT_MS 20 /* 16 characters take 1.4 ms */

static bool com1_present;

static bool
uart_present(uint16_t port)
{
	outb(port + UART_SCRATCH, 0x5a);
	if (inb(port + UART_SCRATCH) != 0x5a)
		return false;
	outb(port + UART_SCRATCH, 0xa5);
	return inb(port + UART_SCRATCH) == 0xa5;
}

static void
uart_setup(uint16_t port)
{
	outb(port + UART_INTERRUPT_ENABLE, 0);
	outb(port + UART_LINE_CONTROL, LCR_DIVISOR_ACCESS);
	outb(port + UART_DIVISOR_LOW, DIVISOR_115200);
	outb(port + UART_DIVISOR_HIGH, 0);
	outb(port + UART_LINE_CONTROL, LCR_8N1);
	outb(port + UART_FIFO_CONTROL, FCR_ENABLE_AND_CLEAR);
	outb(port + UART_MODEM_CONTROL, MCR_DTR_RTS);
}

void
serial_init(void)
{
	static const uint16_t ports[] = {COM1_PORT, COM2_PORT};
	unsigned found = 0;

	for (unsigned i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		if (!uart_present(ports[i]))
			continue;
		uart_setup(ports[i]);
		BDA16(BDA_COM1 + 2 * found) = ports[i];
		found++;
		if (ports[i] == COM1_PORT)
			com1_present = true;
	}
	BDA16(BDA_EQUIPMENT) |= (uint16_t)(found << EQUIPMENT_SERIAL_SHIFT);
}

/* Drops the character, and all later ones, when the port does not take it in time. */
void
serial_putc(char c)
{
	struct timeout timeout;

	if (!com1_present)
		return;
	if (!(inb(COM1_PORT + UART_LINE_STATUS) & LSR_TRANSMIT_EMPTY)) {
		timeout_start(&timeout, TRANSMIT_LIMIT_MS);
		while (!(inb(COM1_PORT + UART_LINE_STATUS) & LSR_TRANSMIT_EMPTY)) {
			if (timeout_expired(&timeout)) {
				com1_present = false;
				return;
			}
		}
	}
	outb(COM1_PORT + UART_DATA, (uint8_t)c);
}
