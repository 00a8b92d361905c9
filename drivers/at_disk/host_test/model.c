/* See model.h. It stands in for registers.c and wait.c. */
#include "model.h"

#include <string.h>

#include "../registers.h"

#define COMMAND_US 100u /* from a command, or a sector of one, to its interrupt */
#define PORT_US 1u      /* an access takes so long, which lets polling come to an end */
#define REGISTERS 8u
#define REGION_LAST 0x8000u
#define BOUNDARY 0x10000u
#define UNREADABLE 0x40u /* UNC in the error register */
#define ABORTED 0x04u

struct region {
	u32 address;
	u16 bytes;
	u16 flags;
};

struct model model;
u16 model_identity[256];

/* Two deep: what was written before the last value is the upper half of 48-bit commands. */
static u8 registers[REGISTERS], former[REGISTERS];
static u8 status, error, control;
static u8 dma_command, dma_status;
static u32 table_address;
static int has_master;
static u64 irq_at_us; /* 0: none is coming */
static u64 end_at_us; /* the command, or a sector of it, is done then; 0: it is not at work */
static u8 end_status, end_error;
static u8 end_dma_status;
static u32 left; /* bytes of a PIO command */
static u32 sector_left;
static int writing, dead;
static int gone, unplugged; /* the drive is not on the bus, and no reset brings it back */

void
model_reset(void)
{
	memset(&model, 0, sizeof(model));
	memset(registers, 0, sizeof(registers));
	status = ATA_DRDY;
	error = control = dma_command = dma_status = 0;
	table_address = 0;
	has_master = 1;
	irq_at_us = end_at_us = 0;
	left = sector_left = 0;
	dead = gone = unplugged = 0;
	model.now_us = 1;
}

void
model_leave_bus(void)
{
	gone = 1;
}

static void
breach(const char *what)
{
	if (model.breach == NULL)
		model.breach = what;
}

u8
model_byte(u64 lba, u32 offset)
{
	u32 mixed = (u32)lba * 2654435761u ^ (u32)(lba >> 32) * 40503u ^ offset * 97u;

	return lba == 0 && model.has_table ? model.table[offset] : (u8)(mixed >> 13 ^ mixed);
}

static int
happens(enum model_fault fault)
{
	if (model.faults[fault] == 0)
		return 0;
	model.faults[fault]--;
	return 1;
}

/* Lets happen what is due by now. */
static void
advance(u64 to_us)
{
	model.now_us = to_us;
	if (end_at_us == 0 || end_at_us > to_us)
		return;
	end_at_us = 0;
	status = end_status;
	error = end_error;
	dma_status = (u8)((dma_status & ~MASTER_ACTIVE) | end_dma_status);
}

static void
end_with(u8 with_status, u8 with_error, u8 with_dma_status)
{
	status = ATA_BSY;
	end_status = with_status;
	end_error = with_error;
	end_dma_status = (u8)(with_dma_status | MASTER_INTERRUPT);
	end_at_us = model.now_us + COMMAND_US;
	irq_at_us = happens(MODEL_LOST) ? 0 : end_at_us;
}

static u64
address(int is_ext)
{
	u64 low = registers[ATA_LBA_LOW] | (u32)registers[ATA_LBA_MID] << 8 |
		  (u32)registers[ATA_LBA_HIGH] << 16;

	if (!is_ext)
		return low | (u64)(registers[ATA_DEVICE] & ATA_DEVICE_LBA_BITS) << 24;
	return low | (u64)former[ATA_LBA_LOW] << 24 | (u64)former[ATA_LBA_MID] << 32 |
	       (u64)former[ATA_LBA_HIGH] << 40;
}

static u32
count(int is_ext)
{
	u32 sectors = registers[ATA_COUNT];

	if (is_ext)
		sectors |= (u32)former[ATA_COUNT] << 8;
	if (sectors == 0)
		return is_ext ? 65536 : 256;
	return sectors;
}

static void
begin_pio(u32 bytes, int is_write)
{
	left = bytes;
	sector_left = SECTOR_BYTES;
	writing = is_write;
	model.written_bytes = 0;
	if (happens(MODEL_NO_DATA))
		end_with(ATA_DRDY, 0, 0);
	else if (is_write)
		status = ATA_DRDY | ATA_DRQ; /* no interrupt before the first sector */
	else
		end_with(ATA_DRDY | ATA_DRQ, 0, 0);
}

