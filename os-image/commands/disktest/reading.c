/* Reading: what is there, at the end, and much at once. */
#include <kintsugi/crc32.h>
#include <libsys/grant.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <string.h>

#include "disktest.h"

#define SECTORS_MAX (BLOCK_TRANSFER_MAX / BLOCK_SECTOR)
#define FLOOD 60u         /* requests at once: nearly all that one client may have */
#define FLOOD_SECTORS 8u  /* of each */
#define SPEED_REQUESTS 512u
#define SPEED_AT_ONCE 4u

static struct crc32_tables tables;

static u32
crc_of(const void *data, u32 length)
{
	crc32_init(&tables);
	return crc32_add(&tables, 0, data, length);
}

void
read_role(int argc, char **argv)
{
	endpoint_t driver = driver_of(argc, argv);
	u32 minor = argument(argc, argv, 1);
	u32 sector = argument(argc, argv, 2);
	u32 sectors = argument(argc, argv, 3);
	s32 bytes = (s32)(sectors * BLOCK_SECTOR);

	(void)open_minor(driver, minor);
	must("read", move(driver, BLOCK_READ, minor, sector, sectors, buffer), bytes);
	pass((s32)crc_of(buffer, (u32)bytes));
}

void
size_role(int argc, char **argv)
{
	pass((s32)open_minor(driver_of(argc, argv), argument(argc, argv, 1)));
}

/*
 * A transfer over the end is cut, one beyond it moves nothing, and a huge position
 * is not taken for a small one.
 */
void
end_role(int argc, char **argv)
{
	endpoint_t driver = driver_of(argc, argv);
	u32 minor = argument(argc, argv, 1);
	u32 size = open_minor(driver, minor);
	struct block_transfer huge = {
		.minor = minor,
		.position = UINT64_MAX - BLOCK_SECTOR + 1,
		.length = BLOCK_SECTOR,
		.grant = grant_direct(driver, buffer, BLOCK_SECTOR, GRANT_READ | GRANT_WRITE),
	};

	memset(buffer, 0xa5, sizeof(buffer));
	must("over the end", move(driver, BLOCK_READ, minor, size - 2, 8, buffer),
	     2 * (s32)BLOCK_SECTOR);
	must("behind the cut", buffer[2 * BLOCK_SECTOR], 0xa5);
	must("at the end", move(driver, BLOCK_READ, minor, size, 1, buffer), 0);
	must("write at the end", move(driver, BLOCK_WRITE, minor, size, 1, buffer), 0);
	must("huge position", ask(driver, BLOCK_READ, &huge), 0);
	must("huge write", ask(driver, BLOCK_WRITE, &huge), 0);
}

/* ---- many requests at once ---- */

static struct async_entry outgoing[FLOOD];
static u8 flooded[FLOOD][FLOOD_SECTORS * BLOCK_SECTOR];

/* Puts the read of piece `index` into the table; its id is index + 1. */
static void
prepare_read(u32 index, endpoint_t driver, u32 minor, void *to, u32 sector, u32 length)
{
	struct async_entry *entry = &outgoing[index];
	struct message *message = &entry->message;
	grant_id_t grant = grant_direct(driver, to, length, GRANT_WRITE);

	if (grant < 0)
		panic("no grant: %d", (int)grant);
	message->type = BLOCK_READ;
	*MESSAGE_BODY(message, struct block_transfer) = (struct block_transfer){
		.head.id = index + 1,
		.minor = minor,
		.position = (u64)sector * BLOCK_SECTOR,
		.grant = grant,
		.length = length,
	};
	entry->target = driver;
	entry->flags = ASYNC_VALID;
}

/* Receives a reply of the driver; the index of the piece it is about. */
static u32
take_reply(endpoint_t driver, u32 length)
{
	const struct reply_head *head;
	struct message message;
	u32 index;

	must("receive", ipc_receive(driver, &message), 0);
	head = MESSAGE_BODY(&message, const struct reply_head);
	must("type of the reply", (s32)message.type, BLOCK_READ | REPLY_BIT);
	must("status", head->status, (s32)length);
	if (head->id == 0 || head->id > FLOOD)
		panic("reply %u to nothing", head->id);
	index = head->id - 1;
	must("grant of the request", grant_revoke(MESSAGE_BODY(&outgoing[index].message,
							      struct block_transfer)->grant), 0);
	return index;
}

/* Each request is answered once, with its own sectors. A second answer finds its grant revoked. */
void
flood_role(int argc, char **argv)
{
	endpoint_t driver = driver_of(argc, argv);
	u32 minor = argument(argc, argv, 1);
	u32 index;

	(void)open_minor(driver, minor);
	for (index = 0; index < FLOOD; index++)
		prepare_read(index, driver, minor, flooded[index], index * FLOOD_SECTORS,
			     FLOOD_SECTORS * BLOCK_SECTOR);
	must("sending all", ipc_senda(outgoing, FLOOD), 0);
	for (index = 0; index < FLOOD; index++)
		(void)take_reply(driver, FLOOD_SECTORS * BLOCK_SECTOR);
	for (index = 0; index < FLOOD; index++) {
		must("one by one", move(driver, BLOCK_READ, minor, index * FLOOD_SECTORS,
					FLOOD_SECTORS, buffer), sizeof(flooded[index]));
		must("the same", memcmp(buffer, flooded[index], sizeof(flooded[index])), 0);
	}
}

/* Reads from the start on, with a few requests under way. */
void
speed_role(int argc, char **argv)
{
	static u8 data[SPEED_AT_ONCE][BLOCK_TRANSFER_MAX];
	endpoint_t driver = driver_of(argc, argv);
	u32 minor = argument(argc, argv, 1);
	u32 sectors = open_minor(driver, minor);
	u64 start_us = sys_uptime_us();
	u32 sent, index;

	for (sent = 0; sent < SPEED_REQUESTS + SPEED_AT_ONCE; sent++) {
		index = sent < SPEED_AT_ONCE ? sent : take_reply(driver, BLOCK_TRANSFER_MAX);
		if (sent >= SPEED_REQUESTS)
			continue;
		prepare_read(index, driver, minor, data[index],
			     sent * SECTORS_MAX % (sectors - sectors % SECTORS_MAX),
			     BLOCK_TRANSFER_MAX);
		must("sending", ipc_senda(outgoing, SPEED_AT_ONCE), 0);
	}
	pass((s32)(SPEED_REQUESTS * (u64)BLOCK_TRANSFER_MAX * 1000 /
		   (sys_uptime_us() - start_us + 1)));
}
