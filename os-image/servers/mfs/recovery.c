/* Following the block driver from instance to instance. See recovery.h. */
#include "recovery.h"

#include "disk.h"
#include "platform.h"
#include "wait.h"

#include <errno.h>
#include <libsys/complain.h>
#include <libsys/ds_client.h>
#include <libsys/kcall.h>
#include <libsys/recovery.h>
#include <string.h>

#define REOPEN_DEADLINE_US (10u * 1000u * 1000u)
#define DRIVERS_MAX 8u /* block drivers that are told of; of more the latest are not followed */

struct driver driver = {.endpoint = EP_NONE};

static struct told {
	char label[LABEL_LEN]; /* "": free */
	endpoint_t endpoint;
	u32 cause;
} told[DRIVERS_MAX];

static u64 known_size; /* of the device, when it was mounted */
static int is_opening; /* a thread waits for driver.endpoint to open the minor */
static int is_finding;
static struct wait_queue find_ended;

/* While a successor is made ready. */
static endpoint_t successor = EP_NONE; /* the latest that was told of */
static endpoint_t reopening = EP_NONE; /* who is asked to open the minor */
static u32 first_cause;                /* of the death of driver.endpoint */

static void reopen(void);

static struct told *
told_of(const char *label)
{
	for (u32 index = 0; index < DRIVERS_MAX; index++)
		if (strcmp(told[index].label, label) == 0)
			return &told[index];
	return NULL;
}

u32
driver_request_flags(void)
{
	return REQUEST_COMPLAIN | (driver.is_followed ? REQUEST_HOLD : 0);
}

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

/* ---- the first instance, and any after one that had no successor ---- */

/* With `is_successor` it is used instead of one that died. */
static s32
find_and_open(int is_successor, u64 *size)
{
	const struct told *known = told_of(driver.label);
	endpoint_t found = known != NULL ? known->endpoint : sys_lookup(driver.label);
	s32 error;

	if (found < 0)
		return -ENXIO;
	driver.endpoint = found;
	driver.is_followed = known != NULL;
	is_opening = 1;
	error = disk_open_minor(size);
	is_opening = 0;
	if (error < 0)
		driver.endpoint = EP_NONE;
	else
		recovery_uses(driver.label, driver.endpoint,
			      is_successor && known != NULL ? known->cause : 0);
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
	error = find_and_open(0, size);
	if (error == 0)
		known_size = *size;
	return error;
}

/* A device that became smaller is another one: nothing may be written to it. */
static s32
check_size(u64 size)
{
	if (size >= known_size)
		return 0;
	report("%s is back with %u KB instead of %u KB: not the same device", driver.label,
	       (u32)(size / 1024), (u32)(known_size / 1024));
	return -EIO;
}

s32
driver_ready(void)
{
	s32 error = 0;
	u64 size;

	while (is_finding)
		wait_on(&find_ended);
	if (driver.endpoint != EP_NONE)
		return 0;
	is_finding = 1;
	error = find_and_open(1, &size);
	if (error == 0)
		error = check_size(size);
	if (error < 0)
		driver.endpoint = EP_NONE;
	is_finding = 0;
	wait_wake_all(&find_ended);
	return error < 0 ? -EIO : 0;
}

/* ---- successors ---- */

static void
send_to_successor(void)
{
	endpoint_t old = driver.endpoint;

	driver.endpoint = successor;
	successor = EP_NONE;
	(void)request_resend_all(old, driver.endpoint, first_cause, NULL);
}

/*
 * An instance that died, goes, or does not answer gets a successor in its turn, and
 * until that is told of the requests stay held. What says no ends them.
 */
static void
reopened(u32 id, s32 status, const struct message *reply, void *context)
{
	int is_latest = reopening == successor;

	(void)id;
	(void)context;
	reopening = EP_NONE;
	if (successor == EP_NONE)
		return; /* the driver was taken down meanwhile */
	if (!is_latest) {
		reopen();
		return;
	}
	if (status == 0)
		status = MESSAGE_BODY(reply, const struct reply_head)->status;
	if (status == -EDEADEP || status == -EMOVED || status == -ETIMEDOUT)
		return;
	if (status < 0)
		report("%s is back and does not open minor %u: error %d", driver.label,
		       driver.minor, -status);
	else
		status = check_size(MESSAGE_BODY(reply, const struct block_open_reply)->size);
	if (status < 0) {
		successor = EP_NONE;
		driver_died();
		return;
	}
	recovery_uses(driver.label, successor, first_cause);
	send_to_successor();
}

/* Here, and not on a thread: all of them may be waiting for the driver. */
static void
reopen(void)
{
	struct message message;

	reopening = successor;
	disk_fill_open(&message);
	if (request_start(reopening, &message, sys_uptime_us() + REOPEN_DEADLINE_US,
			  REQUEST_COMPLAIN, reopened, NULL) < 0)
		reopening = EP_NONE; /* dead already */
}

static void
follow(const struct told *instance)
{
	driver.is_followed = 1;
	if (driver.endpoint == EP_NONE || driver.endpoint == instance->endpoint)
		return;
	if (successor == EP_NONE)
		first_cause = instance->cause;
	successor = instance->endpoint;
	if (is_opening)
		send_to_successor(); /* the minor is not open yet, and the request to open it moves */
	else if (reopening == EP_NONE)
		reopen();
}

static void
given_up(struct told *instance)
{
	instance->label[0] = '\0';
	driver.is_followed = 0;
	successor = EP_NONE;
	driver_died();
}

static void
driver_changed(const struct ds_change_reply *change)
{
	struct told *instance = told_of(change->key);
	int is_ours = strcmp(change->key, driver.label) == 0;

	if (change->kind == DS_DELETED) {
		if (instance != NULL && is_ours)
			given_up(instance);
		else if (instance != NULL)
			instance->label[0] = '\0';
		return;
	}
	if (instance == NULL)
		instance = told_of("");
	if (instance == NULL)
		return;
	strlcpy(instance->label, change->key, sizeof(instance->label));
	instance->endpoint = (endpoint_t)change->value;
	instance->cause = change->cause;
	if (is_ours)
		follow(instance);
}

void
recovery_start(void)
{
	ds_subscribe("blk.*", DS_TYPE_BIT(DS_LABEL), driver_changed);
}

/* ---- breaches of protocol ---- */

void
driver_breach(enum request_breach breach, const struct message *reply)
{
	static u32 reported; /* bit: kind */

	complain_of_reply(breach, reply);
	if (reported & 1u << breach)
		return;
	reported |= 1u << breach;
	report("a reply of endpoint %d that breaks the protocol: %s", reply->source,
	       request_breach_name(breach));
}