static void
take_command(u8 command)
{
	int is_ext = command == ATA_READ_EXT || command == ATA_WRITE_EXT ||
		     command == ATA_READ_DMA_EXT || command == ATA_WRITE_DMA_EXT;

	model.commands++;
	model.command = command;
	model.lba = address(is_ext);
	model.count = count(is_ext);
	unplugged |= happens(MODEL_UNPLUGGED);
	gone = unplugged || happens(MODEL_GONE);
	if (gone || happens(MODEL_SILENT)) {
		status = ATA_BSY;
		return;
	}
	if (happens(MODEL_UNREADABLE)) {
		end_with(ATA_DRDY | ATA_ERR, UNREADABLE, 0);
		return;
	}
	switch (command) {
	case ATA_IDENTIFY:
		begin_pio(SECTOR_BYTES, 0);
		return;
	case ATA_FLUSH_CACHE:
	case ATA_FLUSH_CACHE_EXT:
		end_with(ATA_DRDY, 0, 0);
		return;
	}
	if (model.lba + model.count > model.sectors) {
		breach("a command beyond the drive's end");
		end_with(ATA_DRDY | ATA_ERR, ABORTED, 0);
		return;
	}
	switch (command) {
	case ATA_READ:
	case ATA_READ_EXT:
		begin_pio(model.count * SECTOR_BYTES, 0);
		return;
	case ATA_WRITE:
	case ATA_WRITE_EXT:
		begin_pio(model.count * SECTOR_BYTES, 1);
		return;
	case ATA_READ_DMA:
	case ATA_READ_DMA_EXT:
	case ATA_WRITE_DMA:
	case ATA_WRITE_DMA_EXT:
		status = ATA_DRDY | ATA_DRQ;
		return;
	}
	breach("a command that this drive does not know");
	end_with(ATA_DRDY | ATA_ERR, ABORTED, 0);
}

/* Moves what the table describes, `limit` bytes at most; what the table says in all. */
static u32
move_regions(u32 limit, int to_memory)
{
	const struct region *region = (const struct region *)table_address;
	u32 moved = 0;

	for (;; region++) {
		u32 bytes = region->bytes == 0 ? BOUNDARY : region->bytes;
		u8 *memory = (u8 *)region->address;

		if (region->address % BOUNDARY + bytes > BOUNDARY)
			breach("a region across a boundary of 64 KB");
		for (u32 index = 0; index < bytes && moved + index < limit; index++) {
			u32 at = moved + index;

			if (to_memory)
				memory[index] = model_byte(model.lba + at / SECTOR_BYTES,
							   at % SECTOR_BYTES);
			else
				model.written[at] = memory[index];
		}
		moved += bytes;
		if (region->flags & REGION_LAST)
			return moved;
	}
}

static void
start_dma(u8 command)
{
	int to_memory = (command & MASTER_TO_MEMORY) != 0;
	int is_read = model.command == ATA_READ_DMA || model.command == ATA_READ_DMA_EXT;
	u32 bytes = model.count * SECTOR_BYTES;
	u32 described;

	if (!(status & ATA_DRQ)) /* the command has failed, or was silent */
		return;
	if (to_memory != is_read)
		breach("a transfer in the wrong direction");
	dma_status |= MASTER_ACTIVE;
	if (happens(MODEL_DMA_ERROR)) {
		end_with(ATA_DRDY, 0, MASTER_ERROR);
		return;
	}
	if (happens(MODEL_DMA_SHORT)) {
		(void)move_regions(bytes / 2, to_memory);
		end_with(ATA_DRDY, 0, MASTER_ACTIVE);
		return;
	}
	described = move_regions(bytes, to_memory);
	if (described != bytes)
		breach("a table that describes another length than the command");
	if (!to_memory)
		model.written_bytes = bytes;
	end_with(ATA_DRDY, 0, 0);
}

/* ---- registers.h ---- */

static int
second_is_selected(void)
{
	return (registers[ATA_DEVICE] & ATA_DEVICE_SECOND) != 0;
}

u8
ata_in(u32 reg)
{
	advance(model.now_us + PORT_US);
	if (gone)
		return ATA_STATUS_FLOATING;
	if (second_is_selected())
		return 0; /* there is only one drive */
	if (reg == ATA_STATUS) {
		irq_at_us = irq_at_us > model.now_us ? irq_at_us : 0;
		return dead ? ATA_BSY : status;
	}
	return reg == ATA_ERROR ? error : registers[reg];
}

