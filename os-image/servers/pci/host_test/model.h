/*
 * A PCI bus for the server's logic to look at: functions whose configuration
 * spaces a test lays out, behind the two ports of mechanism 1, and the cards' own
 * ports. It stands in for ports.c and pause.c.
 *
 * It notes as a breach what must never happen, whatever the spaces hold: a write to
 * a function that is not there, to a register that the server has no business
 * with, to a port that is no card's.
 */
#ifndef PCI_MODEL_H
#define PCI_MODEL_H

#include <kintsugi/types.h>

#define MODEL_FUNCTIONS 40u
#define MODEL_SPACE 256u

enum model_kind {
	KIND_PLAIN,    /* nothing behind its ports */
	KIND_RTL8139,
	KIND_NE2000,
	KIND_IDE,      /* at the legacy ports */
};

/* What may be wrong with a function; bits. */
enum model_fault {
	FAULT_SLEEPLESS = 1,     /* it does not go to D3hot */
	FAULT_COMATOSE = 2,      /* it does not leave D3hot */
	FAULT_VANISHES = 4,      /* it is gone after D3hot */
	FAULT_FORGETFUL = 8,     /* it takes no address after D3hot */
	FAULT_STUCK = 16,        /* the card's own reset never ends */
	FAULT_IRREPRESSIBLE = 32, /* after D3hot it masters the bus, whatever it is told */
	FAULT_ROUNDING = 64,     /* an address that is written loses a bit */
};

struct model_function {
	u32 is_present;
	u16 function;
	u8 kind;   /* enum model_kind */
	u8 faults;
	u8 power_at; /* offset of a power-management capability that works; 0: none */
	u8 space[MODEL_SPACE];
	u8 writable[MODEL_SPACE]; /* bits that a write changes */
	u32 resets;     /* how often it lost its state */
	u32 card_polls; /* until the card's own reset is over */
};

struct model {
	struct model_function functions[MODEL_FUNCTIONS];
	u32 count;
	u32 has_mechanism; /* 0: a machine without PCI */
	const char *breach; /* the first; NULL: none */
	u32 accesses;      /* of any port */
	u32 config_writes;
	u64 paused_us;
	u32 was_master_in_reset; /* a function was reset while it could master the bus */
	u8 control[2];     /* of the primary and secondary IDE channel */
};
extern struct model model;

void model_clear(void);

struct model_function *model_find(u16 function);

/* Makes a function answer; its space and writable bits are zeros. */
struct model_function *model_add(u16 function);

#endif
