/* See dma.h. PCI configuration mechanism 1: PCI Local Bus Specification 2.2, 3.2.2.3. */
#include "dma.h"

#include <errno.h>

#include "console.h"
#include "isa_dma.h"
#include "lib.h"

#define PCI_ADDRESS 0xcf8
#define PCI_DATA 0xcfc
#define PCI_ENABLE 0x80000000u
#define PCI_COMMAND 0x04
#define PCI_COMMAND_MASTER 0x0004u
#define PCI_ABSENT 0xffffffffu

static void
pci_select(u16 function, u32 offset)
{
	outl(PCI_ADDRESS, PCI_ENABLE | (u32)function << 8 | (offset & 0xfc));
}

static int
pci_is_present(u16 function)
{
	pci_select(function, 0);
	return inl(PCI_DATA) != PCI_ABSENT;
}

static int
pci_is_master(u16 function)
{
	pci_select(function, PCI_COMMAND);
	return (inw(PCI_DATA) & PCI_COMMAND_MASTER) != 0;
}

static int
any_master(const struct proc *p)
{
	const struct privilege *priv = priv_of(p);
	u32 selected = inl(PCI_ADDRESS); /* the PCI server may be between address and data */
	int found = 0;

	for (u32 i = 0; i < priv->pci_count; i++)
		if (pci_is_present(priv->pci[i]) && pci_is_master(priv->pci[i]))
			found = 1;
	outl(PCI_ADDRESS, selected);
	return found;
}

/* False when a function still says it may master the bus. */
static int
stop_masters(const struct proc *p)
{
	const struct privilege *priv = priv_of(p);
	u32 selected = inl(PCI_ADDRESS);

	for (u32 i = 0; i < priv->pci_count; i++) {
		u16 function = priv->pci[i];
		if (!pci_is_present(function))
			continue;
		pci_select(function, PCI_COMMAND);
		u16 command = inw(PCI_DATA);
		if (command & PCI_COMMAND_MASTER)
			outw(PCI_DATA, command & (u16)~PCI_COMMAND_MASTER);
	}
	outl(PCI_ADDRESS, selected);
	return !any_master(p);
}

s32
dma_alloc(struct proc *p, u32 length, u32 *address, u32 *phys)
{
	u32 pages = length / PAGE_SIZE + (length % PAGE_SIZE != 0);
	u32 held = 0;

	if (length == 0)
		return -EINVAL;
	for (u32 i = 0; i < p->vm.region_count; i++)
		if (p->vm.regions[i].flags & REGION_DMA)
			held += (p->vm.regions[i].end - p->vm.regions[i].start) / PAGE_SIZE;
	u32 limit = priv_of(p)->dma_max_pages;
	if (pages > limit || held > limit - pages)
		return limit == 0 ? -EPERM : -ENOMEM;
	u32 at = vm_find_free(&p->vm, pages * PAGE_SIZE);
	if (at == 0)
		return -ENOMEM;
	u32 first = priv_of(p)->isa_dma != 0 ? frames_alloc_low(pages, ISA_DMA_LIMIT, ISA_DMA_WINDOW) :
	                                       frames_alloc_contiguous(pages);
	if (first == NO_FRAME)
		return -ENOMEM;
	s32 status = vm_map_frames(&p->vm, at, first, pages * PAGE_SIZE, VM_READ | VM_WRITE | REGION_DMA);
	if (status != 0) {
		for (u32 i = 0; i < pages; i++)
			frame_free(first + i * PAGE_SIZE);
		return status;
	}
	*address = at;
	*phys = first;
	return 0;
}

/* Gives the region's frames back, or takes them out of use for ever. */
static void
release_region(struct proc *p, u32 start, u32 end, int quarantine)
{
	for (u32 at = start; at < end; at += PAGE_SIZE) {
		u32 *entry = paging_entry(p->vm.cr3, at, 0);
		if (quarantine)
			frame_quarantine(*entry & PTE_FRAME);
		else
			frame_free(*entry & PTE_FRAME);
		*entry = 0;
		p->vm.pages--;
		paging_flush(p->vm.cr3, at);
	}
}

void
dma_take_back(struct proc *p, u32 address)
{
	const struct region *r = vm_region(&p->vm, address);

	release_region(p, r->start, r->end, 0);
	vm_forget_region(&p->vm, address);
}

s32
dma_free(struct proc *p, u32 address)
{
	const struct region *r = vm_region(&p->vm, address);

	if (r == NULL || !(r->flags & REGION_DMA) || r->start != address)
		return -EINVAL;
	if (any_master(p) || isa_dma_uses(p, r->start, r->end))
		return -EBUSY;
	dma_take_back(p, address);
	return 0;
}

void
dma_forget(struct proc *p)
{
	int quarantine = 0;

	isa_dma_forget(p);
	if (priv_of(p)->pci_count > 0 && !stop_masters(p)) {
		quarantine = 1;
		console_print("kernel: a function of %s keeps mastering the bus: its DMA memory is never used again\n",
		              priv_of(p)->label);
	}
	for (u32 i = 0; i < p->vm.region_count;) {
		const struct region *r = &p->vm.regions[i];
		if (r->flags & REGION_DMA) {
			release_region(p, r->start, r->end, quarantine);
			vm_forget_region(&p->vm, r->start);
		} else {
			i++;
		}
	}
}
