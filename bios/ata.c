/*
 * ATA disks on the two legacy IDE channels, by programmed I/O and polling.
 * Standard: ATA/ATAPI-6 (identify device, read and write sectors, LBA28, LBA48).
 *
 * Every wait has a limit. The device's interrupt is off while a command runs, so
 * that none is left pending for the operating system.
 */
#include "firmware.h"

#define REG_DATA 0
#define REG_ERROR 1
#define REG_COUNT 2
#define REG_LBA_LOW 3
#define REG_LBA_MIDDLE 4
#define REG_LBA_HIGH 5
#define REG_DEVICE 6
#define REG_STATUS 7
#define REG_COMMAND 7

#define STATUS_ERROR 0x01
#define STATUS_DATA_REQUEST 0x08
#define STATUS_DEVICE_FAULT 0x20
#define STATUS_BUSY 0x80
#define STATUS_FLOATING 0xff

#define ERROR_NOT_FOUND 0x10
#define ERROR_UNCORRECTABLE 0x40

#define CONTROL_NO_INTERRUPT 0x02
#define CONTROL_RESET 0x04
#define CONTROL_NORMAL 0x00

#define DEVICE_BASE 0xa0
#define DEVICE_LBA 0x40
#define DEVICE_UNIT_SHIFT 4

#define CMD_READ 0x20
#define CMD_READ_EXT 0x24
#define CMD_WRITE 0x30
#define CMD_WRITE_EXT 0x34
#define CMD_IDENTIFY 0xec
#define CMD_FLUSH 0xe7
#define CMD_FLUSH_EXT 0xea

#define PROBE_LIMIT_MS 500
#define COMMAND_LIMIT_MS 10000
#define RESET_LIMIT_MS 2000
#define RESET_SETTLE_READS 5000 /* of 400 ns and more: a device shows itself busy after 2 ms */
#define MAX_PER_COMMAND 128u
#define LBA28_END 0x10000000u

#define ID_WORDS 256
#define ID_MODEL 27 /* 20 words, two characters each, first in the high byte */
#define ID_SECTORS_28 60
#define ID_FEATURES 83
#define ID_FEATURE_LBA48 0x0400
#define ID_SECTORS_48 100

static struct disk disks[MAX_DISKS];
static unsigned disks_found;

unsigned
disk_count(void)
{
	return disks_found;
}

const struct disk *
disk_get(unsigned index)
{
	return index < disks_found ? &disks[index] : NULL;
}

const char *
disk_status_name(enum disk_status status)
{
	switch (status) {
	case DISK_OK:
		return "no error";
	case DISK_BAD_COMMAND:
		return "the drive gave the command up";
	case DISK_SECTOR_NOT_FOUND:
		return "sector not found";
	case DISK_UNCORRECTABLE:
		return "uncorrectable data";
	case DISK_CONTROLLER_FAILED:
		return "drive fault";
	case DISK_TIMEOUT:
		return "no answer in time";
	}
	return "unknown error";
}

static uint8_t
wait_not_busy(const struct disk *disk, uint32_t limit_ms)
{
	struct timeout timeout;
	uint8_t status = inb(disk->command_port + REG_STATUS);

	if (!(status & STATUS_BUSY))
		return status;
	timeout_start(&timeout, limit_ms);
	while (((status = inb(disk->command_port + REG_STATUS)) & STATUS_BUSY) &&
	       !timeout_expired(&timeout))
		;
	return status;
}

static enum disk_status
error_of(const struct disk *disk, uint8_t status)
{
	uint8_t error;

	if (status & STATUS_BUSY)
		return DISK_TIMEOUT;
	if (status & STATUS_DEVICE_FAULT)
		return DISK_CONTROLLER_FAILED;
	if (!(status & STATUS_ERROR))
		return DISK_OK;
	error = inb(disk->command_port + REG_ERROR);
	if (error & ERROR_UNCORRECTABLE)
		return DISK_UNCORRECTABLE;
	if (error & ERROR_NOT_FOUND)
		return DISK_SECTOR_NOT_FOUND;
	return DISK_BAD_COMMAND;
}

/* Waits until the device wants to move a block of data; a device that never does is faulty. */
static enum disk_status
wait_data_request(const struct disk *disk, uint32_t limit_ms)
{
	struct timeout timeout;
	uint8_t status = wait_not_busy(disk, limit_ms);
	enum disk_status failure = error_of(disk, status);

	if (failure != DISK_OK || (status & STATUS_DATA_REQUEST))
		return failure;
	timeout_start(&timeout, limit_ms);
	do {
		status = inb(disk->command_port + REG_STATUS);
		failure = status & STATUS_BUSY ? DISK_OK : error_of(disk, status);
		if (failure != DISK_OK)
			return failure;
		if (!(status & STATUS_BUSY) && (status & STATUS_DATA_REQUEST))
			return DISK_OK;
	} while (!timeout_expired(&timeout));
	return DISK_TIMEOUT;
}

