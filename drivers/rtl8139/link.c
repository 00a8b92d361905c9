/* See link.h. */
#include "link.h"

#include <libdriver/net.h>

#include "registers.h"

#define MBIT_FAST 100u
#define MBIT_SLOW 10u
#define BMCR_UNUSABLE (BMCR_LOOPBACK | BMCR_POWER_DOWN | BMCR_ISOLATE)

/* Negotiating takes the link down for a while, so it is not begun without need. */
void
link_set_up(void)
{
	u16 control = reg_in16(BMCR);

	if (control & BMCR_UNUSABLE || !(control & BMCR_NEGOTIATE))
		reg_out16(BMCR, BMCR_NEGOTIATE | BMCR_RESTART);
}

void
link_look(void)
{
	u8 status = reg_in8(MSR);

	net_link(!(status & MSR_LINKB), status & MSR_SPEED_10 ? MBIT_SLOW : MBIT_FAST);
}

/* What both ends can do, the fastest first: IEEE 802.3, 28B.3. */
int
link_is_full_duplex(void)
{
	u16 common = reg_in16(ANAR) & reg_in16(ANLPAR);

	if (!(reg_in16(BMCR) & BMCR_NEGOTIATE))
		return (reg_in16(BMCR) & BMCR_FULL_DUPLEX) != 0;
	if (common & (AN_100_FULL | AN_100_HALF))
		return (common & AN_100_FULL) != 0;
	return (common & AN_10_FULL) != 0;
}
