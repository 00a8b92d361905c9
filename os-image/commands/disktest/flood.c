/* Many requests under way at once. */
#include <libsys/grant.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <string.h>

#include "disktest.h"

#define PIECES 60u /* requests at once: nearly all that one client may have */
#define PIECE_SECTORS 8u
#define PIECE_BYTES (PIECE_SECTORS * BLOCK_SECTOR)

#define SPEED_SECTORS (BLOCK_TRANSFER_MAX / BLOCK_SECTOR)
#define SPEED_REQUESTS 512u
#define SPEED_AT_ONCE 4u

static struct async_entry outgoing[PIECES];

/* Puts a request into the table; its id is index + 1. */
static void
prepare(u32 index, u32 type, endpoint_t driver, u32 minor, u32 sector, void *data, u32 length)
{
	struct async_entry *entry = &outgoing[index];
	grant_id_t grant = grant_direct(driver, data, length,
					type == BLOCK_READ ? GRANT_WRITE : GRANT_READ);

	if (grant < 0)
		panic("no grant: %d", (int)grant);
	entry->message.type = type;
	*MESSAGE_BODY(&entry->message, struct block_transfer) = (struct block_transfer){
		.head.id = index + 1,
		.minor = minor,
		.position = (u64)sector * BLOCK_SECTOR,
		.grant = grant,
		.length = length,
	};
	entry->target = driver;
	entry->flags = ASYNC_VALID;
}

/*
 * Receives a reply of the driver; the index of the request. A second reply to the
 * same one would find its grant revoked.
 */
static u32
take_reply(endpoint_t driver)
{
	const struct block_transfer *request;
	const struct reply_head *head;
	struct message message;
	u32 index;

	must("receive", ipc_receive(driver, &message), 0);
	head = MESSAGE_BODY(&message, const struct reply_head);
	if (head->id == 0 || head->id > PIECES)
		panic("reply %u to nothing", head->id);
	index = head->id - 1;
	request = MESSAGE_BODY(&outgoing[index].message, const struct block_transfer);
	must("reply type", (s32)message.type, (s32)(outgoing[index].message.type | REPLY_BIT));
	must("status", head->status, (s32)request->length);
	must("grant of the request", grant_revoke(request->grant), 0);
	return index;
}

/* ---- flood: at the end of the device, which is put back ---- */

struct area {
	u8 pieces[PIECES][PIECE_BYTES];
};

static struct area saved, first, second, found;

struct place {
	endpoint_t driver;
	u32 minor;
	u32 sector;
};

static void
prepare_piece(const struct place *place, u32 index, u32 type, struct area *area)
{
	prepare(index, type, place->driver, place->minor, place->sector + index * PIECE_SECTORS,
		area->pieces[index], PIECE_BYTES);
}

static void
send_and_collect(const struct place *place)
{
	u32 count;

	must("sending all", ipc_senda(outgoing, PIECES), 0);
	for (count = 0; count < PIECES; count++)
		(void)take_reply(place->driver);
}

static void
move_all(const struct place *place, u32 type, struct area *area)
{
	u32 index;

	for (index = 0; index < PIECES; index++)
		prepare_piece(place, index, type, area);
	send_and_collect(place);
}

/* Each piece has its own pattern, so that one in another's place is noticed. */
static void
fill_area(struct area *area, u32 seed)
{
	u32 index;

	for (index = 0; index < PIECES; index++)
		fill(area->pieces[index], PIECE_BYTES, seed * PIECES + index);
}

static void
expect_found(const char *what, u32 index, const struct area *expected)
{
	must(what, memcmp(found.pieces[index], expected->pieces[index], PIECE_BYTES), 0);
}

/* Even pieces are written while the odd ones are read. */
static void
mix(const struct place *place)
{
	u32 index;

	for (index = 0; index < PIECES; index++)
		if (index % 2 == 0)
			prepare_piece(place, index, BLOCK_WRITE, &second);
		else
			prepare_piece(place, index, BLOCK_READ, &found);
	send_and_collect(place);
	for (index = 1; index < PIECES; index += 2)
		expect_found("read among writes", index, &first);
}

void
flood_role(int argc, char **argv)
{
	struct place place = {driver_of(argc, argv), argument(argc, argv, 1), 0};
	u32 index;

	place.sector = open_minor(place.driver, place.minor) - PIECES * PIECE_SECTORS;
	fill_area(&first, 1);
	fill_area(&second, 2);
	move_all(&place, BLOCK_READ, &saved);
	move_all(&place, BLOCK_WRITE, &first);
	mix(&place);
	move_all(&place, BLOCK_READ, &found);
	for (index = 0; index < PIECES; index++)
		expect_found("read after writes", index, index % 2 == 0 ? &second : &first);
	move_all(&place, BLOCK_WRITE, &saved);
}

/* ---- speed: reads from the start on, with a few requests under way ---- */

void
speed_role(int argc, char **argv)
{
	static u8 data[SPEED_AT_ONCE][BLOCK_TRANSFER_MAX];
	endpoint_t driver = driver_of(argc, argv);
	u32 minor = argument(argc, argv, 1);
	u32 sectors = ROUND_DOWN(open_minor(driver, minor), SPEED_SECTORS);
	u64 start_us = sys_uptime_us();
	u32 sent, index;

	for (sent = 0; sent < SPEED_REQUESTS + SPEED_AT_ONCE; sent++) {
		index = sent < SPEED_AT_ONCE ? sent : take_reply(driver);
		if (sent >= SPEED_REQUESTS)
			continue;
		prepare(index, BLOCK_READ, driver, minor, sent * SPEED_SECTORS % sectors,
			data[index], BLOCK_TRANSFER_MAX);
		must("sending", ipc_senda(outgoing, SPEED_AT_ONCE), 0);
	}
	pass((s32)(SPEED_REQUESTS * (u64)BLOCK_TRANSFER_MAX * 1000 /
		   (sys_uptime_us() - start_us + 1)));
}
