/*
 * Base address registers: where a function's ports and memory are, and how much
 * of it there is. To learn the length a register has to be written; while it does
 * not hold its address the function decodes none. That is done once for each
 * register, and RS has it done before the function's driver runs.
 */
#ifndef PCI_BARS_H
#define PCI_BARS_H

#include <proto/pci.h>

/*
 * 0 and what the register number `index` stands for; -ENOENT: the function does
 * not have it, or the range has no address below 4 GB.
 */
s32 bar_range(u16 function, u32 index, struct pci_bar_range *range);

#endif
