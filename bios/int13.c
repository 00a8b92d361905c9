/*
 * INT 13h: disks 80h and up, by cylinder/head/sector and by the Enhanced Disk
 * Drive calls (EDD 3.0) with 64-bit sector numbers. There are no floppy drives.
 *
 * On return AH and the BIOS data area hold the status, the carry flag is set
 * unless it is 0; a transfer that fails says how many sectors it moved.
 */
#include "firmware.h"

#define FIRST_DISK 0x80u
#define EDD_SIGNATURE_IN 0x55aau
#define EDD_SIGNATURE_OUT 0xaa55u
#define EDD_VERSION 0x30u
#define EDD_EXTENDED_ACCESS 0x0001u
#define EDD_DRIVE_PARAMETERS 0x0004u
#define TYPE_FIXED_DISK 3
#define GEOMETRY_VALID 0x0002u
#define MAX_CHS_COUNT 128u

struct disk_packet {
	uint8_t size;
	uint8_t reserved;
	uint16_t count;
	uint16_t offset, segment; /* FFFF:FFFF: use flat_address */
	uint64_t lba;
	uint64_t flat_address; /* when size is at least 24 */
} __attribute__((packed));

#define PACKET_BYTES 16u
#define PACKET_FLAT_BYTES 24u

struct drive_parameters {
	uint16_t size;
	uint16_t flags;
	uint32_t cylinders, heads, sectors_per_track;
	uint64_t sectors;
	uint16_t bytes_per_sector;
} __attribute__((packed));

enum transfer_kind { READ, WRITE, VERIFY };

static void
finish(struct regs *regs, uint8_t status)
{
	regs->a.h = status;
	BDA8(BDA_DISK_STATUS) = status;
	set_flag(regs, FLAG_CARRY, status != DISK_OK);
}

static enum disk_status
transfer(const struct disk *disk, enum transfer_kind kind, uint64_t lba, uint32_t count,
         void *buffer, uint32_t *done)
{
	switch (kind) {
	case READ:
		return disk_read(disk, lba, count, buffer, done);
	case WRITE:
		return disk_write(disk, lba, count, buffer, done);
	case VERIFY:
		break;
	}
	*done = 0;
	if (lba >= disk->sectors || count > disk->sectors - lba)
		return DISK_SECTOR_NOT_FOUND;
	*done = count;
	return DISK_OK;
}

/* CH: cylinder's low 8 bits, CL: its high 2 bits and the sector from 1, DH: head. */
static void
chs_transfer(struct regs *regs, const struct disk *disk, enum transfer_kind kind)
{
	uint32_t cylinder = regs->c.h | (regs->c.l & 0xc0u) << 2;
	uint32_t sector = regs->c.l & 0x3fu;
	uint32_t count = regs->a.l, done = 0;
	uint64_t lba;
	enum disk_status status;

	if (sector == 0 || sector > disk->sectors_per_track || regs->d.h >= disk->heads || count == 0 ||
	    count > MAX_CHS_COUNT) {
		regs->a.l = 0;
		finish(regs, DISK_BAD_COMMAND);
		return;
	}
	lba = ((uint64_t)cylinder * disk->heads + regs->d.h) * disk->sectors_per_track + sector - 1;
	status = transfer(disk, kind, lba, count, real_pointer(regs->es, regs->b.x), &done);
	regs->a.l = (uint8_t)done;
	finish(regs, status);
}

static void
edd_transfer(struct regs *regs, const struct disk *disk, enum transfer_kind kind)
{
	struct disk_packet *packet = real_pointer(regs->ds, regs->si.x);
	void *buffer = real_pointer(packet->segment, packet->offset);
	uint32_t done = 0;
	enum disk_status status;

	if (packet->size < PACKET_BYTES) {
		finish(regs, DISK_BAD_COMMAND);
		return;
	}
	if (packet->segment == 0xffff && packet->offset == 0xffff &&
	    packet->size >= PACKET_FLAT_BYTES) {
		if (packet->flat_address >> 32) {
			packet->count = 0;
			finish(regs, DISK_BAD_COMMAND);
			return;
		}
		buffer = (void *)(uint32_t)packet->flat_address;
	}
	status = transfer(disk, kind, packet->lba, packet->count, buffer, &done);
	packet->count = (uint16_t)done;
	finish(regs, status);
}

