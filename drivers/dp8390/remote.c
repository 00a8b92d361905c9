/* See remote.h. */
#include "remote.h"

#include "registers.h"

/* When the last byte has passed the data port, what is left takes the card a few cycles. */
#define LOOKS_MAX 1000u

static void
begin(u8 direction, u32 address, u32 bytes)
{
	reg_out(ISR, INT_RDC);
	reg_out(RBCR0, (u8)bytes);
	reg_out(RBCR1, (u8)(bytes >> 8));
	reg_out(RSAR0, (u8)address);
	reg_out(RSAR1, (u8)(address >> 8));
	command(direction);
}

static int
end(void)
{
	u32 looks = 0;

	while (!(reg_in(ISR) & INT_RDC))
		if (++looks == LOOKS_MAX)
			return 0;
	return 1;
}

int
remote_read(u32 address, void *to, u32 bytes)
{
	begin(CR_READ, address, bytes);
	data_in(to, bytes);
	return end();
}

int
remote_write(u32 address, const void *from, u32 bytes)
{
	begin(CR_WRITE, address, bytes);
	data_out(from, bytes);
	return end();
}
