/* See dma.h. Order of the steps: "Bus Master IDE Controller" 1.0, chapter 3. */
#include "dma.h"

#include <libsys/kcall.h>
#include <libsys/panic.h>

#include "registers.h"

/*
 * A physical region descriptor. Its region must not cross a 64 KB boundary, so
 * that a buffer that lies across one takes two.
 */
struct region {
	u32 phys;
	u16 bytes; /* 0: 64 KB */
	u16 flags;
};
#define REGION_LAST 0x8000u
#define REGION_BOUNDARY 0x10000u
#define REGIONS_MAX 2u

static volatile struct region *regions; /* a page of its own: crosses no boundary either */
static u32 regions_phys;
static u8 *buffers;
static u32 buffers_phys;

static void *
allocate(u32 bytes, u32 *phys)
{
	void *address;
	int error = sys_dma_alloc(bytes, &address, phys);

	if (error < 0)
		panic("at_disk: %u bytes of DMA memory can't be had: error %d", bytes, -error);
	return address;
}

void
dma_init(void)
{
	regions = allocate(REGIONS_MAX * sizeof(*regions), &regions_phys);
	buffers = allocate(BUFFERS * BUFFER_BYTES, &buffers_phys);
}

void *
dma_buffer(u32 buffer)
{
	return buffers + buffer * BUFFER_BYTES;
}

static void
describe(u32 phys, u32 bytes)
{
	volatile struct region *region = regions;

	for (;;) {
		u32 to_boundary = REGION_BOUNDARY - phys % REGION_BOUNDARY;
		u32 now = bytes < to_boundary ? bytes : to_boundary;

		bytes -= now;
		region->phys = phys;
		region->bytes = (u16)now;
		region->flags = bytes == 0 ? REGION_LAST : 0;
		if (bytes == 0)
			return;
		phys += now;
		region++;
		ASSERT(region < regions + REGIONS_MAX);
	}
}

static u8
direction(int write)
{
	return write ? 0 : MASTER_TO_MEMORY;
}

static void
clear_status(u8 status)
{
	master_status_out((status & MASTER_CAPABLE) | MASTER_ERROR | MASTER_INTERRUPT);
}

void
dma_prepare(u32 buffer, u32 bytes, int write)
{
	ASSERT(buffer < BUFFERS && bytes > 0 && bytes <= BUFFER_BYTES);
	describe(buffers_phys + buffer * BUFFER_BYTES, bytes);
	master_command(0);
	master_table(regions_phys);
	master_command(direction(write));
	clear_status(master_status());
}

/* A drive that refused the command at once must not be fed. */
struct channel_result
dma_start(int write)
{
	u8 status = ata_alternate_status();

	if (status == ATA_STATUS_FLOATING ||
	    (!(status & ATA_BSY) && status & (ATA_ERR | ATA_DF)))
		return channel_look(FAULT_STATUS);
	master_command(direction(write) | MASTER_START);
	return (struct channel_result){0};
}

/* Whether what the bus master and the drive say at the end of a command is good. */
static enum channel_fault
judge(u8 master, u8 drive)
{
	if (!(master & (MASTER_INTERRUPT | MASTER_ERROR)))
		return FAULT_TIMEOUT;
	if (master & MASTER_ERROR)
		return FAULT_DMA_ERROR;
	if (drive & ATA_BSY || drive & (ATA_ERR | ATA_DF))
		return FAULT_STATUS;
	if (master & MASTER_ACTIVE)
		return FAULT_DMA_SHORT;
	return FAULT_NONE;
}

/* An interrupt that was lost on its way to us still shows in the bus master's status. */
struct channel_result
dma_finish(void)
{
	u64 deadline_us = sys_uptime_us() + CHANNEL_TIMEOUT_US;
	struct channel_result result;
	int in_time = 1;
	u8 master;

	while (!(master_status() & (MASTER_INTERRUPT | MASTER_ERROR)) && in_time)
		in_time = wait_for_interrupt(deadline_us);
	master = master_status();
	master_command(0);
	result = channel_look(FAULT_NONE);
	clear_status(master);
	if (result.fault == FAULT_NONE)
		result.fault = judge(master, result.status);
	return result;
}
