/*
 * A modelled ATA channel with one drive and a bus master: what registers.h and
 * wait.h promise, on a clock of its own. It is strict, so that a driver which
 * breaks the protocol fails its test, and it fails on demand.
 *
 * The drive holds no data. What is read from a sector follows from its number,
 * and what was written last is kept as it came.
 */
#ifndef AT_DISK_MODEL_H
#define AT_DISK_MODEL_H

#include "../channel.h"

enum model_fault {
	MODEL_UNREADABLE,    /* commands end with ERR and UNC */
	MODEL_SILENT,        /* they never end, until a reset */
	MODEL_LOST,          /* they end, but the interrupt is lost */
	MODEL_DMA_SHORT,     /* the bus master moves only a part */
	MODEL_DMA_ERROR,     /* it can't reach memory */
	MODEL_NO_DATA,       /* the drive never asks for the data of a PIO command */
	MODEL_SPURIOUS,      /* an interrupt comes before the command's end, too */
	MODEL_DEAD,          /* busy for ever, resets included */
	MODEL_GONE,          /* the drive leaves the bus with them, until a reset */
	MODEL_UNPLUGGED,     /* likewise, for ever */
	MODEL_FAULTS
};

struct model {
	/* Set up by the test. */
	u64 sectors;
	u32 faults[MODEL_FAULTS]; /* how many of the next commands have that fault */
	int has_table;            /* sector 0 is `table` */
	void (*while_waiting)(void); /* called once, when the driver waits; NULL: nothing */
	u8 table[512];

	/* For the test to look at. */
	u32 commands; /* that the drive took */
	u32 resets;
	u8 command; /* the last one */
	u64 lba;
	u32 count;
	u8 written[64u * 1024u]; /* by the last write */
	u32 written_bytes;
	u64 now_us;
	const char *breach; /* what the driver did against the protocol, or NULL */
};

extern struct model model;
extern u16 model_identity[256];

void model_reset(void);

/* The drive is off the bus, until a reset. */
void model_leave_bus(void);

/* The byte that lies at that place of a sector. */
u8 model_byte(u64 lba, u32 offset);

#endif