static void
chs_parameters(struct regs *regs, const struct disk *disk)
{
	uint32_t last_cylinder = disk->cylinders - 1;

	regs->a.l = 0;
	regs->b.l = 0;
	regs->c.h = last_cylinder & 0xff;
	regs->c.l = (uint8_t)((last_cylinder >> 2 & 0xc0) | disk->sectors_per_track);
	regs->d.h = (uint8_t)(disk->heads - 1);
	regs->d.l = (uint8_t)disk_count();
	finish(regs, DISK_OK);
}

static void
edd_parameters(struct regs *regs, const struct disk *disk)
{
	struct drive_parameters *parameters = real_pointer(regs->ds, regs->si.x);

	if (parameters->size < sizeof(*parameters)) {
		finish(regs, DISK_BAD_COMMAND);
		return;
	}
	parameters->size = sizeof(*parameters);
	parameters->flags = GEOMETRY_VALID;
	parameters->cylinders = disk->cylinders;
	parameters->heads = disk->heads;
	parameters->sectors_per_track = disk->sectors_per_track;
	parameters->sectors = disk->sectors;
	parameters->bytes_per_sector = SECTOR_BYTES;
	finish(regs, DISK_OK);
}

static void
drive_type(struct regs *regs, const struct disk *disk)
{
	uint32_t sectors = disk->cylinders * disk->heads * disk->sectors_per_track;

	regs->c.x = (uint16_t)(sectors >> 16);
	regs->d.x = (uint16_t)sectors;
	finish(regs, DISK_OK);
	regs->a.h = TYPE_FIXED_DISK;
}

static void
extensions_check(struct regs *regs)
{
	if (regs->b.x != EDD_SIGNATURE_IN) {
		finish(regs, DISK_BAD_COMMAND);
		return;
	}
	regs->b.x = EDD_SIGNATURE_OUT;
	regs->c.x = EDD_EXTENDED_ACCESS | EDD_DRIVE_PARAMETERS;
	finish(regs, DISK_OK);
	regs->a.h = EDD_VERSION;
}

void
int13_disk(struct regs *regs)
{
	const struct disk *disk = NULL;

	if (regs->d.l >= FIRST_DISK)
		disk = disk_get(regs->d.l - FIRST_DISK);
	if (!disk) {
		if (regs->a.h == 0x15) { /* AH = 0: there is no such drive */
			regs->a.h = 0;
			set_flag(regs, FLAG_CARRY, false);
			return;
		}
		finish(regs, DISK_BAD_COMMAND);
		return;
	}
	switch (regs->a.h) {
	case 0x00: /* reset */
	case 0x0d: /* reset of the disk controller */
		disk_reset(disk);
		finish(regs, DISK_OK);
		return;
	case 0x0c: /* seek */
	case 0x10: /* is the drive ready? */
	case 0x11: /* recalibrate */
	case 0x47: /* EDD seek */
		finish(regs, DISK_OK);
		return;
	case 0x01:
		finish(regs, BDA8(BDA_DISK_STATUS));
		return;
	case 0x02:
		chs_transfer(regs, disk, READ);
		return;
	case 0x03:
		chs_transfer(regs, disk, WRITE);
		return;
	case 0x04:
		chs_transfer(regs, disk, VERIFY);
		return;
	case 0x08:
		chs_parameters(regs, disk);
		return;
	case 0x15:
		drive_type(regs, disk);
		return;
	case 0x41:
		extensions_check(regs);
		return;
	case 0x42:
		edd_transfer(regs, disk, READ);
		return;
	case 0x43:
		edd_transfer(regs, disk, WRITE);
		return;
	case 0x44:
		edd_transfer(regs, disk, VERIFY);
		return;
	case 0x48:
		edd_parameters(regs, disk);
		return;
	}
	finish(regs, DISK_BAD_COMMAND);
}
