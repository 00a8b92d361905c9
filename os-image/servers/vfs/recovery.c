/*
 * What the death of a driver or file server means to those who use it. What
 * was asked of it ends with EIO. A driver is looked up again when it is needed
 * next; descriptors of the one that died stay dead until they are opened again.
 * A file system whose server died answers EIO until it is unmounted.
 */
#include <stdio.h>

#include "vfs.h"

void
recovery_driver_died(struct driver *driver)
{
	endpoint_t dead = driver->endpoint;

	if (dead == EP_NONE)
		return;
	driver->endpoint = EP_NONE;
	printf("vfs: %s is gone\n", driver->label);
	(void)request_endpoint_gone(dead);
}

void
recovery_server_died(struct mount *mount)
{
	if (mount->is_dead)
		return;
	mount->is_dead = 1;
	printf("vfs: %s, which served %s, is gone\n", mount->info.label, mount->info.directory);
	(void)request_endpoint_gone(mount->server);
}
