/*
 * The breakpoint port, by which the kernel asks the host about each INT3 (opcode CC) that a
 * process comes upon: whoever looks on from outside may have written it there, to learn when
 * that place is reached.
 *
 * The kernel writes the INT3's address, 32 bits, and reads the answer, 32 bits:
 * BREAKPOINT_AGAIN, and the process goes on at that very address, where the host has put
 * something else by now; anything else, and it is an exception like any other. Where no device is
 * at the port, as in QEMU, Bochs and PCs, all ones are read: the latter.
 *
 * Only the kernel ever reaches the port (KERNEL_PORTS). The host's end is
 * src/machine/v86/breakpoint_port.ts.
 */
#ifndef KINTSUGI_BREAKPOINT_H
#define KINTSUGI_BREAKPOINT_H

/* Below the ports of PCI devices (0x1000 on), and where the main board has none. */
#define BREAKPOINT_PORT 0xe80
#define BREAKPOINT_PORT_LAST (BREAKPOINT_PORT + 3)

#define BREAKPOINT_AGAIN 0x69616761u /* no value that a port without a device gives */

#endif
