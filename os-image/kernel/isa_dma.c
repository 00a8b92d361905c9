/*
 * See isa_dma.h. Intel 8237A data sheet; where the two are in a PC: IBM AT Technical
 * Reference, "System Board".
 */
#include "isa_dma.h"

#include <errno.h>
#include <kintsugi/kernel_devices.h>

#include "lib.h"

/* Single mask register */
#define MASK_SET 0x04

/* Mode register */
#define MODE_FROM_DEVICE 0x04 /* "write transfer": to memory */
#define MODE_TO_DEVICE 0x08   /* "read transfer": from memory */
#define MODE_AUTO_INIT 0x10
#define MODE_SINGLE 0x40
#define MODE_CASCADE 0xc0

/*
 * Each controller has four channels; the second one's registers are two ports apart,
 * and it counts words.
 */
static const struct controller {
	u16 single_mask;
	u16 mode;
	u16 clear_flip_flop;
	u16 step; /* between two registers */
	u32 unit; /* bytes a transfer */
} controllers[] = {
	{ .single_mask = 0x0a, .mode = 0x0b, .clear_flip_flop = 0x0c, .step = 1, .unit = 1 },
	{ .single_mask = 0xd4, .mode = 0xd6, .clear_flip_flop = 0xd8, .step = 2, .unit = 2 },
};
/* Address and count of a controller's first channel; the others follow. */
static const u16 channel_base[] = { 0x00, 0xc0 };
static const u8 page_port[ISA_DMA_CHANNELS] = { 0x87, 0x83, 0x81, 0x82, 0x8f, 0x8b, 0x89, 0x8a };

static struct use {
	const struct proc *owner; /* null: free, and masked */
	u32 start;                /* in the owner's memory */
	u32 end;
} uses[ISA_DMA_CHANNELS];

static const struct controller *
controller_of(u32 channel)
{
	return &controllers[channel / 4];
}

static void
mask(u32 channel)
{
	outb(controller_of(channel)->single_mask, MASK_SET | (channel & 3));
}

static void
unmask(u32 channel)
{
	outb(controller_of(channel)->single_mask, channel & 3);
}

void
isa_dma_init(void)
{
	for (u32 channel = 0; channel < ISA_DMA_CHANNELS; channel++)
		mask(channel);
	outb(controller_of(ISA_DMA_CASCADE)->mode, MODE_CASCADE);
	unmask(ISA_DMA_CASCADE);
}

/* The channel must be masked. */
static void
program(u32 channel, u32 phys, u32 length, u8 mode)
{
	const struct controller *controller = controller_of(channel);
	u16 address_port = (u16)(channel_base[channel / 4] + (channel & 3) * 2 * controller->step);
	u16 count_port = (u16)(address_port + controller->step);
	u32 address = phys / controller->unit; /* of it 16 bits; the page holds the rest */
	u32 count = length / controller->unit - 1;

	outb(controller->mode, (u8)(mode | (channel & 3)));
	outb(controller->clear_flip_flop, 0);
	outb(address_port, (u8)address);
	outb(address_port, (u8)(address >> 8));
	outb(count_port, (u8)count);
	outb(count_port, (u8)(count >> 8));
	outb(page_port[channel], (u8)(phys >> 16));
}

static int
is_allowed(const struct proc *p, u32 channel)
{
	return channel < ISA_DMA_CHANNELS && channel != ISA_DMA_CASCADE && (priv_of(p)->isa_dma >> channel & 1) != 0;
}

/* A range that the controller can walk without leaving the caller's own memory. */
static int
fits(u32 channel, u32 phys, u32 length)
{
	u32 unit = controller_of(channel)->unit;
	u32 window = ISA_DMA_WINDOW * unit;

	return phys % unit == 0 && length % unit == 0 && length <= window &&
	       phys <= ISA_DMA_LIMIT - length && phys / window == (phys + length - 1) / window;
}

s32
isa_dma_start(struct proc *p, u32 channel, u32 address, u32 length, u32 flags)
{
	u32 direction = flags & (ISA_DMA_TO_DEVICE | ISA_DMA_FROM_DEVICE);

	if (!is_allowed(p, channel))
		return -EPERM;
	if (uses[channel].owner != NULL && uses[channel].owner != p)
		return -EBUSY;
	if (flags & ~(ISA_DMA_TO_DEVICE | ISA_DMA_FROM_DEVICE | ISA_DMA_AUTO_INIT) ||
	    (direction != ISA_DMA_TO_DEVICE && direction != ISA_DMA_FROM_DEVICE))
		return -EINVAL;
	const struct region *region = vm_region(&p->vm, address);
	if (region == NULL || !(region->flags & REGION_DMA) || length == 0 ||
	    length > region->end - address)
		return -EINVAL;
	u32 phys = (*paging_entry(p->vm.cr3, address, 0) & PTE_FRAME) + address % PAGE_SIZE;
	if (!fits(channel, phys, length))
		return -EINVAL;
	mask(channel);
	uses[channel] = (struct use){ .owner = p, .start = address, .end = address + length };
	program(channel, phys, length,
	        (u8)(MODE_SINGLE | (flags & ISA_DMA_AUTO_INIT ? MODE_AUTO_INIT : 0) |
	             (direction == ISA_DMA_TO_DEVICE ? MODE_TO_DEVICE : MODE_FROM_DEVICE)));
	unmask(channel);
	return 0;
}

static void
stop(u32 channel)
{
	mask(channel);
	uses[channel] = (struct use){ 0 };
}

s32
isa_dma_stop(struct proc *p, u32 channel)
{
	if (!is_allowed(p, channel))
		return -EPERM;
	if (uses[channel].owner == p)
		stop(channel);
	return 0;
}

int
isa_dma_uses(const struct proc *p, u32 start, u32 end)
{
	for (u32 channel = 0; channel < ISA_DMA_CHANNELS; channel++)
		if (uses[channel].owner == p && uses[channel].start < end && start < uses[channel].end)
			return 1;
	return 0;
}

void
isa_dma_forget(const struct proc *p)
{
	for (u32 channel = 0; channel < ISA_DMA_CHANNELS; channel++)
		if (uses[channel].owner == p)
			stop(channel);
}
