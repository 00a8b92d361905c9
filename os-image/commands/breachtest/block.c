/*
 * The block driver: each sector's data is its own number, as a line of text. The
 * minor of BREACH_DEATH takes its time, so that many requests are under way when the
 * driver dies.
 */
#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/timer.h>
#include <proto/block.h>
#include <stdio.h>
#include <string.h>

#include "breachtest.h"

#define DEVICE_BYTES (64u * 1024u * 1024u)
#define SLOW_US 5000u
#define SLOW_MAX 32u

static u8 data[BLOCK_TRANSFER_MAX];

/* Minors below are those of partitions, which may be mounted. */
static enum breach
breach_of(u32 minor)
{
	u32 number = minor - BLOCK_MINOR_FIRST;

	return number < BREACH_END ? (enum breach)number : BREACH_NONE;
}

static void
open_device(struct message *m)
{
	struct message reply = {0};
	struct block_open_reply *body = MESSAGE_BODY(&reply, struct block_open_reply);

	body->size = DEVICE_BYTES;
	answer(m, &reply, BREACH_NONE, 0, 0);
}

static void
fill(u64 position, u32 length)
{
	memset(data, ' ', length);
	for (u32 offset = 0; offset < length; offset += BLOCK_SECTOR)
		snprintf((char *)data + offset, BLOCK_SECTOR, "sector %u\n",
			 (unsigned)((position + offset) / BLOCK_SECTOR));
}

static void
read_sectors(const struct message *m)
{
	const struct block_transfer *request = MESSAGE_BODY(m, const struct block_transfer);
	u32 length = request->length < sizeof(data) ? request->length : sizeof(data);
	struct message reply = {0};
	struct reply_head *head = MESSAGE_BODY(&reply, struct reply_head);

	fill(request->position, length);
	if (request->minor == BLOCK_MINOR_FIRST + WITNESS_TELLS)
		witness_tell((char *)data);
	head->status = sys_safecopy_to(m->source, request->grant, 0, data, length);
	if (head->status == 0)
		head->status = (s32)length;
	answer(m, &reply, breach_of(request->minor), (s32)length + 1, forger_id());
}

/* ---- the minor that dies ---- */

static struct message slow[SLOW_MAX];
static u32 slow_count;

static void
next_slow(struct timer *timer)
{
	const struct block_transfer *request = MESSAGE_BODY(&slow[0], const struct block_transfer);
	struct message m = slow[0];

	if (request->position / BLOCK_SECTOR == POISON_SECTOR)
		panic("sector %u", POISON_SECTOR);
	memmove(&slow[0], &slow[1], --slow_count * sizeof(slow[0]));
	read_sectors(&m);
	if (slow_count > 0 && timer_arm(timer, sys_uptime_us() + SLOW_US) < 0)
		panic("no timer");
}

static void
read_slowly(const struct message *m)
{
	static struct timer timer = {.fire = next_slow};

	if (slow_count == SLOW_MAX) {
		answer_well(m, -EAGAIN);
		return;
	}
	slow[slow_count++] = *m;
	if (slow_count == 1 && timer_arm(&timer, sys_uptime_us() + SLOW_US) < 0)
		panic("no timer");
}

static void
read_device(struct message *m)
{
	u32 minor = MESSAGE_BODY(m, const struct block_transfer)->minor;
	struct message kept;

	if (breach_of(minor) == BREACH_DEATH) {
		read_slowly(m);
		return;
	}
	if (minor == BLOCK_MINOR_FIRST + WITNESS_KEEPS) {
		witness_keep(m);
		return;
	}
	if (minor == BLOCK_MINOR_FIRST + WITNESS_RELEASES && witness_release(&kept))
		read_sectors(&kept);
	read_sectors(m);
}

static void
write_device(struct message *m)
{
	const struct block_transfer *request = MESSAGE_BODY(m, const struct block_transfer);

	answer_well(m, forger_listen(m, request->grant, request->length));
}

static void
agree(struct message *m)
{
	answer_well(m, 0);
}

const struct event_route block_routes[] = {
	{BLOCK_OPEN, EVENT_ON_LOOP, open_device}, {BLOCK_CLOSE, EVENT_ON_LOOP, agree},
	{BLOCK_READ, EVENT_ON_LOOP, read_device}, {BLOCK_WRITE, EVENT_ON_LOOP, write_device},
	{BLOCK_FLUSH, EVENT_ON_LOOP, agree},
};
const u32 block_route_count = ARRAY_LEN(block_routes);
