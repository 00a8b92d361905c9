/*
 * A block driver that goes bad, for the tests of those who find that out: it passes all
 * requests to a good one, honestly at first. After COUNT transfers of the kind that its
 * arguments name, it turns a bit over in each further one.
 *
 *     lietest LABEL reads|writes COUNT
 *
 * A fresh instance is honest again, for as long. It asks one thing after another and
 * waits for the answer, which a driver that others rely on must not do.
 */
#include <errno.h>
#include <libdriver/block.h>
#include <libdriver/driver.h>
#include <libsys/grant.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <stdlib.h>
#include <string.h>

#define LIE_AT 100u /* the byte of a transfer that is wrong */
#define LIE_BIT 0x10u

static const char *label;
static u32 lies_in_writes;
static u32 honest; /* transfers of that kind that are still to be honest */
static u8 data[BLOCK_TRANSFER_MAX];
static u64 sizes[BLOCK_MINORS_MAX]; /* in sectors, of what was opened */

/* The status of the good driver's answer, which is in *message. */
static s32
ask(struct message *message)
{
	endpoint_t driver = sys_lookup(label);
	s32 error = driver >= 0 ? ipc_sendrec(driver, message) : -ENXIO;

	return error < 0 ? -EIO : MESSAGE_BODY(message, const struct reply_head)->status;
}

static void
lie(void)
{
	if (honest > 0)
		honest--;
	else
		data[LIE_AT] ^= LIE_BIT;
}

static void
open_minor(struct block_call *call)
{
	struct message message = {.type = BLOCK_OPEN};
	s32 status;

	*MESSAGE_BODY(&message, struct block_open) = (struct block_open){
		.minor = call->unit,
		.writing = call->write,
	};
	status = ask(&message);
	if (status == 0)
		sizes[call->unit] =
			MESSAGE_BODY(&message, const struct block_open_reply)->size / BLOCK_SECTOR;
	block_done(call, status);
}

static s32
describe(u32 minor, struct block_device *device)
{
	if (sizes[minor] == 0)
		return -ENXIO;
	device->unit = minor;
	device->sectors = sizes[minor];
	return 0;
}

/* 0 or an error. */
static s32
pass_on(const struct block_call *call)
{
	struct message message = {.type = call->write ? BLOCK_WRITE : BLOCK_READ};
	struct block_transfer *transfer = MESSAGE_BODY(&message, struct block_transfer);
	s32 status;

	*transfer = (struct block_transfer){
		.minor = call->unit,
		.position = call->sector * BLOCK_SECTOR,
		.length = call->bytes,
		.flags = call->flags,
		.grant = grant_direct(sys_lookup(label), data, call->bytes,
				      call->write ? GRANT_READ : GRANT_WRITE),
	};
	if (transfer->grant < 0)
		return -EIO;
	status = ask(&message);
	(void)grant_revoke(transfer->grant);
	return status == (s32)call->bytes ? 0 : -EIO;
}

static void
move(struct block_call *call)
{
	s32 status = call->write ? block_take(call, 0, data, call->bytes) : 0;

	if (status == 0 && call->write && lies_in_writes)
		lie();
	if (status == 0)
		status = pass_on(call);
	if (status == 0 && !call->write && !lies_in_writes)
		lie();
	if (status == 0 && !call->write)
		status = block_put(call, 0, data, call->bytes);
	block_done(call, status);
}

static void
flush(struct block_call *call)
{
	struct message message = {.type = BLOCK_FLUSH};

	MESSAGE_BODY(&message, struct block_minor)->minor = call->unit;
	block_done(call, ask(&message));
}

int
main(int count, char **arguments)
{
	static const struct block_driver driver = {
		.device = describe,
		.open = open_minor,
		.transfer = move,
		.flush = flush,
	};
	static const struct driver_events events;

	if (count != 4)
		panic("lietest: expected a label, reads or writes, and a number");
	label = arguments[1];
	lies_in_writes = strcmp(arguments[2], "writes") == 0;
	honest = (u32)strtoul(arguments[3], NULL, 10);
	block_serve(&driver);
	driver_run(&events);
}
