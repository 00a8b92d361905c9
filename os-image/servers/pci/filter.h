/* What a driver may write into the configuration space of its function. */
#ifndef PCI_FILTER_H
#define PCI_FILTER_H

#include <proto/pci.h>

/* 0, or -EINVAL: no register has that place and width. */
s32 filter_place(u32 offset, u32 width);

/*
 * 0 for a write of the command register that changes no bits but the driver's, as
 * long as `value` fits into it; else -EACCES. The place was checked.
 */
s32 filter_write(u16 function, u32 offset, u32 width, u32 value);

#endif