/* Four reads of the alternate status take the 400 ns a device needs to react. */
static void
settle(const struct disk *disk)
{
	for (unsigned i = 0; i < 4; i++)
		(void)inb(disk->control_port);
}

static enum disk_status
select_unit(const struct disk *disk, uint8_t device_bits, uint32_t limit_ms)
{
	outb(disk->control_port, CONTROL_NO_INTERRUPT);
	if (wait_not_busy(disk, limit_ms) & STATUS_BUSY)
		return DISK_TIMEOUT;
	outb(disk->command_port + REG_DEVICE,
	     DEVICE_BASE | (uint8_t)(disk->unit << DEVICE_UNIT_SHIFT) | device_bits);
	settle(disk);
	return wait_not_busy(disk, limit_ms) & STATUS_BUSY ? DISK_TIMEOUT : DISK_OK;
}

static void
start_command(const struct disk *disk, uint8_t command)
{
	outb(disk->command_port + REG_COMMAND, command);
	settle(disk);
}

/* Lets the interrupt through again; reading the status first takes back a pending one. */
static void
end_command(const struct disk *disk)
{
	(void)inb(disk->command_port + REG_STATUS);
	outb(disk->control_port, CONTROL_NORMAL);
}

/*
 * Resets both devices of the disk's channel, which gets one that hangs out of its
 * command. Whether it has come back shows with the next command.
 */
void
disk_reset(const struct disk *disk)
{
	outb(disk->control_port, CONTROL_RESET | CONTROL_NO_INTERRUPT);
	settle(disk);
	settle(disk);
	outb(disk->control_port, CONTROL_NO_INTERRUPT);
	for (unsigned i = 0; i < RESET_SETTLE_READS; i++)
		(void)inb(disk->control_port);
	(void)wait_not_busy(disk, RESET_LIMIT_MS);
	end_command(disk);
}

static void
set_address(const struct disk *disk, uint64_t lba, uint32_t count, bool ext)
{
	uint16_t port = disk->command_port;

	if (ext) {
		outb(port + REG_COUNT, count >> 8 & 0xff);
		outb(port + REG_LBA_LOW, lba >> 24 & 0xff);
		outb(port + REG_LBA_MIDDLE, lba >> 32 & 0xff);
		outb(port + REG_LBA_HIGH, lba >> 40 & 0xff);
	}
	outb(port + REG_COUNT, count & 0xff);
	outb(port + REG_LBA_LOW, lba & 0xff);
	outb(port + REG_LBA_MIDDLE, lba >> 8 & 0xff);
	outb(port + REG_LBA_HIGH, lba >> 16 & 0xff);
}

/* A PCI controller puts two words of the drive's into one access of 32 bits. */
static void
read_block(const struct disk *disk, void *buffer)
{
	unsigned pairs = SECTOR_BYTES / 4;

	__asm__ volatile("rep insl"
	                 : "+D"(buffer), "+c"(pairs)
	                 : "d"(disk->command_port + REG_DATA)
	                 : "memory");
}

static void
write_block(const struct disk *disk, const void *buffer)
{
	unsigned pairs = SECTOR_BYTES / 4;

	__asm__ volatile("rep outsl"
	                 : "+S"(buffer), "+c"(pairs)
	                 : "d"(disk->command_port + REG_DATA)
	                 : "memory");
}

/* One command of at most MAX_PER_COMMAND sectors; *done grows with each one moved. */
static enum disk_status
transfer(const struct disk *disk, uint64_t lba, uint32_t count, uint8_t *buffer, bool write,
         uint32_t *done)
{
	bool ext = lba + count > LBA28_END;
	uint8_t top_bits = ext ? 0 : lba >> 24 & 0x0f;
	uint8_t command = write ? (ext ? CMD_WRITE_EXT : CMD_WRITE) : (ext ? CMD_READ_EXT : CMD_READ);
	enum disk_status failure = select_unit(disk, DEVICE_LBA | top_bits, COMMAND_LIMIT_MS);

	if (failure != DISK_OK)
		return failure;
	set_address(disk, lba, count, ext);
	start_command(disk, command);
	for (uint32_t i = 0; i < count; i++) {
		failure = wait_data_request(disk, COMMAND_LIMIT_MS);
		if (failure != DISK_OK)
			return failure;
		if (write)
			write_block(disk, buffer + i * SECTOR_BYTES);
		else
			read_block(disk, buffer + i * SECTOR_BYTES);
		settle(disk);
		++*done;
	}
	return error_of(disk, wait_not_busy(disk, COMMAND_LIMIT_MS));
}

static enum disk_status
move_sectors(const struct disk *disk, uint64_t lba, uint32_t count, uint8_t *buffer, bool write,
             uint32_t *done)
{
	enum disk_status status = DISK_OK;

	*done = 0;
	if (lba >= disk->sectors || count > disk->sectors - lba)
		return DISK_SECTOR_NOT_FOUND;
	while (status == DISK_OK && *done < count) {
		uint32_t rest = count - *done;
		uint32_t part = rest < MAX_PER_COMMAND ? rest : MAX_PER_COMMAND;

		status = transfer(disk, lba + *done, part, buffer + *done * SECTOR_BYTES, write, done);
	}
	return status;
}

