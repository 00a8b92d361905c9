/* See drives.h. */
#include "drives.h"

#include <errno.h>
#include <kintsugi/devices.h>
#include <stdio.h>
#include <string.h>

#include "dma.h"
#include "registers.h"
#include "transfer.h"

#define REASON_MAX 96u
#define SECTORS_PER_MB 2048u

struct drive {
	int present;
	struct identity identity;
	struct partition partitions[PARTITION_ENTRIES];
};
_Static_assert(DISK_PARTITIONS == PARTITION_ENTRIES, "each partition has a minor");

static struct drive drives[DRIVES];

/* An empty place answers with no bits or, when nothing is wired to it, with all. */
static int
answers(u32 number)
{
	u8 status;

	ata_out(ATA_DEVICE, (u8)(ATA_DEVICE_LBA | (number != 0 ? ATA_DEVICE_SECOND : 0)));
	channel_settle();
	status = ata_alternate_status();
	return status != 0 && status != ATA_STATUS_FLOATING;
}

static void
identify(u32 number)
{
	struct drive *drive = &drives[number];
	struct channel_result result;
	const char *reason;
	u16 words[IDENTIFY_WORDS];
	char explanation[REASON_MAX];

	if (!answers(number))
		return;
	result = channel_issue(number, ATA_IDENTIFY, 0, 0);
	if (result.fault == FAULT_NONE)
		result = channel_pio(words, sizeof(words), 0);
	if (result.fault != FAULT_NONE) {
		channel_explain(&result, explanation, sizeof(explanation));
		printf("at_disk: drive %u is no ATA disk, or broken: %s\n", number, explanation);
		(void)channel_reset(); /* for the other drive; if it fails, that one won't answer */
		return;
	}
	if (identify_parse(words, &drive->identity, &reason) < 0) {
		printf("at_disk: drive %u can't be used: %s\n", number, reason);
		return;
	}
	drive->present = 1;
	printf("at_disk: drive %u: %s, %llu MB, %s, %s\n", number, drive->identity.model,
	       drive->identity.sectors / SECTORS_PER_MB,
	       drive->identity.has_dma && master_exists() ? "DMA" : "PIO",
	       drive->identity.has_lba48 ? "LBA48" : "LBA28");
}

static void
report_partitions(u32 number)
{
	char reason[REASON_MAX];
	u32 index;

	for (index = 0; index < PARTITION_ENTRIES; index++) {
		const struct partition *partition = &drives[number].partitions[index];

		if (partition->state == PARTITION_NONE || partition->state == PARTITION_GOOD)
			continue;
		partition_explain(partition, reason, sizeof(reason));
		printf("at_disk: drive %u: partition %u is refused: %s\n", number, index + 1,
		       reason);
	}
}

static void
read_partitions(u32 number)
{
	struct drive *drive = &drives[number];
	struct transfer transfer = {
		.drive = number,
		.identity = &drive->identity,
		.bytes = SECTOR_BYTES,
	};

	transfer_begin(&transfer);
	if (transfer_end(&transfer) < 0)
		return;
	if (partition_parse(dma_buffer(transfer.buffer), drive->identity.sectors,
			    drive->partitions) < 0)
		printf("at_disk: drive %u has no partition table\n", number);
	report_partitions(number);
}

void
drives_init(void)
{
	u32 number;
	int is_ready;

	memset(drives, 0, sizeof(drives));
	is_ready = channel_reset(); /* it may bring back a drive that went away */
	if (!answers(0) && !answers(1)) {
		printf("at_disk: no drive answers on the primary channel\n");
		return;
	}
	if (!is_ready) {
		printf("at_disk: the drives stay busy after a reset\n");
		return;
	}
	for (number = 0; number < DRIVES; number++) {
		identify(number);
		if (drives[number].present)
			read_partitions(number);
	}
}

const struct identity *
drives_identity(u32 drive)
{
	return drive < DRIVES && drives[drive].present ? &drives[drive].identity : NULL;
}

s32
drives_device(u32 minor, struct block_device *device)
{
	u32 number = minor / DISK_MINORS_EACH;
	u32 part = minor % DISK_MINORS_EACH;
	const struct partition *partition;

	if (number >= DRIVES || !drives[number].present || part > PARTITION_ENTRIES)
		return -ENXIO;
	device->unit = number;
	device->sectors = drives[number].identity.sectors;
	if (part == 0)
		return 0;
	partition = &drives[number].partitions[part - 1];
	if (partition->state != PARTITION_GOOD)
		return -ENXIO;
	device->start = partition->start;
	device->sectors = partition->sectors;
	return 0;
}
