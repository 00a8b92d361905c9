/* See transfer.h. */
#include "transfer.h"

#include <errno.h>
#include <stdio.h>

#include "dma.h"
#include "registers.h"

#define EXPLANATION_MAX 160u

static int
uses_dma(const struct transfer *transfer)
{
	return transfer->bytes > 0 && transfer->identity->has_dma && master_exists();
}

/* By way (PIO or DMA), direction and length of the address. */
static enum ata_command
choose_command(const struct transfer *transfer)
{
	static const enum ata_command commands[2][2][2] = {
		{{ATA_READ, ATA_READ_EXT}, {ATA_WRITE, ATA_WRITE_EXT}},
		{{ATA_READ_DMA, ATA_READ_DMA_EXT}, {ATA_WRITE_DMA, ATA_WRITE_DMA_EXT}},
	};
	int is_far = transfer->sector + transfer->bytes / SECTOR_BYTES > LBA28_END;

	if (transfer->bytes == 0)
		return transfer->identity->has_lba48 ? ATA_FLUSH_CACHE_EXT : ATA_FLUSH_CACHE;
	return commands[uses_dma(transfer)][transfer->write != 0][is_far];
}

void
transfer_begin(struct transfer *transfer)
{
	if (uses_dma(transfer))
		dma_prepare(transfer->buffer, transfer->bytes, transfer->write);
	transfer->result = channel_issue(transfer->drive, choose_command(transfer),
					 transfer->sector, transfer->bytes / SECTOR_BYTES);
	if (transfer->result.fault == FAULT_NONE && uses_dma(transfer))
		transfer->result = dma_start(transfer->write);
}

static void
finish(struct transfer *transfer)
{
	if (transfer->result.fault != FAULT_NONE)
		return;
	if (transfer->bytes == 0)
		transfer->result = channel_finish();
	else if (uses_dma(transfer))
		transfer->result = dma_finish();
	else
		transfer->result = channel_pio(dma_buffer(transfer->buffer), transfer->bytes,
					       transfer->write);
}

static void
report(const struct transfer *transfer, u32 tries)
{
	char explanation[EXPLANATION_MAX];

	channel_explain(&transfer->result, explanation, sizeof(explanation));
	printf("at_disk: drive %u: %s of %u at sector %llu failed %u times: %s\n", transfer->drive,
	       channel_command_name(choose_command(transfer)), transfer->bytes / SECTOR_BYTES,
	       transfer->sector, tries, explanation);
}

s32
transfer_end(struct transfer *transfer)
{
	u32 tries = 1;

	for (;;) {
		finish(transfer);
		if (transfer->result.fault == FAULT_NONE)
			return 0;
		if (!channel_reset() || tries == TRANSFER_TRIES)
			break;
		tries++;
		transfer_begin(transfer);
	}
	report(transfer, tries);
	return -EIO;
}
