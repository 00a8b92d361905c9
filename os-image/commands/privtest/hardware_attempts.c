/* Ports, interrupts, device memory, and how much memory there is. */
#include <kintsugi/ports.h>

#include "privtest.h"

#define KB 1024u

/* ---- ports: where no device of the machine answers ---- */

#define FREE_FIRST 0x708
#define FREE_LAST 0x70f
#define PORTS "calls exit; io 0x708-0x70f;"

/* Where it is refused this does not return. */
static s32
read_port(u32 port)
{
	(void)inb((u16)port);
	return 0;
}

static s32
read_all_ports(u32 argument)
{
	(void)argument;
	for (u32 port = FREE_FIRST; port <= FREE_LAST; port++)
		(void)inb((u16)port);
	return 0;
}

/* ---- interrupts ---- */

#define FREE_IRQ 5
#define IRQS "calls exit irq; irq 5;"

static s32
hook(u32 irq)
{
	return sys_irq_hook(irq, 0, 0);
}

static s32
hook_all_others(u32 argument)
{
	(void)argument;
	for (u32 irq = 0; irq < 16; irq++) {
		s32 result = irq == FREE_IRQ ? -EPERM : sys_irq_hook(irq, 0, 0);

		if (result != -EPERM)
			return result;
	}
	return -EPERM;
}

/* ---- device memory: the screen's ---- */

#define SCREEN 0xb8000u
#define SCREEN_BYTES (16u * KB)
#define MEMORY "calls exit vm_phys; memory 0xb8000 16k;"

static s32
map_device(u32 phys)
{
	void *mapped;

	return sys_vm_phys(phys, PAGE_SIZE, VM_READ, &mapped);
}

static s32
map_too_long(u32 argument)
{
	void *mapped;

	(void)argument;
	return sys_vm_phys(SCREEN, SCREEN_BYTES + PAGE_SIZE, VM_READ, &mapped);
}

/* ---- memory of its own ---- */

#define PAGES "calls exit vm_map; pages 1m;"
#define DMA "calls exit dma; pages 1m; dma 8k;"
#define KEEP "calls exit vm_keep; pages 1m; keep 8k;"

static s32
take_memory(u32 bytes)
{
	u32 mapped;

	return sys_vm_map(EP_SELF, 0, bytes, VM_READ | VM_WRITE, &mapped);
}

static s32
take_memory_bit_by_bit(u32 limit_bytes)
{
	for (u32 bytes = 0; bytes < limit_bytes; bytes += PAGE_SIZE) {
		s32 error = take_memory(PAGE_SIZE);

		if (error < 0)
			return error;
	}
	return 0;
}

static s32
take_dma_memory(u32 bytes)
{
	void *address;
	u32 phys;

	return sys_dma_alloc(bytes, &address, &phys);
}

static s32
take_dma_memory_twice(u32 bytes)
{
	s32 error = take_dma_memory(bytes);

	if (error < 0) {
		found_with("at the first time");
		return error;
	}
	return take_dma_memory(PAGE_SIZE);
}

static s32
keep(u32 bytes)
{
	void *mapped;

	return sys_vm_keep(bytes, &mapped);
}

static s32
keep_twice(u32 bytes)
{
	s32 error = keep(bytes);

	if (error < 0) {
		found_with("at the first time");
		return error;
	}
	return keep(bytes);
}

static s32
free_anothers(u32 unused)
{
	(void)unused;
	return sys_keep_free("ds");
}

/* ---- ISA DMA ---- */

#define CHANNELS "calls exit dma isa_dma; pages 1m; dma 8k; isa_dma 1;"
#define GRANTED_CHANNEL 1u
#define OTHER_CHANNEL 3u

static s32
open_channel(u32 channel)
{
	void *address;
	u32 phys;
	s32 error = sys_dma_alloc(PAGE_SIZE, &address, &phys);

	if (error < 0) {
		found_with("no DMA memory");
		return error;
	}
	return sys_isa_dma_start(channel, address, PAGE_SIZE, ISA_DMA_TO_DEVICE);
}

