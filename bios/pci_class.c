/* PCI class codes in words (PCI Code and ID Assignment Specification). */
#include "pci.h"

struct class_name {
	uint16_t class;
	const char *name;
};

#define ANY_SUBCLASS 0xff

/* A whole base class, subclass ANY_SUBCLASS, stands after its subclasses. */
static const struct class_name names[] = {
	{0x0100, "SCSI controller"},
	{0x0101, "IDE controller"},
	{0x0105, "ATA controller"},
	{0x0106, "SATA controller"},
	{0x0108, "NVMe controller"},
	{0x01ff, "storage controller"},
	{0x0200, "ethernet"},
	{0x02ff, "network controller"},
	{0x0300, "VGA display"},
	{0x03ff, "display"},
	{0x0401, "audio"},
	{0x0403, "audio"},
	{0x04ff, "multimedia"},
	{0x0500, "memory"},
	{0x0600, "host bridge"},
	{0x0601, "ISA bridge"},
	{0x0604, "PCI bridge"},
	{0x0680, "power management"},
	{0x06ff, "bridge"},
	{0x07ff, "communication"},
	{0x0806, "IOMMU"},
	{0x08ff, "system device"},
	{0x09ff, "input device"},
	{0x0c03, "USB controller"},
	{0x0c05, "SMBus"},
	{0x0cff, "serial bus"},
};

const char *
pci_class_name(uint16_t class)
{
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].class == class || names[i].class == (class | ANY_SUBCLASS))
			return names[i].name;
	return "other device";
}
