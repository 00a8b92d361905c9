/*
 * A driver's fresh instance, and what was open at the one before.
 *
 * Block drivers are recovered in silence: each description that is open is opened
 * again, and all requests are sent to the fresh instance, which is harmless since
 * they name absolute positions. So is the terminal driver, which keeps what its terminals
 * are in the data store: a read goes on, and a write may show some of its bytes twice.
 * Other character devices keep a state that nobody but their users knows, so requests
 * end with EIO, and descriptors answer EIO until they are opened again; an open that is
 * under way finds the fresh instance. After an update nothing is lost: the old instance came to a quiescent point and gave back
 * what it had, so that character devices are recovered like block devices then. But
 * sockets are what only the network server that made them knows.
 *
 * An instance that dies, goes or falls silent while it is being made ready gets a
 * successor in its turn. It is waited for on no thread, since all may be waiting.
 */
#include <string.h>
#include <proto/block.h>
#include <proto/char.h>
#include <proto/socket.h>
#include <libsys/kcall.h>
#include <libsys/recovery.h>

#include "vfs.h"

#define BLOCK_LABELS "blk."
#define TERMINAL_LABEL "chr.tty"
#define REOPEN_DEADLINE_US (10u * 1000u * 1000u)

static void reopen_next(struct driver *driver);

/* Whether its users shall not notice. */
static int
is_silent(const struct driver *driver)
{
	if (driver == socket_driver())
		return 0;
	return driver->cause == DEFECT_UPDATE || strcmp(driver->label, TERMINAL_LABEL) == 0 ||
	       strncmp(driver->label, BLOCK_LABELS, strlen(BLOCK_LABELS)) == 0;
}

/* ---- sending again ---- */

static const struct driver *resending; /* what prepare_request is about */

static s32
prepare_request(u32 id, int was_begun, struct message *message)
{
	const struct filp *filp;

	(void)was_begun;
	switch (message->type) {
	case CHAR_OPEN:
	case BLOCK_OPEN:
	case SOCKET_OPEN:
		return 0;
	case CHAR_CLOSE:
	case BLOCK_CLOSE:
	case CHAR_CANCEL: /* what it is about comes to the fresh instance anew */
		return -EIO;
	}
	if (!is_silent(resending))
		return -EIO;
	filp = device_request_filp(id);
	if (filp == NULL)
		return 0; /* of a block device, whose minor stays */
	if (filp->driver_ep != resending->endpoint)
		return -EIO; /* it could not be opened again */
	MESSAGE_BODY(message, struct char_minor)->minor = filp->minor;
	return 0;
}

_Static_assert(offsetof(struct char_minor, minor) == offsetof(struct char_transfer, minor) &&
		       offsetof(struct char_minor, minor) == offsetof(struct char_ioctl, minor) &&
		       offsetof(struct char_minor, minor) == offsetof(struct char_poll, minor),
	       "the minor is at the same place in all of them");

static void
use_successor(struct driver *driver)
{
	endpoint_t old = driver->endpoint;
	endpoint_t fresh = driver->successor;
	struct filp *filp;
	u32 index = 0;

	while ((filp = filp_next_of(driver, &index)) != NULL) {
		if (!filp->is_reopened)
			continue;
		filp->is_reopened = 0;
		filp->driver_ep = fresh;
		filp->minor = filp->reopened_minor;
	}
	driver->endpoint = fresh;
	driver->successor = EP_NONE;
	recovery_uses(driver->label, fresh, driver->cause);
	resending = driver;
	(void)request_resend_all(old, fresh, driver->cause, prepare_request);
	poll_driver_died(driver);
	socket_server_died(driver);
}

/* ---- opening again ---- */

/* A device that became smaller is another one, and stays closed. */
static void
note_minor(struct filp *filp, const struct message *reply)
{
	if (S_ISCHR(filp->vnode->mode)) {
		filp->reopened_minor = MESSAGE_BODY(reply, const struct char_open_reply)->minor;
		filp->is_reopened = 1;
	} else {
		filp->reopened_minor = filp->opened.minor;
		filp->is_reopened = MESSAGE_BODY(reply, const struct block_open_reply)->size >=
				    (u64)filp->device_size;
	}
}

/* An instance that gave no answer, or goes, is followed by another one. */
static int
is_answer(s32 status, const struct message *reply)
{
	return status == 0 && MESSAGE_BODY(reply, const struct reply_head)->status != -EMOVED;
}

static void
begin(struct driver *driver)
{
	struct filp *filp;
	u32 index = 0;

	while ((filp = filp_next_of(driver, &index)) != NULL)
		filp->is_reopened = 0;
	driver->asked = driver->successor;
	driver->next_filp = 0;
	reopen_next(driver);
}

/* The fresh instance was asked for the sake of driver->reopened, whose use of it ends here. */
static void
reopened(u32 id, s32 status, const struct message *reply, void *context)
{
	struct driver *driver = context;
	int is_latest = driver->asked == driver->successor;

	(void)id;
	if (is_answer(status, reply) && reply_status(reply->source, reply) >= 0)
		note_minor(driver->reopened, reply);
	filp_put(driver->reopened, NULL);
	driver->asked = EP_NONE;
	if (driver->successor == EP_NONE)
		return; /* it was taken down meanwhile */
	if (!is_latest) {
		begin(driver);
		return;
	}
	if (!is_answer(status, reply))
		return;
	driver->asked = driver->successor;
	reopen_next(driver);
}

static void
reopen_next(struct driver *driver)
{
	struct filp *filp = is_silent(driver) ? filp_next_of(driver, &driver->next_filp) : NULL;
	struct message message;

	if (filp == NULL) {
		driver->asked = EP_NONE;
		use_successor(driver);
		return;
	}
	device_fill_open(filp, &message);
	driver->reopened = filp_ref(filp);
	if (request_start(driver->asked, &message, sys_uptime_us() + REOPEN_DEADLINE_US,
			  REQUEST_COMPLAIN, reopened, driver) > 0)
		return;
	driver->asked = EP_NONE; /* dead already */
	filp_put(filp, NULL);
}

void
recovery_follow_driver(struct driver *driver, endpoint_t endpoint, u32 cause)
{
	driver->is_followed = 1;
	if (driver->endpoint == endpoint)
		return;
	if (driver->endpoint == EP_NONE) {
		recovery_find_driver(driver);
		return;
	}
	if (driver->successor == EP_NONE)
		driver->cause = cause;
	driver->successor = endpoint;
	if (driver->asked == EP_NONE)
		begin(driver);
}
