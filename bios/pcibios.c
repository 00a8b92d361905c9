/*
 * INT 1Ah, AH = B1h: the PCI BIOS calls by which programs find functions and
 * reach their configuration space (PCI BIOS Specification 2.1). Bus 0 only;
 * what is written to a function that does not exist is dropped.
 */
#include "pci.h"

#define PCI_SIGNATURE 0x20494350u /* "PCI " */
#define PCI_BIOS_VERSION 0x0210u
#define MECHANISM_1 0x01u

enum result {
	SUCCESSFUL = 0x00,
	NOT_SUPPORTED = 0x81,
	BAD_VENDOR = 0x83,
	NOT_FOUND = 0x86,
	BAD_REGISTER = 0x87,
};

static enum result
install_check(struct regs *regs)
{
	regs->d.e = PCI_SIGNATURE;
	regs->b.x = PCI_BIOS_VERSION;
	regs->c.l = 0; /* the last bus */
	regs->a.l = MECHANISM_1;
	regs->di.e = 0; /* there is no 32-bit entry point */
	return SUCCESSFUL;
}

static bool
is_wanted(const struct regs *regs, const struct function *function)
{
	if (regs->a.l == 0x02)
		return function->vendor == regs->d.x && function->device == regs->c.x;
	return ((uint32_t)function->class << 8 | function->interface) == (regs->c.e & 0xffffff);
}

/* SI says how many functions that match to pass over. */
static enum result
find(struct regs *regs)
{
	unsigned to_skip = regs->si.x;
	struct function function;

	if (regs->a.l == 0x02 && regs->d.x == 0xffff)
		return BAD_VENDOR;
	for (unsigned slot = 0; slot < PCI_SLOTS; slot++) {
		unsigned functions = pci_slot_functions(slot);

		for (unsigned number = 0; number < functions; number++) {
			if (!pci_probe(&function, slot, number) || !is_wanted(regs, &function))
				continue;
			if (to_skip-- == 0) {
				regs->b.h = 0;
				regs->b.l = (uint8_t)(slot << 3 | number);
				return SUCCESSFUL;
			}
		}
	}
	return NOT_FOUND;
}

static void
read_register(struct regs *regs, const struct function *function, bool exists)
{
	switch (regs->a.l) {
	case 0x08:
		regs->c.l = exists ? pci_read8(function, regs->di.x) : 0xff;
		break;
	case 0x09:
		regs->c.x = exists ? pci_read16(function, regs->di.x) : 0xffff;
		break;
	case 0x0a:
		regs->c.e = exists ? pci_read32(function, regs->di.x) : 0xffffffff;
		break;
	}
}

static void
write_register(const struct regs *regs, const struct function *function)
{
	switch (regs->a.l) {
	case 0x0b:
		pci_write8(function, regs->di.x, regs->c.l);
		break;
	case 0x0c:
		pci_write16(function, regs->di.x, regs->c.x);
		break;
	case 0x0d:
		pci_write32(function, regs->di.x, regs->c.e);
		break;
	}
}

/* Functions 08h to 0Ah read, 0Bh to 0Dh write, each 1, 2 and 4 bytes. */
static enum result
access_register(struct regs *regs)
{
	bool is_read = regs->a.l <= 0x0a;
	unsigned size = 1u << (regs->a.l - (is_read ? 0x08 : 0x0b));
	struct function function;
	bool exists = regs->b.h == 0 && pci_probe(&function, regs->b.l >> 3, regs->b.l & 7);

	if (regs->di.x > 255 || regs->di.x % size)
		return BAD_REGISTER;
	if (is_read)
		read_register(regs, &function, exists);
	else if (exists)
		write_register(regs, &function);
	return SUCCESSFUL;
}

static enum result
call(struct regs *regs)
{
	switch (regs->a.l) {
	case 0x01:
		return install_check(regs);
	case 0x02:
	case 0x03:
		return find(regs);
	case 0x08:
	case 0x09:
	case 0x0a:
	case 0x0b:
	case 0x0c:
	case 0x0d:
		return access_register(regs);
	}
	return NOT_SUPPORTED;
}

void
int1a_pci(struct regs *regs)
{
	enum result result = call(regs);

	regs->a.h = (uint8_t)result;
	set_flag(regs, FLAG_CARRY, result != SUCCESSFUL);
}
