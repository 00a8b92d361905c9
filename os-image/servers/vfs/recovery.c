/*
 * What the death of a driver or file server means to those who use it. What
 * was asked of it ends with EIO. A driver is looked up again when it is needed
 * next; descriptors of the one that died stay dead until they are opened again.
 * A file system whose server died answers EIO until it is unmounted.
 *
 * A death shows when something is sent to the dead. Those who wait already, for
 * a line of a terminal, say, may wait without anyone sending more. So VFS looks
 * from time to time whether all whom it knows still run.
 */
#include <stdio.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/recovery.h>

#include "vfs.h"

#define LOOK_PERIOD_US (1000u * 1000u)

void
recovery_driver_died(struct driver *driver)
{
	endpoint_t dead = driver->endpoint;

	if (dead == EP_NONE)
		return;
	driver->endpoint = EP_NONE;
	printf("vfs: %s is gone\n", driver->label);
	request_endpoint_gone(dead);
	poll_driver_died(driver);
}

void
recovery_server_died(struct mount *mount)
{
	if (mount->is_dead)
		return;
	mount->is_dead = 1;
	printf("vfs: %s, which served %s, is gone\n", mount->info.label, mount->info.directory);
	request_endpoint_gone(mount->server);
}

static void
look_for_deaths(struct timer *timer)
{
	FOR_EACH_DRIVER(driver)
		if (driver->endpoint != EP_NONE && sys_lookup(driver->label) != driver->endpoint)
			recovery_driver_died(driver);
	for (struct mount *mount = mounts; mount < mounts + NR_MOUNTS; mount++)
		if (mount->server != EP_NONE && sys_lookup(mount->info.label) != mount->server)
			recovery_server_died(mount);
	if (timer_arm(timer, sys_uptime_us() + LOOK_PERIOD_US) < 0)
		panic("no timer to look for deaths");
}

void
recovery_start(void)
{
	static struct timer timer = {.fire = look_for_deaths};

	look_for_deaths(&timer);
}
