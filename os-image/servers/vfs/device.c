/*
 * The device switch: which driver serves a device number, and opening devices.
 * A driver is known by its label; the data store tells of its instances (see
 * recovery.c), and one that it does not know is looked up when it is needed.
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
	if (driver->endpoint == EP_NONE)
		recovery_find_driver(driver);
	return driver->endpoint != EP_NONE ? driver->endpoint : -ENXIO;
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
	status = request_call(endpoint, m, sys_uptime_us() + REQUEST_DEADLINE_US,
			      recovery_flags(endpoint));
	if (status == 0)
		return reply_status(m->source, m);
	if (status == -EDEADEP && driver->endpoint == endpoint)
		recovery_driver_died(driver);
	return status == -ETIMEDOUT || status == -EDEADEP ? status : -EIO;
}

void
device_fill_open(const struct filp *filp, struct message *m)
{
	struct char_open *char_open = MESSAGE_BODY(m, struct char_open);
	struct block_open *block_open = MESSAGE_BODY(m, struct block_open);

	*m = (struct message){.type = S_ISCHR(filp->vnode->mode) ? CHAR_OPEN : BLOCK_OPEN};
	if (m->type == CHAR_OPEN) {
		char_open->minor = filp->opened.minor;
		char_open->flags = filp->flags;
		char_open->uid = filp->opened.uid;
	} else {
		block_open->minor = filp->opened.minor;
		block_open->writing = (u32)filp_can_write(filp);
	}
}

/* Once: 0, or an error, -EDEADEP when the driver was not there any more. */
static s32
try_to_open(struct call *call, struct filp *filp, struct driver *driver)
{
	struct message m;
	s32 status;

	device_fill_open(filp, &m);
	status = driver_call(call, driver, &m);
	if (status < 0)
		return status;
	if (S_ISBLK(filp->vnode->mode)) {
		u64 size = MESSAGE_BODY(&m, const struct block_open_reply)->size;

		if (size > INT64_MAX)
			return breach(m.source, COMPLAINT_LENGTH, "a size beyond all",
				      "the device's size");
		filp->device_size = (s64)size;
		filp->minor = filp->opened.minor;
	} else {
		filp->minor = MESSAGE_BODY(&m, const struct char_open_reply)->minor;
	}
	if (m.source != driver->endpoint)
		return -EDEADEP; /* its successor was made ready before this thread ran */
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
	if (driver == NULL || driver == socket_driver())
		return -ENXIO; /* sockets have no names */
	filp->opened.minor = DEVICE_MINOR(device);
	filp->opened.uid = call->process->effective_uid;
	for (u32 tries = 0; error == -EDEADEP && tries < OPEN_TRIES; tries++)
		error = try_to_open(call, filp, driver);
	return error == -EDEADEP ? -EIO : error;
}
