/* What the roles share: asking a driver as a file server does. */
#include <libsys/grant.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <stdlib.h>

#include "disktest.h"

#define PATTERN_FACTOR 1664525u
#define PATTERN_STEP 1013904223u

u8 buffer[BLOCK_TRANSFER_MAX];

_Noreturn void
pass(s32 status)
{
	sys_exit(EXIT_NORMAL, status, "", 0);
}

void
must(const char *what, s32 found, s32 expected)
{
	if (found != expected)
		panic("%s: %d, not %d", what, (int)found, (int)expected);
}

u32
argument(int argc, char **argv, int index)
{
	if (index >= argc)
		panic("argument %d is missing", index + 1);
	return (u32)strtoul(argv[index], NULL, 0);
}

endpoint_t
driver_of(int argc, char **argv)
{
	endpoint_t driver;

	(void)argument(argc, argv, 0);
	driver = sys_lookup(argv[0]);
	if (driver < 0)
		panic("%s is not there", argv[0]);
	return driver;
}

static s32
status_of(endpoint_t driver, struct message *message)
{
	u32 type = message->type;
	s32 error = ipc_sendrec(driver, message);

	if (error < 0)
		panic("the driver can't be asked: %d", (int)error);
	must("type of the reply", (s32)message->type, (s32)(type | REPLY_BIT));
	return MESSAGE_BODY(message, const struct reply_head)->status;
}

u32
open_minor(endpoint_t driver, u32 minor)
{
	struct message message = {.type = BLOCK_OPEN};

	*MESSAGE_BODY(&message, struct block_open) = (struct block_open){
		.minor = minor,
		.writing = 1,
	};
	must("open", status_of(driver, &message), 0);
	return (u32)(MESSAGE_BODY(&message, const struct block_open_reply)->size / BLOCK_SECTOR);
}

s32
ask(endpoint_t driver, u32 type, const struct block_transfer *transfer)
{
	struct message message = {.type = type};

	*MESSAGE_BODY(&message, struct block_transfer) = *transfer;
	return status_of(driver, &message);
}

s32
move(endpoint_t driver, u32 type, u32 minor, u32 sector, u32 sectors, void *data)
{
	struct block_transfer transfer = {
		.minor = minor,
		.position = (u64)sector * BLOCK_SECTOR,
		.length = sectors * BLOCK_SECTOR,
		.grant = grant_direct(driver, data, sectors * BLOCK_SECTOR,
				      type == BLOCK_READ ? GRANT_WRITE : GRANT_READ),
	};
	s32 status;

	if (transfer.grant < 0)
		panic("no grant: %d", (int)transfer.grant);
	status = ask(driver, type, &transfer);
	must("taking the grant back", grant_revoke(transfer.grant), 0);
	return status;
}

void
fill(u8 *data, u32 length, u32 seed)
{
	u32 state = seed;
	u32 index;

	for (index = 0; index < length; index++) {
		state = state * PATTERN_FACTOR + PATTERN_STEP;
		data[index] = (u8)(state >> 24);
	}
}
