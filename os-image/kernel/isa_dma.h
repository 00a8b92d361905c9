/*
 * The ISA DMA controllers, which reach all memory below 16 MB: no driver gets
 * their ports. A driver asks for a channel to be programmed with a part of its own
 * DMA memory; the channel is its own until it stops it or ends.
 */
#ifndef KERNEL_ISA_DMA_H
#define KERNEL_ISA_DMA_H

#include "proc.h"

#define ISA_DMA_LIMIT 0x1000000u /* the controllers drive 24 address lines */
#define ISA_DMA_WINDOW 0x10000u  /* channels 0 to 3 count within this, 5 to 7 within twice it */

/* Masks all channels, whatever the firmware left. */
void isa_dma_init(void);
s32 isa_dma_start(struct proc *p, u32 channel, u32 address, u32 length, u32 flags);
s32 isa_dma_stop(struct proc *p, u32 channel);
/* Whether a channel was told to use [start, end) of p's memory. */
int isa_dma_uses(const struct proc *p, u32 start, u32 end);
/* p is ending: masks its channels, before its frames go. */
void isa_dma_forget(const struct proc *p);

#endif
