/* See channel.h. Protocols: ATA/ATAPI-6, chapter 9. */
#include "channel.h"

#include <libsys/kcall.h>

#include "registers.h"

/* For what a drive does without an interrupt: usually it is done before anyone can look. */
#define READY_TIMEOUT_US 1000000u
#define POLL_PAUSE_US 1000u
/* ATA/ATAPI-6, 9.2: SRST is held 5 us; the drives may take 2 ms to become busy. */
#define RESET_HOLD_US 5u
#define RESET_SETTLE_US 2000u

/* The status register is valid 400 ns after a command; a port takes at least 100. */
void
channel_settle(void)
{
	u32 reads;

	for (reads = 0; reads < 4; reads++)
		(void)ata_alternate_status();
}

static void
spin(u64 us)
{
	u64 end_us = sys_uptime_us() + us;

	while (sys_uptime_us() < end_us)
		;
}

/* A drive that went away leaves a bus that nobody drives; BSY means nothing then. */
static int
is_gone(u8 status)
{
	return status == ATA_STATUS_FLOATING;
}

/* Waits for what no interrupt tells: until `wanted` of the bits in `mask` are set. */
static int
await_status(u8 mask, u8 wanted, u64 timeout_us)
{
	u64 now_us = sys_uptime_us();
	u64 deadline_us = now_us + timeout_us;
	u8 status;

	while (((status = ata_alternate_status()) & mask) != wanted) {
		if (now_us >= deadline_us || is_gone(status))
			return 0;
		(void)wait_for_interrupt(now_us + POLL_PAUSE_US);
		now_us = sys_uptime_us();
	}
	return 1;
}

struct channel_result
channel_look(enum channel_fault fault)
{
	struct channel_result result = {
		.fault = fault,
		.status = ata_in(ATA_STATUS),
		.error = ata_in(ATA_ERROR),
	};

	if (is_gone(result.status))
		result.fault = FAULT_GONE;
	return result;
}

/* The result of a command whose drive is not busy any more. */
static struct channel_result
outcome(void)
{
	struct channel_result result = {FAULT_NONE, ata_in(ATA_STATUS), 0};

	return result.status & (ATA_ERR | ATA_DF) ? channel_look(FAULT_STATUS) : result;
}

/* The 48-bit registers are two deep: what is written first is the upper half. */
static void
write_address48(u64 sector, u32 sectors)
{
	ata_out(ATA_COUNT, (u8)(sectors >> 8));
	ata_out(ATA_LBA_LOW, (u8)(sector >> 24));
	ata_out(ATA_LBA_MID, (u8)(sector >> 32));
	ata_out(ATA_LBA_HIGH, (u8)(sector >> 40));
}

static int
is_ext(enum ata_command command)
{
	switch (command) {
	case ATA_READ_EXT:
	case ATA_READ_DMA_EXT:
	case ATA_WRITE_EXT:
	case ATA_WRITE_DMA_EXT:
		return 1;
	default:
		return 0;
	}
}

struct channel_result
channel_issue(u32 drive, enum ata_command command, u64 sector, u32 sectors)
{
	u8 device = (u8)(ATA_DEVICE_LBA | (drive != 0 ? ATA_DEVICE_SECOND : 0));

	if (!is_ext(command))
		device |= (u8)(sector >> 24) & ATA_DEVICE_LBA_BITS;
	if (!await_status(ATA_BSY | ATA_DRQ, 0, READY_TIMEOUT_US))
		return channel_look(FAULT_BUSY);
	ata_out(ATA_DEVICE, device);
	channel_settle();
	if (!await_status(ATA_BSY | ATA_DRQ, 0, READY_TIMEOUT_US))
		return channel_look(FAULT_BUSY);
	if (is_ext(command))
		write_address48(sector, sectors);
	ata_out(ATA_COUNT, (u8)sectors);
	ata_out(ATA_LBA_LOW, (u8)sector);
	ata_out(ATA_LBA_MID, (u8)(sector >> 8));
	ata_out(ATA_LBA_HIGH, (u8)(sector >> 16));
	ata_out(ATA_COMMAND, (u8)command);
	channel_settle();
	return (struct channel_result){0};
}

struct channel_result
channel_finish(void)
{
	u64 deadline_us = sys_uptime_us() + CHANNEL_TIMEOUT_US;
	int in_time = 1;
	u8 status;

	while ((status = ata_alternate_status()) & ATA_BSY) {
		if (!in_time || is_gone(status))
			return channel_look(FAULT_TIMEOUT);
		in_time = wait_for_interrupt(deadline_us);
	}
	return outcome();
}

/* Waits until the drive wants to give or take the next sector. */
static struct channel_result
await_data(void)
{
	struct channel_result result = channel_finish();

	if (result.fault == FAULT_NONE && !(result.status & ATA_DRQ))
		result = channel_look(FAULT_NO_DATA);
	return result;
}

static struct channel_result
pio_in(u8 *to, u32 bytes)
{
	struct channel_result result = {0};

	for (; bytes > 0; bytes -= SECTOR_BYTES) {
		result = await_data();
		if (result.fault != FAULT_NONE)
			break;
		ata_data_in(to, SECTOR_BYTES);
		channel_settle();
		to += SECTOR_BYTES;
	}
	return result;
}

static struct channel_result
pio_out(const u8 *from, u32 bytes)
{
	struct channel_result result = {0};

	if (!await_status(ATA_BSY, 0, READY_TIMEOUT_US))
		return channel_look(FAULT_TIMEOUT);
	for (; bytes > 0; bytes -= SECTOR_BYTES) {
		result = await_data();
		if (result.fault != FAULT_NONE)
			break;
		ata_data_out(from, SECTOR_BYTES);
		channel_settle();
		from += SECTOR_BYTES;
	}
	return result.fault == FAULT_NONE ? channel_finish() : result;
}

struct channel_result
channel_pio(void *buffer, u32 bytes, int write)
{
	return write ? pio_out(buffer, bytes) : pio_in(buffer, bytes);
}

int
channel_reset(void)
{
	ata_control(ATA_CONTROL_SRST);
	spin(RESET_HOLD_US);
	ata_control(0);
	spin(RESET_SETTLE_US);
	return await_status(ATA_BSY, 0, CHANNEL_TIMEOUT_US);
}
