/*
 * The PCI server: alone reads and writes PCI configuration space, and gives each
 * driver its own functions and no others. Requests are asynchronous
 * (proto/request.h).
 *
 * Whose a function is stands in the privileges that the kernel keeps
 * (struct privilege, pci[]): RS fills them in from system.conf and from what
 * PCI_RESOURCES answers. So the server keeps no state of its own, and a fresh instance
 * serves as well as the one before. A function is bus << 8 | device << 3 | function.
 *
 * Requests about one function are served one after the other: those that come while
 * it is reset wait for that.
 *
 * Errors: -EPERM (not the caller's function), -ENODEV (nobody answers there), -EINVAL,
 * -EACCES (this register, or a bit of it, is not a driver's to write), -EOPNOTSUPP (the
 * device can't be reset), -EIO (it did not come back from a reset).
 */
#ifndef PROTO_PCI_H
#define PROTO_PCI_H

#include <kintsugi/grant.h>
#include <proto/request.h>

#define PCI_SERVER_LABEL "pci"

enum pci_request {
	/* ---- from drivers, about their own functions ---- */
	PCI_FUNCTION = PROTO_PCI + 1, /* pci_function -> pci_function_reply: the caller's function number `index`
	                               * of those that answer. -ENOENT: it has no more */
	PCI_BAR,       /* pci_bar -> pci_bar_reply; RS too. -ENOENT: the function does not have it */
	PCI_READ,      /* pci_config -> pci_config_reply; RS too */
	PCI_WRITE,     /* pci_config: the bits PCI_COMMAND_DRIVERS of the command register; reply_head */
	PCI_RESET,     /* pci_target; RS too; reply_head. Bus mastering is off then */
	/* ---- from RS ---- */
	PCI_RESOURCES, /* pci_find: the functions that match, as struct pci_resources each; status: how
	                * many were copied, at most `count` */
	/* ---- from anyone who may send here ---- */
	PCI_LIST,      /* pci_list -> pci_function_reply: function number `index` of the machine. -ENOENT */
	PCI_REQUEST_END
};

#define PCI_ANY 0xffffu
#define PCI_ANY_CLASS 0xffu

/* The register that a driver may write, 16 bits wide, and its bits there. */
#define PCI_COMMAND 0x04u
#define PCI_COMMAND_IO 0x0001u     /* the function answers at its ports */
#define PCI_COMMAND_MEMORY 0x0002u /* likewise, memory */
#define PCI_COMMAND_MASTER 0x0004u /* it may access memory by itself */
#define PCI_COMMAND_INTX_OFF 0x0400u
#define PCI_COMMAND_DRIVERS                                                                        \
	(PCI_COMMAND_IO | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER | PCI_COMMAND_INTX_OFF)

/* Which functions are meant; PCI_ANY or PCI_ANY_CLASS where it does not matter. */
struct pci_match {
	u16 vendor;
	u16 device;
	u8 base_class;
	u8 sub_class;
	u8 interface;
	u8 reserved;
};

#define PCI_BARS 6u
struct pci_bar_range {
	u32 base;   /* port or physical address; 0: none */
	u32 length; /* bytes */
	u32 is_memory;
};

struct pci_resources {
	u16 function;
	u16 vendor;
	u16 device;
	u8 base_class;
	u8 sub_class;
	u8 interface;
	u8 irq; /* line of the interrupt controller; PCI_NO_IRQ: none */
	u8 can_reset;
	u8 reserved;
	struct pci_bar_range bars[PCI_BARS];
};
#define PCI_NO_IRQ 0xffu

struct pci_find {
	struct request_head head;
	struct pci_match match;
	grant_id_t grant; /* of the caller's struct pci_resources[count], for writing */
	u32 count;
};

struct pci_function {
	struct request_head head;
	u32 index;
};

struct pci_function_reply {
	struct reply_head head;
	u16 function;
	u16 vendor;
	u16 device;
	u8 base_class;
	u8 sub_class;
	u8 interface;
	u8 revision;
	u8 irq;
	u8 can_reset;
};

struct pci_bar {
	struct request_head head;
	u32 function;
	u32 index; /* 0 to 5 */
};

struct pci_bar_reply {
	struct reply_head head;
	struct pci_bar_range range;
};

struct pci_config {
	struct request_head head;
	u32 function;
	u32 offset; /* a multiple of width, below 256 */
	u32 width;  /* 1, 2 or 4 bytes */
	u32 value;  /* PCI_WRITE */
};

struct pci_config_reply {
	struct reply_head head;
	u32 value;
};

struct pci_target {
	struct request_head head;
	u32 function;
};

struct pci_list {
	struct request_head head;
	u32 index;
};

ASSERT_FITS_MESSAGE(struct pci_find);
ASSERT_FITS_MESSAGE(struct pci_config);

#endif
