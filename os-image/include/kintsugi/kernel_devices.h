/*
 * The devices that the kernel keeps to itself: nobody gets these ports and
 * interrupts, whatever the privileges say.
 */
#ifndef KINTSUGI_KERNEL_DEVICES_H
#define KINTSUGI_KERNEL_DEVICES_H

#include <kintsugi/breakpoint.h>

#define IRQ_TIMER 0
#define IRQ_CASCADE 2 /* of the two interrupt controllers */
#define IRQ_COM2 3
#define IRQ_COUNT 16
#define KERNEL_IRQS (1u << IRQ_TIMER | 1u << IRQ_CASCADE | 1u << IRQ_COM2)

/* ISA DMA: channel 4 is the cascade of the two controllers. */
#define ISA_DMA_CHANNELS 8u
#define ISA_DMA_CASCADE 4u
#define ISA_DMA_OF_DRIVERS (0xffu & ~(1u << ISA_DMA_CASCADE))

/* Of struct io_range: the kernel's own, and those by which a driver could reach all memory. */
#define KERNEL_PORTS                                                                               \
	{                                                                                          \
		{0x00, 0x0f}, {0x81, 0x8f}, {0xc0, 0xdf},   /* ISA DMA and its page registers */   \
		{0x20, 0x21}, {0xa0, 0xa1}, {0x4d0, 0x4d1}, /* interrupt controllers */            \
		{0x40, 0x43},                               /* interval timer */                   \
		{0x2f8, 0x2ff},                             /* COM2: events and control channel */ \
		{BREAKPOINT_PORT, BREAKPOINT_PORT_LAST},    /* breakpoints of the host */          \
	}

#endif