static void
finish(const struct disk *disk, enum disk_status status)
{
	if (status == DISK_TIMEOUT)
		disk_reset(disk);
	else
		end_command(disk);
}

/* *done is the number of whole sectors in the buffer, also after an error. */
enum disk_status
disk_read(const struct disk *disk, uint64_t lba, uint32_t count, void *buffer, uint32_t *done)
{
	enum disk_status status = move_sectors(disk, lba, count, buffer, false, done);

	finish(disk, status);
	return status;
}

/* Returns after the drive's own cache is on the medium. */
enum disk_status
disk_write(const struct disk *disk, uint64_t lba, uint32_t count, const void *buffer,
           uint32_t *done)
{
	enum disk_status status = move_sectors(disk, lba, count, (uint8_t *)buffer, true, done);

	if (status == DISK_OK) {
		start_command(disk, disk->lba48 ? CMD_FLUSH_EXT : CMD_FLUSH);
		status = error_of(disk, wait_not_busy(disk, COMMAND_LIMIT_MS));
	}
	finish(disk, status);
	return status;
}

static void
copy_model(char *model, const uint16_t *words)
{
	unsigned len = MODEL_CHARS;

	for (unsigned i = 0; i < MODEL_CHARS; i++) {
		char c = (char)(i & 1 ? words[i / 2] & 0xff : words[i / 2] >> 8);
		model[i] = c >= ' ' && c <= '~' ? c : ' ';
	}
	while (len && model[len - 1] == ' ')
		len--;
	model[len] = '\0';
}

/* The usual translation: few enough heads that the cylinders stay below 1024. */
static void
set_geometry(struct disk *disk)
{
	uint64_t cylinders;

	disk->sectors_per_track = 63;
	disk->heads = 16;
	while (disk->heads < 128 && disk->sectors > (uint64_t)1024 * 63 * disk->heads)
		disk->heads *= 2;
	if (disk->sectors > (uint64_t)1024 * 63 * disk->heads)
		disk->heads = 255;
	cylinders = disk->sectors / (disk->heads * disk->sectors_per_track);
	disk->cylinders = cylinders > 1024 ? 1024 : cylinders ? (uint32_t)cylinders : 1;
}

/* Fills in the disk; false when no ATA disk answers (ATAPI drives do not answer to identify). */
static bool
identify(struct disk *disk)
{
	uint16_t id[ID_WORDS];
	uint8_t status;

	if (inb(disk->command_port + REG_STATUS) == STATUS_FLOATING)
		return false;
	if (select_unit(disk, 0, PROBE_LIMIT_MS) != DISK_OK)
		return false;
	status = inb(disk->command_port + REG_STATUS);
	if (status == 0 || status == STATUS_FLOATING)
		return false;
	set_address(disk, 0, 0, false);
	start_command(disk, CMD_IDENTIFY);
	if (inb(disk->command_port + REG_STATUS) == 0)
		return false;
	if (wait_data_request(disk, PROBE_LIMIT_MS) != DISK_OK)
		return false;
	read_block(disk, id);

	disk->lba48 = id[ID_FEATURES] & ID_FEATURE_LBA48;
	disk->sectors = (uint32_t)id[ID_SECTORS_28 + 1] << 16 | id[ID_SECTORS_28];
	if (disk->lba48) {
		uint64_t sectors = (uint64_t)id[ID_SECTORS_48 + 2] << 32 |
		                   (uint32_t)id[ID_SECTORS_48 + 1] << 16 | id[ID_SECTORS_48];
		if (sectors > disk->sectors)
			disk->sectors = sectors;
	}
	if (disk->sectors == 0)
		return false;
	copy_model(disk->model, &id[ID_MODEL]);
	set_geometry(disk);
	return true;
}

static void
report(unsigned index)
{
	const struct disk *disk = &disks[index];

	say("disk    %xh  ata%u %s  %s, ", 0x80 + index, (uint32_t)disk->channel,
	    disk->unit ? "slave " : "master", disk->model[0] ? disk->model : "(no name)");
	if (disk->sectors < 4096)
		say("%u KB\n", (uint32_t)(disk->sectors / 2));
	else
		say("%u MB\n", (uint32_t)(disk->sectors / 2048));
}

void
ata_init(void)
{
	static const struct {
		uint16_t command_port, control_port;
	} channels[] = {{0x1f0, 0x3f6}, {0x170, 0x376}};

	for (unsigned i = 0; i < MAX_DISKS; i++) {
		struct disk *disk = &disks[disks_found];

		memset(disk, 0, sizeof(*disk));
		disk->channel = (uint8_t)(i / 2);
		disk->unit = i & 1;
		disk->command_port = channels[i / 2].command_port;
		disk->control_port = channels[i / 2].control_port;
		if (identify(disk))
			report(disks_found++);
		end_command(disk);
	}
	BDA8(BDA_DISK_COUNT) = (uint8_t)disks_found;
}
