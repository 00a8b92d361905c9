/*
 * Drivers and file servers that fail and come back. The data store tells of every
 * instance; a fresh one is made ready (recovery_driver.c, recovery_mount.c), and
 * until then requests to the one that died are held (libsys/recovery.h).
 *
 * A component that the data store does not know (one that RS_UP started, or any
 * while the system starts) has no successor to wait for. When it is found to be
 * dead what was asked of it ends with EIO: a driver is looked up again when it is
 * needed next, and a file system answers EIO until it is unmounted. The same holds
 * for one that is given up or taken down.
 */
#include <stdio.h>
#include <string.h>
#include <libsys/ds_client.h>
#include <libsys/kcall.h>
#include <libsys/recovery.h>

#include "vfs.h"

#define NR_TOLD 64 /* labels; of more the latest are not followed */

static struct told {
	char label[LABEL_LEN]; /* "": free */
	endpoint_t endpoint;
	u32 cause;
} told[NR_TOLD];

static struct told *
told_of(const char *label)
{
	for (struct told *instance = told; instance < told + NR_TOLD; instance++)
		if (strcmp(instance->label, label) == 0)
			return instance;
	return NULL;
}

int
recovery_is_told(const char *label, endpoint_t *endpoint, u32 *cause)
{
	const struct told *instance = told_of(label);

	if (instance == NULL)
		return 0;
	*endpoint = instance->endpoint;
	*cause = instance->cause;
	return 1;
}

endpoint_t
recovery_find_server(const char *label)
{
	const struct told *instance = told_of(label);

	return instance != NULL ? instance->endpoint : sys_lookup(label);
}

void
recovery_find_driver(struct driver *driver)
{
	const struct told *instance = told_of(driver->label);
	endpoint_t found = recovery_find_server(driver->label);

	if (found < 0)
		return;
	driver->endpoint = found;
	driver->is_followed = instance != NULL;
	recovery_uses(driver->label, found, instance != NULL ? instance->cause : 0);
}

u32
recovery_flags(endpoint_t target)
{
	FOR_EACH_DRIVER(driver)
		if (driver->endpoint == target)
			return REQUEST_COMPLAIN | (driver->is_followed ? REQUEST_HOLD : 0);
	FOR_EACH_MOUNT(mount)
		if (mount->server == target)
			return REQUEST_COMPLAIN | (mount->recovery.is_followed ? REQUEST_HOLD : 0);
	return REQUEST_COMPLAIN;
}

/* ---- deaths without a successor ---- */

void
recovery_driver_died(struct driver *driver)
{
	endpoint_t dead = driver->endpoint;

	if (dead == EP_NONE)
		return;
	driver->endpoint = EP_NONE;
	driver->successor = EP_NONE;
	printf("vfs: %s is gone\n", driver->label);
	request_endpoint_gone(dead);
	poll_driver_died(driver);
	socket_server_died(driver);
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

/* ---- what the data store tells ---- */

static void
published(const struct told *instance)
{
	FOR_EACH_DRIVER(driver) {
		if (strcmp(driver->label, instance->label) != 0)
			continue;
		recovery_follow_driver(driver, instance->endpoint, instance->cause);
		recovery_try_mounts(driver);
	}
	FOR_EACH_MOUNT(mount)
		if (strcmp(mount->info.label, instance->label) == 0)
			recovery_follow_server(mount, instance->endpoint, instance->cause);
}

static void
deleted(const char *label)
{
	FOR_EACH_DRIVER(driver) {
		if (strcmp(driver->label, label) != 0)
			continue;
		driver->is_followed = 0;
		recovery_driver_died(driver);
		recovery_abandon_mounts(driver);
	}
	FOR_EACH_MOUNT(mount) {
		if (strcmp(mount->info.label, label) != 0)
			continue;
		mount->recovery.is_followed = 0;
		mount->recovery.successor = EP_NONE;
		recovery_server_died(mount);
	}
}

static void
label_changed(const struct ds_change_reply *change)
{
	struct told *instance = told_of(change->key);

	if (change->kind == DS_DELETED) {
		if (instance != NULL)
			instance->label[0] = '\0';
		deleted(change->key);
		return;
	}
	if (instance == NULL)
		instance = told_of("");
	if (instance == NULL || change->key[0] == '\0')
		return;
	strlcpy(instance->label, change->key, sizeof(instance->label));
	instance->endpoint = (endpoint_t)change->value;
	instance->cause = change->cause;
	published(instance);
}

void
recovery_start(void)
{
	for (u32 major = 0; major < NR_MAJORS; major++)
		(void)driver_of(DEVICE(major, 0)); /* so that all have their labels */
	ds_subscribe("*", DS_TYPE_BIT(DS_LABEL), label_changed);
}
