/* See rules.h: the rules of ports, interrupts, memory and PCI functions. */
#include <errno.h>
#include <kintsugi/kernel_devices.h>

#include "rules.h"

#define PAGES_MAX (1u << 20) /* 4 GB */

/* ---- ports ---- */

static int
refuse_ports(struct sentence *sentence, const char *expected, const struct io_range *found,
	     const char *advice)
{
	conf_say(sentence, "expected ", expected, ", found ", NULL);
	conf_say_hex(sentence, found->first);
	conf_say(sentence, "-", NULL);
	conf_say_hex(sentence, found->last);
	conf_say(sentence, "; ", advice, NULL);
	return -EINVAL;
}

static int
ports_overlap(const struct io_range *a, const struct io_range *b)
{
	return a->first <= b->last && a->last >= b->first;
}

int
conf_rule_io(const struct service_config *config, struct sentence *sentence)
{
	static const struct io_range kernel_ports[] = KERNEL_PORTS;

	if (config->io_count > PRIV_MAX_IO_RANGES)
		return conf_refuse(sentence, "expected at most 16 ranges of ports, found more; join some");
	for (u32 i = 0; i < config->io_count; i++) {
		const struct io_range *range = &config->io[i];

		if (range->first > range->last)
			return refuse_ports(sentence, "ports from low to high", range, "turn them round");
		for (u32 j = 0; j < ARRAY_LEN(kernel_ports); j++)
			if (ports_overlap(range, &kernel_ports[j]))
				return refuse_ports(sentence, "no port of the kernel's own devices",
						    &kernel_ports[j], "leave these out");
		for (u32 j = 0; j < i; j++)
			if (ports_overlap(range, &config->io[j]))
				return refuse_ports(sentence, "each port once", range, "part or join the ranges");
	}
	return 0;
}

/* ---- interrupts ---- */

int
conf_rule_irq(const struct service_config *config, struct sentence *sentence)
{
	u32 seen = 0;

	if (config->irq_count > PRIV_MAX_IRQS)
		return conf_refuse(sentence, "expected at most 8 interrupts, found more; leave some out");
	for (u32 i = 0; i < config->irq_count; i++) {
		u32 irq = config->irq[i];
		const char *expected = NULL;

		if (irq >= IRQ_COUNT)
			expected = "an interrupt from 0 to 15";
		else if ((KERNEL_IRQS >> irq & 1) != 0)
			expected = "no interrupt of the kernel's own (0, 2, 3)";
		else if ((seen >> irq & 1) != 0)
			expected = "each interrupt once";
		if (expected != NULL) {
			conf_say(sentence, "expected ", expected, ", found ", NULL);
			conf_say_number(sentence, irq);
			return conf_refuse(sentence, "; take it out");
		}
		seen |= 1u << irq;
	}
	return 0;
}

/* ---- memory ---- */

static int
refuse_memory(struct sentence *sentence, const char *expected, const struct mem_range *found)
{
	conf_say(sentence, "expected ", expected, ", found ", NULL);
	conf_say_hex(sentence, found->length);
	conf_say(sentence, " bytes at ", NULL);
	conf_say_hex(sentence, found->phys);
	return conf_refuse(sentence, "; give the device's own range");
}

static int
memory_overlaps(const struct mem_range *a, const struct mem_range *b)
{
	return a->phys <= b->phys + (b->length - 1) && b->phys <= a->phys + (a->length - 1);
}

int
conf_rule_memory(const struct service_config *config, struct sentence *sentence)
{
	if (config->mem_count > PRIV_MAX_MEM_RANGES)
		return conf_refuse(sentence, "expected at most 8 ranges of memory, found more; join some");
	for (u32 i = 0; i < config->mem_count; i++) {
		const struct mem_range *range = &config->mem[i];

		if (range->length == 0 || ((range->phys | range->length) & PAGE_MASK) != 0)
			return refuse_memory(sentence, "whole pages of 4k", range);
		if (range->length > ~range->phys)
			return refuse_memory(sentence, "memory below 4 GB", range);
		for (u32 j = 0; j < i; j++)
			if (memory_overlaps(range, &config->mem[j]))
				return refuse_memory(sentence, "ranges that do not overlap", range);
	}
	return 0;
}

int
conf_rule_limits(const struct service_config *config, struct sentence *sentence)
{
	if (config->max_pages <= PAGES_MAX && config->dma_max_pages <= PAGES_MAX &&
	    config->keep_pages <= PAGES_MAX)
		return 0;
	return conf_refuse(sentence, "expected a limit of at most 4 GB, found more; lower it");
}

/* ---- ISA DMA ---- */

int
conf_rule_isa_dma(const struct service_config *config, struct sentence *sentence)
{
	if ((config->isa_dma & ~ISA_DMA_OF_DRIVERS) == 0)
		return 0;
	return conf_refuse(sentence, "expected a channel of 0 to 3 and 5 to 7, found another (4 joins "
				     "the controllers); take it out");
}

/* ---- PCI ---- */

static int
is_same_match(const struct pci_match *a, const struct pci_match *b)
{
	return a->vendor == b->vendor && a->device == b->device && a->base_class == b->base_class &&
	       a->sub_class == b->sub_class && a->interface == b->interface;
}

/* Whether it names something: else a driver would get every device of the machine. */
static int
is_definite(const struct pci_match *match)
{
	return (match->vendor != PCI_ANY && match->device != PCI_ANY) ||
	       match->base_class != PCI_ANY_CLASS;
}

int
conf_rule_pci(const struct service_config *config, struct sentence *sentence)
{
	if (config->pci_count > CONFIG_PCI_MAX)
		return conf_refuse(sentence,
				   "expected at most 4 PCI devices or classes, found more; leave some out");
	for (u32 i = 0; i < config->pci_count; i++) {
		if (config->pci[i].reserved != 0 || !is_definite(&config->pci[i]))
			return conf_refuse(sentence,
					   "expected a PCI device or class, found one that means any; name it");
		for (u32 j = 0; j < i; j++)
			if (is_same_match(&config->pci[i], &config->pci[j]))
				return conf_refuse(sentence, "expected each PCI device or class once, found "
							     "one twice; take it out");
	}
	return 0;
}
