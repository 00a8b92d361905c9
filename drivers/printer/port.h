/*
 * The parallel port and the printer's end of its cable: LPT1, in the compatibility mode of
 * IEEE 1284-1994 (annex C). One access to an ISA port takes about a microsecond, which is all the
 * time that the signals need between two changes.
 */
#ifndef PRINTER_PORT_H
#define PRINTER_PORT_H

#include <kintsugi/types.h>

#define PORT_HOOK 0u /* id of its interrupt's hook */

/* Takes the port as it is, without a reset of the printer, which may hold text. 0, or -ENXIO. */
s32 port_init(void);

/* Whether the printer would take a byte now. Quits a pending interrupt. */
int port_is_ready(void);

/* What is wrong with the printer: PRINTER_* of <sys/printer.h>. Quits a pending interrupt. */
u32 port_status(void);

/*
 * Hands over up to `length` bytes as long as the printer takes one soon after the other; how many
 * it took.
 */
u32 port_send(const u8 *bytes, u32 length);

/*
 * Whether the port interrupts when the printer has taken a byte. It may have done so right before:
 * look whether it is ready after this, not before.
 */
void port_set_interrupt(int is_wanted);

#endif
