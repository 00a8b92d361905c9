/*
 * Access to PCI configuration space by configuration mechanism 1 (PCI Local Bus
 * Specification 2.2, chapter 3.2.2.3), and finding out which functions exist.
 */
#include "pci.h"

#define CONFIG_ADDRESS 0xcf8
#define CONFIG_DATA 0xcfc
#define CONFIG_ENABLE 0x80000000u
#define NO_DEVICE 0xffffffffu
#define HEADER_MULTIFUNCTION 0x00800000u

static void
select(const struct function *function, unsigned offset)
{
	outl(CONFIG_ADDRESS, CONFIG_ENABLE | (uint32_t)function->slot << 11 |
	                             (uint32_t)function->number << 8 | (offset & 0xfc));
}

uint32_t
pci_read32(const struct function *function, unsigned offset)
{
	select(function, offset);
	return inl(CONFIG_DATA);
}

uint16_t
pci_read16(const struct function *function, unsigned offset)
{
	return (uint16_t)(pci_read32(function, offset) >> (offset & 2) * 8);
}

uint8_t
pci_read8(const struct function *function, unsigned offset)
{
	return (uint8_t)(pci_read32(function, offset) >> (offset & 3) * 8);
}

void
pci_write32(const struct function *function, unsigned offset, uint32_t value)
{
	select(function, offset);
	outl(CONFIG_DATA, value);
}

void
pci_write16(const struct function *function, unsigned offset, uint16_t value)
{
	select(function, offset);
	outw(CONFIG_DATA + (offset & 2), value);
}

void
pci_write8(const struct function *function, unsigned offset, uint8_t value)
{
	select(function, offset);
	outb(CONFIG_DATA + (offset & 3), value);
}

bool
pci_probe(struct function *function, unsigned slot, unsigned number)
{
	uint32_t id, class_revision;

	function->slot = (uint8_t)slot;
	function->number = (uint8_t)number;
	id = pci_read32(function, PCI_VENDOR);
	if (id == NO_DEVICE || id == 0)
		return false;
	class_revision = pci_read32(function, PCI_CLASS_REVISION);
	function->vendor = id & 0xffff;
	function->device = id >> 16;
	function->class = class_revision >> 16;
	function->interface = class_revision >> 8 & 0xff;
	return true;
}

unsigned
pci_slot_functions(unsigned slot)
{
	struct function first;

	if (!pci_probe(&first, slot, 0))
		return 0;
	return pci_read32(&first, PCI_HEADER) & HEADER_MULTIFUNCTION ? PCI_FUNCTIONS : 1;
}
