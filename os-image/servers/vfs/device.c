/*
 * The device switch: which driver serves a device number, and opening devices.
 * A driver is known by its label and looked up when it is needed, so that a
 * fresh instance is found by whoever opens the device next.
 */
#include <proto/block.h>
#include <proto/char.h>
#include <libsys/kcall.h>

#include "vfs.h"

#define OPEN_TRIES 2 /* the second one is for a driver that has been replaced meanwhile */

struct driver drivers[NR_MAJORS];

struct driver *
driver_of(u32 device)
{
	static const char *const labels[NR_MAJORS] = DEVICE_LABELS;
	u32 major = DEVICE_MAJOR(device);

	if (major >= NR_MAJORS || labels[major] == NULL)
		return NULL;
	drivers[major].label = labels[major];
	return &drivers[major];
}

endpoint_t
driver_endpoint(struct driver *driver)
{
	if (driver->endpoint == EP_NONE) {
		endpoint_t found = sys_lookup(driver->label);

		if (found < 0)
			return -ENXIO;
		driver->endpoint = found;
	}
	return driver->endpoint;
}

struct driver *
driver_at(endpoint_t endpoint)
{
	FOR_EACH_DRIVER(driver)
		if (driver_endpoint(driver) == endpoint)
			return driver;
	return NULL;
}

s32
device_is_open(const struct filp *filp)
{
	return filp->driver != NULL && filp->driver->endpoint == filp->driver_ep ? 0 : -EIO;
}

s32
driver_call(struct call *call, struct driver *driver, struct message *m)
{
	endpoint_t endpoint = driver_endpoint(driver);
	s32 status;

	if (endpoint < 0)
		return endpoint;
	status = lane_enter(call, &driver->lane);
	if (status < 0)
		return status;
	status = request_call(endpoint, m, sys_uptime_us() + REQUEST_DEADLINE_US, 0);
	if (status == 0)
		return reply_status(endpoint, m);
	if (status == -EDEADEP && driver->endpoint == endpoint)
		recovery_driver_died(driver);
	return status == -ETIMEDOUT || status == -EDEADEP ? status : -EIO;
}

static void
ask_to_open(struct message *m, const struct filp *filp, u32 minor, u32 uid)
{
	struct char_open *char_open = MESSAGE_BODY(m, struct char_open);
	struct block_open *block_open = MESSAGE_BODY(m, struct block_open);

	if (S_ISCHR(filp->vnode->mode)) {
		m->type = CHAR_OPEN;
		char_open->minor = minor;
		char_open->flags = filp->flags;
		char_open->uid = uid;
	} else {
		m->type = BLOCK_OPEN;
		block_open->minor = minor;
		block_open->writing = (u32)filp_can_write(filp);
	}
}

/* Once: 0, or an error, -EDEADEP when the driver was not there any more. */
static s32
try_to_open(struct call *call, struct filp *filp, struct driver *driver, u32 minor)
{
	struct message m;
	s32 status;

	ask_to_open(&m, filp, minor, call->process->effective_uid);
	status = driver_call(call, driver, &m);
	if (status < 0)
		return status;
	if (S_ISBLK(filp->vnode->mode)) {
		u64 size = MESSAGE_BODY(&m, const struct block_open_reply)->size;

		if (size > INT64_MAX)
			return breach(m.source, "a size beyond all", "the device's size");
		filp->device_size = (s64)size;
		filp->minor = minor;
	} else {
		filp->minor = MESSAGE_BODY(&m, const struct char_open_reply)->minor;
	}
	filp->driver = driver;
	filp->driver_ep = m.source;
	return 0;
}

/* The device that is meant: the caller's terminal may go by a name of its own. */
static u32
real_device(const struct fproc *process, u32 device)
{
	const struct terminal *terminal;

	if (DEVICE_MAJOR(device) != MAJOR_CONTROLLING)
		return device;
	terminal = terminal_of_session(process->session);
	return terminal != NULL ? terminal->device : 0;
}

s32
device_open(struct call *call, struct filp *filp)
{
	u32 device = filp->vnode->device;
	struct driver *driver;
	s32 error = -EDEADEP;

	if (S_ISCHR(filp->vnode->mode))
		device = real_device(call->process, device);
	driver = driver_of(device);
	if (driver == NULL)
		return -ENXIO;
	for (u32 tries = 0; error == -EDEADEP && tries < OPEN_TRIES; tries++)
		error = try_to_open(call, filp, driver, DEVICE_MINOR(device));
	return error == -EDEADEP ? -EIO : error;
}
