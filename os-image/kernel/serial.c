/* Serial ports: National Semiconductor PC16550D data sheet. */
#include "console.h"
#include "cpu.h"

#define DATA 0
#define INTERRUPT_ENABLE 1
#define FIFO_CONTROL 2
#define LINE_CONTROL 3
#define MODEM_CONTROL 4
#define LINE_STATUS 5

#define IER_RECEIVE 0x01
#define FCR_ENABLE_CLEAR 0x07
#define LCR_8N1 0x03
#define LCR_DIVISOR 0x80
#define MCR_DTR_RTS_OUT2 0x0b
#define LSR_DATA 0x01
#define LSR_TRANSMITTER_EMPTY 0x20
#define LSR_ABSENT 0xff /* what a port without a chip reads as */
#define DIVISOR_115200 1

#define WAIT_BOUND 200000u

void
serial_init(u16 port)
{
	outb(port + INTERRUPT_ENABLE, 0);
	outb(port + LINE_CONTROL, LCR_DIVISOR);
	outb(port + DATA, DIVISOR_115200);
	outb(port + INTERRUPT_ENABLE, 0);
	outb(port + LINE_CONTROL, LCR_8N1);
	outb(port + FIFO_CONTROL, FCR_ENABLE_CLEAR);
	outb(port + MODEM_CONTROL, MCR_DTR_RTS_OUT2);
}

#define FIFO_SIZE 16u /* bytes that an empty transmitter takes without being asked again */

/*
 * COM2 is the kernel's alone, so what room is left in its FIFO is known. COM1 is
 * asked each time: a driver may have used it meanwhile.
 */
void
serial_put(u16 port, u8 byte)
{
	static u8 is_stuck[2]; /* it took no byte last time: no more waiting, with interrupts off, for each of many */
	static u32 room;
	u8 *stuck = &is_stuck[port == COM2];
	u32 tries = *stuck ? 1 : WAIT_BOUND;

	if (port == COM2 && room > 0) {
		room--;
		outb(port + DATA, byte);
		return;
	}
	*stuck = 1;
	while (tries-- > 0)
		if (inb(port + LINE_STATUS) & LSR_TRANSMITTER_EMPTY) {
			outb(port + DATA, byte);
			room = port == COM2 ? FIFO_SIZE - 1 : room;
			*stuck = 0;
			return;
		}
}

int
serial_get(u16 port)
{
	u8 status = inb(port + LINE_STATUS);

	return status != LSR_ABSENT && status & LSR_DATA ? inb(port + DATA) : -1;
}

void
serial_receive_interrupts(u16 port)
{
	outb(port + INTERRUPT_ENABLE, IER_RECEIVE);
}
