/* Finding the block driver, first and again. See recovery.h. */
#include "recovery.h"

#include "disk.h"
#include "platform.h"
#include "wait.h"

#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/recovery.h>
#include <string.h>

struct driver driver = {.endpoint = EP_NONE};

static u64 known_size; /* of the device, when it was mounted */
static int is_finding;
static struct wait_queue find_ended;

/* Ends what is under way to it, which may call this again. */
void
driver_died(void)
{
	endpoint_t dead = driver.endpoint;

	if (dead == EP_NONE)
		return;
	driver.endpoint = EP_NONE;
	request_endpoint_gone(dead);
}

static s32
find_and_open(u64 *size)
{
	endpoint_t found = sys_lookup(driver.label);
	s32 error;

	if (found < 0)
		return -ENXIO;
	driver.endpoint = found;
	error = disk_open_minor(size);
	if (error < 0)
		driver.endpoint = EP_NONE;
	return error;
}

s32
disk_open(const char *label, u32 minor, int writing, u64 *size)
{
	s32 error;

	if (strnlen(label, LABEL_LEN) == LABEL_LEN)
		return -EINVAL;
	driver = (struct driver){.minor = minor, .is_writing = writing, .endpoint = EP_NONE};
	strlcpy(driver.label, label, sizeof(driver.label));
	error = find_and_open(size);
	if (error == 0)
		known_size = *size;
	return error;
}

/* A device that became smaller is another one: nothing may be written to it. */
static s32
reopen(void)
{
	u64 size;
	s32 error = find_and_open(&size);

	if (error == 0 && size < known_size) {
		report("%s is back with %u KB instead of %u KB: not the same device", driver.label,
		       (u32)(size / 1024), (u32)(known_size / 1024));
		driver.endpoint = EP_NONE;
		error = -EIO;
	}
	return error;
}

s32
driver_ready(void)
{
	s32 error = 0;

	while (is_finding)
		wait_on(&find_ended);
	if (driver.endpoint != EP_NONE)
		return 0;
	is_finding = 1;
	error = reopen();
	is_finding = 0;
	wait_wake_all(&find_ended);
	return error < 0 ? -EIO : 0;
}
