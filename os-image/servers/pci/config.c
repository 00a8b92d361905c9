/* See config.h. */
#include "config.h"

#include "ports.h"
#include "registers.h"

#define CONFIG_ADDRESS 0xcf8u
#define CONFIG_DATA 0xcfcu
#define ADDRESS_ENABLE 0x80000000u
#define ADDRESS_WIDTH 4u
#define WORD_OFFSET 0xfcu /* an address names four bytes; the data port tells which of them */

static u16
select(u16 function, u32 offset)
{
	port_out(CONFIG_ADDRESS, ADDRESS_WIDTH,
		 ADDRESS_ENABLE | (u32)function << 8 | (offset & WORD_OFFSET));
	return (u16)(CONFIG_DATA + (offset & ~WORD_OFFSET));
}

int
config_exists(void)
{
	(void)select(0, 0);
	return port_in(CONFIG_ADDRESS, ADDRESS_WIDTH) == ADDRESS_ENABLE;
}

int
config_is_present(u16 function)
{
	return config_read(function, VENDOR_ID, 2) != VENDOR_NONE;
}

u32
config_read(u16 function, u32 offset, u32 width)
{
	return port_in(select(function, offset), width);
}

void
config_write(u16 function, u32 offset, u32 width, u32 value)
{
	if (config_is_present(function))
		port_out(select(function, offset), width, value);
}
