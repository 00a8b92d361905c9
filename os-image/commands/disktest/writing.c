/* Writing: the sectors asked for, all of them, and no others. */
#include <errno.h>
#include <libsys/grant.h>
#include <libsys/ipc.h>
#include <string.h>

#include "disktest.h"

/* Worked on: the device's last sectors. What is written lies between neighbours. */
#define AREA_SECTORS 64u
#define AREA_BYTES (AREA_SECTORS * BLOCK_SECTOR)
#define FIRST 5u
#define COUNT 41u
#define ROUNDS 3u

static u8 before[AREA_BYTES];
static u8 expected[AREA_BYTES];

static void
flush(endpoint_t driver, u32 minor)
{
	struct message message = {.type = BLOCK_FLUSH};

	MESSAGE_BODY(&message, struct block_minor)->minor = minor;
	must("asking to flush", ipc_sendrec(driver, &message), 0);
	must("flush", MESSAGE_BODY(&message, const struct reply_head)->status, 0);
}

/* The flush is part of the request. */
static void
write_forced(endpoint_t driver, u32 minor, u32 sector, const u8 *data)
{
	struct block_transfer transfer = {
		.minor = minor,
		.position = (u64)sector * BLOCK_SECTOR,
		.length = COUNT * BLOCK_SECTOR,
		.grant = grant_direct(driver, data, COUNT * BLOCK_SECTOR, GRANT_READ),
		.flags = BLOCK_FORCE,
	};

	must("forced write", ask(driver, BLOCK_WRITE, &transfer), COUNT * BLOCK_SECTOR);
	must("taking the grant back", grant_revoke(transfer.grant), 0);
}

static void
expect_area(const char *what, endpoint_t driver, u32 minor, u32 area)
{
	memset(buffer, 0, sizeof(buffer));
	must(what, move(driver, BLOCK_READ, minor, area, AREA_SECTORS, buffer), AREA_BYTES);
	must(what, memcmp(buffer, expected, AREA_BYTES), 0);
}

void
write_role(int argc, char **argv)
{
	endpoint_t driver = driver_of(argc, argv);
	u32 minor = argument(argc, argv, 1);
	u32 area = open_minor(driver, minor) - AREA_SECTORS;
	u32 round;

	must("save", move(driver, BLOCK_READ, minor, area, AREA_SECTORS, before), AREA_BYTES);
	memcpy(expected, before, AREA_BYTES);
	for (round = 1; round <= ROUNDS; round++) {
		u8 *data = expected + FIRST * BLOCK_SECTOR;

		fill(data, COUNT * BLOCK_SECTOR, round);
		if (round == ROUNDS) {
			write_forced(driver, minor, area + FIRST, data);
		} else {
			must("write", move(driver, BLOCK_WRITE, minor, area + FIRST, COUNT, data),
			     COUNT * BLOCK_SECTOR);
			flush(driver, minor);
		}
		expect_area("read back", driver, minor, area);
	}
	must("restore", move(driver, BLOCK_WRITE, minor, area, AREA_SECTORS, before), AREA_BYTES);
	memcpy(expected, before, AREA_BYTES);
	expect_area("restored", driver, minor, area);
}

/* A grant for less than the transfer: nothing is written, and nothing behind it is read into. */
void
short_grant_role(int argc, char **argv)
{
	endpoint_t driver = driver_of(argc, argv);
	u32 minor = argument(argc, argv, 1);
	u32 area = open_minor(driver, minor) - AREA_SECTORS;
	struct block_transfer transfer = {
		.minor = minor,
		.position = (u64)area * BLOCK_SECTOR,
		.length = AREA_BYTES,
		.grant = grant_direct(driver, before, AREA_BYTES - 1, GRANT_READ | GRANT_WRITE),
	};

	must("save", move(driver, BLOCK_READ, minor, area, AREA_SECTORS, expected), AREA_BYTES);
	fill(before, AREA_BYTES, 1);
	must("write", ask(driver, BLOCK_WRITE, &transfer), -EBADGRANT);
	expect_area("left alone", driver, minor, area);
	before[AREA_BYTES - 1] = 0x5a;
	must("read", ask(driver, BLOCK_READ, &transfer), -EBADGRANT);
	must("behind the grant", before[AREA_BYTES - 1], 0x5a);
	must("revoke", grant_revoke(transfer.grant), 0);
	must("revoked", ask(driver, BLOCK_READ, &transfer), -EBADGRANT);
}
