/* Requests to the driver below: grants, deadlines, checked replies. See lower.h. */
#include "lower.h"

#include <errno.h>
#include <libsys/complain.h>
#include <libsys/grant.h>
#include <libsys/kcall.h>
#include <libsys/request.h>

#include "recovery_lower.h"

/* Shorter than the 10 s that clients of this driver wait, so that they hear of a failure. */
#define DEADLINE_US (9500u * 1000u)

/*
 * The status of a reply: at most `limit`, or an error. What its protocol does not have is
 * complained about.
 */
static s32
checked_status(const struct message *reply, u32 limit)
{
	s32 status = MESSAGE_BODY(reply, const struct reply_head)->status;

	if (status > (s32)limit) {
		(void)complain_about(reply->source, COMPLAINT_LENGTH);
		return -EIO;
	}
	if (status < 0 && !is_error_status(status)) {
		(void)complain_about(reply->source, COMPLAINT_STATUS);
		return -EIO;
	}
	return status;
}

static s32
call(struct message *message, u32 limit)
{
	s32 status = request_call(lower.endpoint, message, sys_uptime_us() + DEADLINE_US,
				  lower_flags());

	if (status == 0)
		return checked_status(message, limit);
	if (status == -EDEADEP)
		lower_died();
	return status;
}

/* Whether the minor can be asked for something: 0 or an error. */
static s32
usable(u32 minor)
{
	const struct lower_minor *entry = lower_minor_of(minor);

	if (entry == NULL || entry->is_lost)
		return -EIO;
	return lower_ready() < 0 ? -EIO : 0;
}

/* ---- opening ---- */

void
lower_fill_open(struct message *message, u32 minor)
{
	*message = (struct message){.type = BLOCK_OPEN};
	*MESSAGE_BODY(message, struct block_open) = (struct block_open){
		.minor = minor,
		.writing = 1,
	};
}

s32
lower_ask_size(u32 minor, u64 *size)
{
	struct message message;
	s32 error;

	lower_fill_open(&message, minor);
	error = call(&message, 0);
	if (error == 0)
		*size = MESSAGE_BODY(&message, const struct block_open_reply)->size;
	return error;
}

static struct lower_minor *
entry_for(u32 minor)
{
	struct lower_minor *entry = lower_minor_of(minor);

	for (u32 index = 0; index < LOWER_MINORS_MAX && entry == NULL; index++)
		if (!lower.minors[index].is_open)
			entry = &lower.minors[index];
	return entry;
}

s32
lower_open(u32 minor, u64 *size)
{
	struct lower_minor *entry;
	s32 error = lower_ready();

	if (error == 0)
		error = lower_ask_size(minor, size);
	if (error < 0)
		return error == -ENXIO || error == -EROFS ? error : -EIO;
	entry = entry_for(minor);
	if (entry == NULL)
		return -ENFILE;
	*entry = (struct lower_minor){.is_open = 1, .minor = minor, .size = *size};
	return 0;
}

/* ---- transfers ---- */

/* Fewer bytes than asked for are a failure: nobody asks for what lies beyond the device. */
static s32
transfer(u32 type, struct block_transfer *body, const void *memory)
{
	struct message message = {.type = type};
	s32 status = usable(body->minor);

	if (status < 0)
		return status;
	body->grant = grant_direct(lower.endpoint, memory, body->length,
				   type == BLOCK_READ ? GRANT_WRITE : GRANT_READ);
	if (body->grant < 0)
		return -EIO;
	*MESSAGE_BODY(&message, struct block_transfer) = *body;
	status = call(&message, body->length);
	(void)grant_revoke(body->grant);
	return status == (s32)body->length ? 0 : -EIO;
}

s32
lower_read(u32 minor, u32 sector, void *to, u32 bytes)
{
	struct block_transfer body = {
		.minor = minor,
		.position = (u64)sector * BLOCK_SECTOR,
		.length = bytes,
	};

	return transfer(BLOCK_READ, &body, to);
}

s32
lower_write(u32 minor, u32 sector, const void *from, u32 bytes, u32 flags)
{
	struct block_transfer body = {
		.minor = minor,
		.position = (u64)sector * BLOCK_SECTOR,
		.length = bytes,
		.flags = flags,
	};

	return transfer(BLOCK_WRITE, &body, from);
}

s32
lower_flush(u32 minor)
{
	struct message message = {.type = BLOCK_FLUSH};
	s32 status = usable(minor);

	MESSAGE_BODY(&message, struct block_minor)->minor = minor;
	if (status == 0)
		status = call(&message, 0);
	return status < 0 ? -EIO : 0;
}
