/* See wait_for_boot of <netkit/wait.h>. */
#include <netkit/settings.h>
#include <netkit/wait.h>
#include <poll.h>
#include <toolkit/clock.h>

#define BOOT_LIMIT_US (10u * US_PER_S) /* since boot; DHCP takes about a second of it */
#define CHECK_EVERY_MS 20

/* Whether one still asks for its address, and none but loopback has one. */
static bool
is_address_to_come(void)
{
	struct if_info info = {0};
	bool is_asked_for = false;

	while (settings_next(SIOCGIFINFO, &info, &info.index)) {
		if ((info.flags & IFF_LOOPBACK) == 0 && info.address != 0)
			return false;
		is_asked_for |= (info.flags & (IFF_DHCP | IFF_BOUND)) == IFF_DHCP;
	}
	return is_asked_for;
}

void
wait_for_boot(void)
{
	while (clock_us() < BOOT_LIMIT_US && is_address_to_come())
		wait_ready(-1, POLLIN, CHECK_EVERY_MS);
}
