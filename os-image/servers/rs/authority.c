/*
 * From a configuration to privileges, as the kernel keeps them: labels become
 * privilege ids, PCI devices become their ports, memory, interrupt line and function.
 * What is not named is not given.
 */
#include <kintsugi/kcall.h>
#include <stdio.h>
#include <string.h>

#include "rs.h"

/* Labels of places that are no component of system.conf. */
static const struct {
	const char *label;
	u32 id;
} fixed[] = {{"user", PRIV_ID_USER}, {"pm", PRIV_ID_PM}, {"rs", PRIV_ID_RS}};

#define ANYONE "*"

static void
allow_targets(struct privilege *privilege, const char *pattern)
{
	if (strcmp(pattern, ANYONE) == 0) {
		memset(privilege->ipc_targets, 0xff, sizeof(privilege->ipc_targets));
		return;
	}
	for (u32 i = 0; i < ARRAY_LEN(fixed); i++)
		if (label_matches(pattern, fixed[i].label))
			PRIV_BIT_SET(privilege->ipc_targets, fixed[i].id);
	configuration_targets(pattern, privilege->ipc_targets);
	FOR_EACH_SERVICE(service)
		if (label_matches(pattern, service->label))
			PRIV_BIT_SET(privilege->ipc_targets, service_priv_id(service));
}

static void
add_range(const struct service *service, struct privilege *privilege,
	  const struct pci_bar_range *range)
{
	if (range->length == 0)
		return;
	if (!range->is_memory && privilege->io_count < PRIV_MAX_IO_RANGES) {
		privilege->io[privilege->io_count++] = (struct io_range){
			(u16)range->base, (u16)(range->base + range->length - 1)};
	} else if (range->is_memory && privilege->mem_count < PRIV_MAX_MEM_RANGES) {
		privilege->mem[privilege->mem_count++] = (struct mem_range){
			ROUND_DOWN(range->base, PAGE_SIZE),
			ROUND_UP(range->base % PAGE_SIZE + range->length, PAGE_SIZE)};
	} else {
		printf("rs: %s: no room in its privileges for a range of its PCI device\n",
		       service->label);
	}
}

static int
has_irq(const struct privilege *privilege, u8 irq)
{
	return memchr(privilege->irq, irq, privilege->irq_count) != NULL;
}

static void
allow_device(const struct service *service, struct privilege *privilege,
	     const struct pci_resources *device)
{
	for (u32 bar = 0; bar < PCI_BARS; bar++)
		add_range(service, privilege, &device->bars[bar]);
	if (device->irq != PCI_NO_IRQ && !has_irq(privilege, device->irq) &&
	    privilege->irq_count < PRIV_MAX_IRQS)
		privilege->irq[privilege->irq_count++] = device->irq;
	if (privilege->pci_count < PRIV_MAX_PCI)
		privilege->pci[privilege->pci_count++] = device->function;
}

void
authority_make(struct service *service)
{
	const struct service_config *config = &service->config;
	struct privilege *privilege = &service->privilege;

	*privilege = (struct privilege){
		.priority = (u8)config->priority,
		.quantum_ms = (u16)config->quantum_ms,
		.uid = config->uid,
		.gid = config->gid,
		.flags = config->flags,
		.traps = config->traps,
		.manager = RS_EP,
		.max_pages = config->max_pages,
		.dma_max_pages = config->dma_max_pages,
		.keep_pages = config->keep_pages,
		.isa_dma = (u8)config->isa_dma,
		.io_count = (u8)config->io_count,
		.irq_count = (u8)config->irq_count,
		.mem_count = (u8)config->mem_count,
	};
	strlcpy(privilege->label, service->label, sizeof(privilege->label));
	memcpy(privilege->kcalls, config->kcalls, sizeof(privilege->kcalls));
	memcpy(privilege->io, config->io, sizeof(privilege->io));
	memcpy(privilege->irq, config->irq, sizeof(privilege->irq));
	memcpy(privilege->mem, config->mem, sizeof(privilege->mem));
	for (u32 i = 0; i < config->ipc.count; i++)
		allow_targets(privilege, config->ipc.labels[i]);
	for (u32 i = 0; i < service->device_count; i++)
		allow_device(service, privilege, &service->devices[i]);
}
