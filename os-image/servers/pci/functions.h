/*
 * The machine's functions: which there are, what each is, and what it can do.
 * Nothing is remembered, so that what is asked is what is there now.
 */
#ifndef PCI_FUNCTIONS_H
#define PCI_FUNCTIONS_H

#include <proto/pci.h>

#define FUNCTIONS_MAX 64u

struct function_list {
	u32 count;
	u16 functions[FUNCTIONS_MAX];
};

struct identity {
	u16 vendor;
	u16 device;
	u8 base_class;
	u8 sub_class;
	u8 interface;
	u8 revision;
	u8 irq; /* PCI_NO_IRQ: none */
};

/*
 * Lists the functions of bus 0 and of the buses behind bridges, as firmware has
 * numbered them; those beyond FUNCTIONS_MAX are left out.
 */
void functions_find(struct function_list *list);

struct identity function_identify(u16 function);

int function_matches(const struct identity *identity, const struct pci_match *match);

/*
 * The offset of a function's capability; 0: it does not have it. A list that
 * leads into itself or out of where lists may be comes to an end.
 */
u32 function_capability(u16 function, u8 id);

#endif
