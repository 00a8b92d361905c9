/*
 * Sectors of the boot drive through INT 13h: by packet (extensions, AH=42h) or, on
 * a BIOS without them, by cylinder, head and sector (AH=02h). Whatever stays
 * unreadable after a few tries ends the boot with a message.
 */
#include "bios.h"
#include "layout.h"
#include "loader.h"

#define DISK_RESET 0x0000u
#define DISK_READ_CHS 0x0200u
#define DISK_GEOMETRY 0x0800u
#define DISK_CHECK_PACKETS 0x4100u
#define DISK_READ_PACKET 0x4200u
#define PACKET_CHECK_IN 0x55aau
#define PACKET_CHECK_OUT 0xaa55u
#define PACKET_ACCESS 1u

#define PACKET_MAX_SECTORS 127u /* the most that every EDD BIOS takes */
#define CHS_MAX_CYLINDERS 1024u
#define READ_TRIES 3u

/* EDD 3.0, "disk address packet". */
struct disk_packet {
	u8 size;
	u8 reserved;
	u16 count;
	u16 offset;
	u16 segment;
	u64 lba;
};

static BIOS_VISIBLE struct disk_packet packet;

static void
open_geometry(struct disk *disk)
{
	bios_prepare(DISK_GEOMETRY);
	bios_regs.edx = disk->drive;
	bios_call(BIOS_DISK);
	disk->heads = ((bios_regs.edx >> 8) & 0xff) + 1;
	disk->sectors_per_track = bios_regs.ecx & 0x3f;
	if (bios_failed() || disk->sectors_per_track == 0) {
		fail(ADVICE_DISK,
		     "expected INT 13h AH=08h to tell the geometry of drive %x; found "
		     "status %x, %u sectors a track.",
		     disk->drive, (bios_regs.eax >> 8) & 0xff, disk->sectors_per_track);
	}
}

void
disk_open(struct disk *disk, u32 drive)
{
	*disk = (struct disk){.drive = drive, .max_sectors = PACKET_MAX_SECTORS};
	bios_prepare(DISK_CHECK_PACKETS);
	bios_regs.ebx = PACKET_CHECK_IN;
	bios_regs.edx = drive;
	bios_call(BIOS_DISK);
	disk->has_packets = !bios_failed() && (bios_regs.ebx & 0xffff) == PACKET_CHECK_OUT &&
	                    (bios_regs.ecx & PACKET_ACCESS);
	if (!disk->has_packets)
		open_geometry(disk);
}

static void
prepare_packet(const struct disk *disk, u32 lba, u32 count)
{
	packet = (struct disk_packet){
	    .size = sizeof(packet),
	    .count = (u16)count,
	    .segment = BOUNCE_ADDRESS >> 4,
	    .lba = lba,
	};
	bios_prepare(DISK_READ_PACKET);
	bios_regs.edx = disk->drive;
	bios_regs.esi = bios_offset(&packet);
}

static void
prepare_chs(const struct disk *disk, u32 lba, u32 count, u32 buffer_offset)
{
	u32 sector = lba % disk->sectors_per_track + 1;
	u32 track = lba / disk->sectors_per_track;
	u32 head = track % disk->heads;
	u32 cylinder = track / disk->heads;

	if (cylinder >= CHS_MAX_CYLINDERS) {
		fail("Use a BIOS with INT 13h extensions.",
		     "expected sector %u within %u cylinders of %u heads and %u sectors; "
		     "found it beyond, and the BIOS has no INT 13h extensions.",
		     lba, CHS_MAX_CYLINDERS, disk->heads, disk->sectors_per_track);
	}
	bios_prepare(DISK_READ_CHS | count);
	bios_regs.ebx = buffer_offset;
	bios_regs.ecx = (cylinder & 0xff) << 8 | (cylinder >> 8) << 6 | sector;
	bios_regs.edx = head << 8 | disk->drive;
	bios_regs.es = BOUNCE_ADDRESS >> 4;
}

static void
reset_drive(const struct disk *disk)
{
	bios_prepare(DISK_RESET);
	bios_regs.edx = disk->drive;
	bios_call(BIOS_DISK);
}

/* One BIOS read: without extensions it must not cross the end of a track. */
static void
read_run(const struct disk *disk, u32 lba, u32 count, u32 buffer_offset)
{
	u32 status = 0;

	for (u32 tries = 0; tries < READ_TRIES; tries++) {
		if (disk->has_packets)
			prepare_packet(disk, lba, count);
		else
			prepare_chs(disk, lba, count, buffer_offset);
		bios_call(BIOS_DISK);
		if (!bios_failed())
			return;
		status = (bios_regs.eax >> 8) & 0xff;
		reset_drive(disk);
	}
	fail(ADVICE_DISK,
	     "expected to read %u sectors from sector %u of drive %x; found INT 13h status %x "
	     "in each of %u tries.",
	     count, lba, disk->drive, status, READ_TRIES);
}

void
disk_read_bounce(const struct disk *disk, u32 lba, u32 count)
{
	u32 done = 0;

	while (done < count) {
		u32 run = count - done;

		if (!disk->has_packets) {
			u32 left = disk->sectors_per_track - (lba + done) % disk->sectors_per_track;

			if (run > left)
				run = left;
		}
		read_run(disk, lba + done, run, done * SECTOR_SIZE);
		done += run;
	}
}

void
disk_read(const struct disk *disk, u32 lba, u32 count, void *to)
{
	disk_read_bounce(disk, lba, count);
	memcpy(to, (const void *)BOUNCE_ADDRESS, count * SECTOR_SIZE);
}