void
ata_out(u32 reg, u8 value)
{
	advance(model.now_us + PORT_US);
	if (reg != ATA_COMMAND) {
		if (status & (ATA_BSY | ATA_DRQ) && !second_is_selected())
			breach("a register is written while the drive is busy");
		former[reg] = registers[reg];
		registers[reg] = value;
		return;
	}
	if (second_is_selected())
		breach("a command to a drive that is not there");
	else if (status & (ATA_BSY | ATA_DRQ))
		breach("a command to a busy drive");
	else if (control & ATA_CONTROL_NIEN)
		breach("a command while interrupts are off");
	else
		take_command(value);
}

u8
ata_alternate_status(void)
{
	advance(model.now_us + PORT_US);
	dead |= happens(MODEL_DEAD);
	if (gone)
		return ATA_STATUS_FLOATING;
	if (second_is_selected())
		return 0;
	return dead ? ATA_BSY : status;
}

void
ata_control(u8 value)
{
	advance(model.now_us + PORT_US);
	if (!(control & ATA_CONTROL_SRST) && value & ATA_CONTROL_SRST) {
		model.resets++;
		gone = unplugged;
		end_at_us = irq_at_us = 0;
		left = 0;
		registers[ATA_DEVICE] = 0;
		status = ATA_DRDY;
		error = 1;
	}
	control = value;
}

/* A sector has gone over the data port: there is more to come, or that was all. */
static void
sector_is_done(void)
{
	sector_left = SECTOR_BYTES;
	if (left > 0)
		end_with(ATA_DRDY | ATA_DRQ, 0, 0);
	else if (writing)
		end_with(ATA_DRDY, 0, 0);
	else
		status = ATA_DRDY;
}

static int
may_move(u32 bytes)
{
	if (status & ATA_DRQ && bytes <= sector_left && bytes <= left)
		return 1;
	breach("data without the drive asking for it");
	return 0;
}

void
ata_data_in(void *to, u32 bytes)
{
	u8 *memory = to;
	u32 done = model.count * SECTOR_BYTES - left;

	if (!may_move(bytes))
		return;
	for (u32 index = 0; index < bytes; index++)
		memory[index] = model.command == ATA_IDENTIFY
					? ((u8 *)model_identity)[index]
					: model_byte(model.lba + (done + index) / SECTOR_BYTES,
						     (done + index) % SECTOR_BYTES);
	left -= bytes;
	sector_left -= bytes;
	if (sector_left == 0)
		sector_is_done();
}

void
ata_data_out(const void *from, u32 bytes)
{
	if (!may_move(bytes))
		return;
	memcpy(model.written + model.written_bytes, from, bytes);
	model.written_bytes += bytes;
	left -= bytes;
	sector_left -= bytes;
	if (sector_left == 0)
		sector_is_done();
}

void
master_set_base(u16 base)
{
	has_master = base != 0;
}

int
master_exists(void)
{
	return has_master;
}

u8
master_status(void)
{
	advance(model.now_us + PORT_US);
	return dma_status;
}

void
master_status_out(u8 value)
{
	dma_status &= (u8)~(value & (MASTER_ERROR | MASTER_INTERRUPT));
}

void
master_command(u8 value)
{
	int starts = !(dma_command & MASTER_START) && value & MASTER_START;

	dma_command = value;
	if (starts)
		start_dma(value);
	else if (!(value & MASTER_START))
		dma_status &= (u8)~MASTER_ACTIVE;
}

void
master_table(u32 phys)
{
	if (phys % 4 != 0)
		breach("a table that is not on a multiple of four");
	table_address = phys;
}

/* ---- waiting: the clock leaps to what comes first ---- */

int
wait_for_interrupt(u64 deadline_us)
{
	void (*call)(void) = model.while_waiting;

	if (model.now_us >= deadline_us)
		return 0;
	model.while_waiting = NULL;
	if (call != NULL)
		call();
	if (happens(MODEL_SPURIOUS)) {
		advance(model.now_us + PORT_US);
		return 1;
	}
	if (irq_at_us != 0 && irq_at_us <= deadline_us) {
		advance(irq_at_us > model.now_us ? irq_at_us : model.now_us);
		irq_at_us = 0;
		return 1;
	}
	advance(deadline_us);
	return 0;
}
