/*
 * One ATA channel at work: issuing commands, waiting for them, and bringing the
 * channel back when it went astray. One command is under way at a time.
 *
 * Functions that may wait do so on a thread, until an interrupt or a deadline.
 */
#ifndef AT_DISK_CHANNEL_H
#define AT_DISK_CHANNEL_H

#include <kintsugi/types.h>

#define SECTOR_BYTES 512u
#define DRIVES 2u

/* Commands: ATA/ATAPI-6, chapter 8. Those with EXT take 48-bit addresses. */
enum ata_command {
	ATA_READ = 0x20,
	ATA_READ_EXT = 0x24,
	ATA_READ_DMA_EXT = 0x25,
	ATA_WRITE = 0x30,
	ATA_WRITE_EXT = 0x34,
	ATA_WRITE_DMA_EXT = 0x35,
	ATA_READ_DMA = 0xc8,
	ATA_WRITE_DMA = 0xca,
	ATA_FLUSH_CACHE = 0xe7,
	ATA_FLUSH_CACHE_EXT = 0xea,
	ATA_IDENTIFY = 0xec,
};

#define LBA28_END 0x10000000ull /* sectors that commands without EXT reach */

/* How a command failed. */
enum channel_fault {
	FAULT_NONE,
	FAULT_BUSY,      /* it did not become ready to take the command */
	FAULT_GONE,      /* nothing answers any more */
	FAULT_TIMEOUT,   /* the command did not end in time */
	FAULT_STATUS,    /* the drive says so */
	FAULT_NO_DATA,   /* the drive ended the command without asking for all data */
	FAULT_DMA_ERROR, /* the bus master could not reach memory */
	FAULT_DMA_SHORT, /* it moved fewer bytes than it was told */
};

struct channel_result {
	enum channel_fault fault;
	u8 status; /* ATA_STATUS and ATA_ERROR when it failed */
	u8 error;
};

/* Writes the command into the registers. `sectors` may be 0 for commands without any. */
struct channel_result channel_issue(u32 drive, enum ata_command command, u64 sector, u32 sectors);

/* Moves the data of a PIO command that was issued, to its end. */
struct channel_result channel_pio(void *buffer, u32 bytes, int write);

/* Waits for the end of a command without data. */
struct channel_result channel_finish(void);

/* Resets both drives by software. False when they stay busy, or none is there. */
int channel_reset(void);

/* A result with the drive's registers as they are now; acknowledges its interrupt. */
struct channel_result channel_look(enum channel_fault fault);

/* Waits until the drive has had the time (400 ns) to make its status valid. */
void channel_settle(void);

/* ---- explain.c ---- */

const char *channel_command_name(enum ata_command command);

/* Says in `text` what went wrong, with the status and error bits by name. */
void channel_explain(const struct channel_result *result, char *text, u32 size);

/* ---- wait.c ---- */

/*
 * Of a command, and of a reset. All tries of a command together take less than
 * clients wait, which is 10 s: they get EIO rather than believe the driver hung.
 */
#define CHANNEL_TIMEOUT_US 3000000u

/* Hooks the channel's interrupt. */
void wait_init(void);

/*
 * Waits until an interrupt came, or the time is up: then it returns 0. Interrupts
 * may be spurious, so look at what was waited for each time, the last one too.
 */
int wait_for_interrupt(u64 deadline_us);

/* For the driver's loop. */
void wait_interrupt(u32 hooks, u64 time_us);

#endif
