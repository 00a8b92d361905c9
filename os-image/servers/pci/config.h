/*
 * Access to configuration space by mechanism 1 (PCI Local Bus Specification 2.2,
 * 3.2.2.3). A function is bus << 8 | device << 3 | function; an offset is a
 * multiple of the width, which is 1, 2 or 4 bytes.
 *
 * The kernel switches bus masters off by the same two ports, and may do so between
 * our two accesses: it puts the address back that it found.
 */
#ifndef PCI_CONFIG_H
#define PCI_CONFIG_H

#include <kintsugi/types.h>

/* Whether the machine has this mechanism. Without it there is no function to be found. */
int config_exists(void);

int config_is_present(u16 function);

/* All ones when nobody answers. */
u32 config_read(u16 function, u32 offset, u32 width);

/* Nothing is written when nobody answers: some machines take that badly. */
void config_write(u16 function, u32 offset, u32 width, u32 value);

#endif
