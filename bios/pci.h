/*
 * PCI configuration space, shared by the set-up (pci.c) and the PCI BIOS (pcibios.c).
 * Only functions that pci_probe() has found may be written to.
 */
#ifndef PCI_H
#define PCI_H

#include "firmware.h"

#define PCI_VENDOR 0x00
#define PCI_COMMAND 0x04
#define PCI_CLASS_REVISION 0x08
#define PCI_HEADER 0x0c /* bits 16 to 23 are the header type */
#define PCI_BAR0 0x10
#define PCI_INTERRUPT_LINE 0x3c /* line, then pin */

#define PCI_SLOTS 32u
#define PCI_FUNCTIONS 8u

struct function {
	uint8_t slot, number;
	uint16_t vendor, device;
	uint16_t class;    /* base class and subclass */
	uint8_t interface; /* programming interface */
};

/* Fills in the function of bus 0; false when nothing answers there. */
bool pci_probe(struct function *function, unsigned slot, unsigned number);

/* How many function numbers of a slot have to be probed: 0, 1 or PCI_FUNCTIONS. */
unsigned pci_slot_functions(unsigned slot);

/* Offsets of 32-bit accesses are multiples of 4, of 16-bit ones even. */
uint32_t pci_read32(const struct function *function, unsigned offset);
uint16_t pci_read16(const struct function *function, unsigned offset);
uint8_t pci_read8(const struct function *function, unsigned offset);
void pci_write32(const struct function *function, unsigned offset, uint32_t value);
void pci_write16(const struct function *function, unsigned offset, uint16_t value);
void pci_write8(const struct function *function, unsigned offset, uint8_t value);

const char *pci_class_name(uint16_t class_and_subclass);

#endif
