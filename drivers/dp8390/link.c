/* See link.h. RTL8029AS data sheet, page 3 of the registers. */
#include "link.h"

#include <libdriver/net.h>
#include <libsys/kcall.h>
#include <libsys/timer.h>

#include "registers.h"

#define MBIT 10u
#define PERIOD_US 1000000u

static int
is_rtl8029(void)
{
	return reg_in(ID0) == ID0_RTL8029 && reg_in(ID1) == ID1_RTL8029;
}

/* Where the medium was chosen by hand, BNC only says which. */
static int
is_down(void)
{
	return is_rtl8029() && !(reg_in_page(3, CONFIG2) & CONFIG2_MEDIUM) &&
	       reg_in_page(3, CONFIG0) & CONFIG0_BNC;
}

void
link_look(void)
{
	net_link(!is_down(), MBIT);
}

static void
look_again(struct timer *timer)
{
	link_look();
	net_turn();
	(void)timer_arm(timer, sys_uptime_us() + PERIOD_US);
}

void
link_watch(void)
{
	static struct timer timer = {.fire = look_again};

	link_look();
	(void)timer_arm(&timer, sys_uptime_us() + PERIOD_US);
}

int
link_is_full_duplex(void)
{
	return is_rtl8029() && reg_in_page(3, CONFIG3) & CONFIG3_FULL_DUPLEX;
}