static const struct attempt attempts[] = {
	{.name = "port", .what = "all ports of a range that is granted can be used",
	 .statements = PORTS, .run = read_all_ports, .expected = DONE},
	{.name = "port_below", .what = "the port below the range stops it", .statements = PORTS,
	 .run = read_port, .argument = FREE_FIRST - 1, .expected = PROTECTION_FAULT},
	{.name = "port_above", .what = "the port above the range stops it", .statements = PORTS,
	 .run = read_port, .argument = FREE_LAST + 1, .expected = PROTECTION_FAULT},
	{.name = "port_none", .what = "without a range of ports there is none",
	 .statements = "calls exit;", .run = read_port, .argument = FREE_FIRST,
	 .expected = PROTECTION_FAULT},

	{.name = "irq", .what = "an interrupt that is granted can be hooked", .statements = IRQS,
	 .run = hook, .argument = FREE_IRQ, .expected = DONE},
	{.name = "irq_other", .what = "no other interrupt can be hooked", .statements = IRQS,
	 .run = hook_all_others, .expected = "EPERM"},
	{.name = "irq_none", .what = "without an interrupt in the block there is none",
	 .statements = "calls exit irq;", .run = hook, .argument = FREE_IRQ, .expected = "EPERM"},

	{.name = "memory", .what = "device memory that is granted can be mapped",
	 .statements = MEMORY, .run = map_device, .argument = SCREEN, .expected = DONE},
	{.name = "memory_below", .what = "the page below it can't be mapped", .statements = MEMORY,
	 .run = map_device, .argument = SCREEN - PAGE_SIZE, .expected = "EPERM"},
	{.name = "memory_above", .what = "the page above it can't be mapped", .statements = MEMORY,
	 .run = map_device, .argument = SCREEN + SCREEN_BYTES, .expected = "EPERM"},
	{.name = "memory_long", .what = "nor can a range that goes beyond it", .statements = MEMORY,
	 .run = map_too_long, .expected = "EPERM"},
	{.name = "memory_none", .what = "without memory in the block no device can be mapped",
	 .statements = "calls exit vm_phys;", .run = map_device, .argument = SCREEN,
	 .expected = "EPERM"},

	{.name = "pages", .what = "memory within the limit is given", .statements = PAGES,
	 .run = take_memory, .argument = 64 * KB, .expected = DONE},
	{.name = "pages_at_once", .what = "more than the limit is not given at once",
	 .statements = PAGES, .run = take_memory, .argument = KB * KB, .expected = "ENOMEM"},
	{.name = "pages_bit_by_bit", .what = "nor bit by bit", .statements = PAGES,
	 .run = take_memory_bit_by_bit, .argument = KB * KB, .expected = "ENOMEM"},
	{.name = "dma", .what = "DMA memory within the limit is given", .statements = DMA,
	 .run = take_dma_memory, .argument = 8 * KB, .expected = DONE},
	{.name = "dma_at_once", .what = "more DMA memory than the limit is not given at once",
	 .statements = DMA, .run = take_dma_memory, .argument = 12 * KB, .expected = "ENOMEM"},
	{.name = "dma_twice", .what = "nor in two pieces", .statements = DMA,
	 .run = take_dma_memory_twice, .argument = 8 * KB, .expected = "ENOMEM"},
	{.name = "dma_none", .what = "without dma in the block there is no DMA memory",
	 .statements = "calls exit dma;", .run = take_dma_memory, .argument = 4 * KB,
	 .expected = "EPERM"},

	{.name = "isa_dma", .what = "an ISA DMA channel that is granted can be opened",
	 .statements = CHANNELS, .run = open_channel, .argument = GRANTED_CHANNEL,
	 .expected = DONE},
	{.name = "isa_dma_other", .what = "no other ISA DMA channel can be opened",
	 .statements = CHANNELS, .run = open_channel, .argument = OTHER_CHANNEL,
	 .expected = "EPERM"},
	{.name = "keep", .what = "memory that outlives it is given within the limit",
	 .statements = KEEP, .run = keep, .argument = 8 * KB, .expected = DONE},
	{.name = "keep_long", .what = "more than the limit is not given", .statements = KEEP,
	 .run = keep, .argument = 12 * KB, .expected = "EPERM"},
	{.name = "keep_twice", .what = "nor the same a second time", .statements = KEEP,
	 .run = keep_twice, .argument = 8 * KB, .expected = "EBUSY"},
	{.name = "keep_none", .what = "without keep in the block nothing outlives it",
	 .statements = "calls exit vm_keep;", .run = keep, .argument = 4 * KB, .expected = "EPERM"},
	{.name = "keep_free", .what = "what another keeps can't be freed", .statements = KEEP,
	 .run = free_anothers, .expected = "EPERM"},
};

const struct attempt_table hardware_attempts = {attempts, ARRAY_LEN(attempts)};
