/* A disk in memory whose transfers end when, and in which order, the seed says. */
#include "harness.h"

#include "../disk.h"

#include <errno.h>
#include <string.h>

#define PENDING_MAX 64u

struct memory_disk disk;

static struct disk_transfer *pending[PENDING_MAX];
static u32 pending_count;

s32
disk_open(const char *driver, u32 minor, int writing, u64 *size)
{
	(void)driver;
	(void)minor;
	(void)writing;
	*size = disk.size;
	return 0;
}

void
disk_close(void)
{
	if (pending_count != 0)
		fail("the disk is closed with %u transfers under way", pending_count);
}

s32
disk_flush(void)
{
	return 0;
}

s32
disk_start(struct disk_transfer *transfer)
{
	if (transfer->position % BLOCK_SECTOR != 0 || transfer->length % BLOCK_SECTOR != 0 ||
	    transfer->length == 0 || transfer->length > BLOCK_TRANSFER_MAX)
		fail("a transfer of %u bytes at %llu", transfer->length,
		     (unsigned long long)transfer->position);
	if (transfer->position + transfer->length > disk.size)
		fail("a transfer of %u bytes at %llu, beyond the disk's end", transfer->length,
		     (unsigned long long)transfer->position);
	if (pending_count == PENDING_MAX)
		return -EIO;
	pending[pending_count++] = transfer;
	return 0;
}

void
disk_lose_power(struct random *random)
{
	for (u32 index = 0; index < pending_count; index++) {
		const struct disk_transfer *transfer = pending[index];
		u32 sectors = random_below(random, transfer->length / BLOCK_SECTOR + 1);

		if (transfer->writing)
			memcpy(disk.data + transfer->position, transfer->memory,
			       sectors * BLOCK_SECTOR);
	}
}

int
disk_complete_one(struct random *random)
{
	struct disk_transfer *transfer;
	u32 fail_one_in;
	u32 index;

	if (pending_count == 0)
		return 0;
	index = random_below(random, pending_count);
	transfer = pending[index];
	pending[index] = pending[--pending_count];
	fail_one_in = transfer->writing ? disk.fail_writes : disk.fail_reads;
	if (fail_one_in != 0 && random_below(random, fail_one_in) == 0) {
		transfer->done(transfer, -EIO);
		return 1;
	}
	if (transfer->writing)
		memcpy(disk.data + transfer->position, transfer->memory, transfer->length);
	else
		memcpy(transfer->memory, disk.data + transfer->position, transfer->length);
	transfer->done(transfer, 0);
	return 1;
}
