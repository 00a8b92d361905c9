/* Requests to the block driver: grants, deadlines, checked replies. See disk.h. */
#include "disk.h"

#include "recovery.h"

#include "platform.h"

#include <errno.h>
#include <libsys/complain.h>
#include <libsys/grant.h>
#include <libsys/kcall.h>
#include <libsys/request.h>

#define DEADLINE_US 10000000u

static u64
deadline(void)
{
	return sys_uptime_us() + DEADLINE_US;
}

/* What the driver's failure means for the caller: the driver's own affairs are not his. */
static s32
failure(s32 status)
{
	return status == -EROFS || status == -ENXIO ? status : -EIO;
}

/*
 * The status of a reply, at most `limit`: bytes transferred, or 0. What its protocol
 * does not have is complained about and is -EIO.
 */
static s32
checked_status(const struct message *reply, u32 limit)
{
	s32 status = MESSAGE_BODY(reply, const struct reply_head)->status;

	if (status > (s32)limit) {
		(void)complain_about(reply->source, COMPLAINT_LENGTH);
		return -EIO;
	}
	if (!is_error_status(status) && status < 0) {
		(void)complain_about(reply->source, COMPLAINT_STATUS);
		return -EIO;
	}
	return status;
}

/* A call with a bare answer: 0 or an error. */
static s32
call(struct message *message)
{
	s32 status = request_call(driver.endpoint, message, deadline(), driver_request_flags());

	if (status == 0)
		return checked_status(message, 0);
	if (status == -EDEADEP)
		driver_died();
	return status;
}

static void
fill_minor(struct message *message, u32 type)
{
	*message = (struct message){.type = type};
	MESSAGE_BODY(message, struct block_minor)->minor = driver.minor;
}

void
disk_fill_open(struct message *message)
{
	struct block_open *open = MESSAGE_BODY(message, struct block_open);

	*message = (struct message){.type = BLOCK_OPEN};
	open->minor = driver.minor;
	open->writing = (u32)driver.is_writing;
}

s32
disk_open_minor(u64 *size)
{
	struct message message;
	s32 status;

	disk_fill_open(&message);
	status = call(&message);
	if (status < 0)
		return failure(status);
	*size = MESSAGE_BODY(&message, const struct block_open_reply)->size;
	return 0;
}

void
disk_close(void)
{
	struct message message;

	if (driver.endpoint != EP_NONE) {
		fill_minor(&message, BLOCK_CLOSE);
		(void)call(&message); /* nothing depends on it */
	}
	driver.endpoint = EP_NONE;
}

s32
disk_flush(void)
{
	struct message message;
	s32 status = driver_ready();

	if (status < 0)
		return status;
	fill_minor(&message, BLOCK_FLUSH);
	status = call(&message);
	return status < 0 ? failure(status) : 0;
}

/* Fewer bytes than asked for are a failure: nobody asks for what lies beyond the device. */
static void
transfer_ended(u32 id, s32 status, const struct message *reply, void *context)
{
	struct disk_transfer *transfer = context;

	(void)id;
	(void)grant_revoke(transfer->grant); /* before anyone uses the memory again */
	if (status == -EDEADEP)
		driver_died();
	else if (status == -EIO)
		report("each instance of %s died of %s %u bytes at %u KB: it is given up",
		       driver.label, transfer->writing ? "writing" : "reading", transfer->length,
		       (u32)(transfer->position / 1024));
	if (status == 0)
		status = checked_status(reply, transfer->length);
	if (status >= 0)
		status = (u32)status == transfer->length ? 0 : -EIO;
	transfer->done(transfer, status < 0 ? failure(status) : 0);
}

s32
disk_start(struct disk_transfer *transfer)
{
	struct message message = {.type = transfer->writing ? BLOCK_WRITE : BLOCK_READ};
	struct block_transfer *body = MESSAGE_BODY(&message, struct block_transfer);
	s32 result = driver_ready();

	if (result < 0)
		return result;
	transfer->grant = grant_direct(driver.endpoint, transfer->memory, transfer->length,
				       transfer->writing ? GRANT_READ : GRANT_WRITE);
	if (transfer->grant < 0)
		return transfer->grant;
	body->minor = driver.minor;
	body->position = transfer->position;
	body->grant = transfer->grant;
	body->length = transfer->length;
	result = request_start(driver.endpoint, &message, deadline(), driver_request_flags(),
			       transfer_ended, transfer);
	if (result >= 0)
		return 0;
	(void)grant_revoke(transfer->grant);
	if (result == -EDEADEP)
		driver_died();
	return -EIO;
}
