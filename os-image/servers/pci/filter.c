/* See filter.h. */
#include "filter.h"

#include <errno.h>

#include "config.h"
#include "registers.h"

#define COMMAND_BYTES 2u

s32
filter_place(u32 offset, u32 width)
{
	if (width != 1 && width != 2 && width != 4)
		return -EINVAL;
	return offset < CONFIG_SPACE_BYTES && offset % width == 0 ? 0 : -EINVAL;
}

s32
filter_write(u16 function, u32 offset, u32 width, u32 value)
{
	if (offset != PCI_COMMAND || width != COMMAND_BYTES)
		return -EACCES;
	return (value ^ config_read(function, PCI_COMMAND, COMMAND_BYTES)) & ~PCI_COMMAND_DRIVERS
		       ? -EACCES
		       : 0;
}
