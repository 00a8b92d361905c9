/*
 * Memory for bus masters: contiguous, pinned, never given to anybody else
 * before the owner's functions have lost bus mastering.
 */
#ifndef KERNEL_DMA_H
#define KERNEL_DMA_H

#include "proc.h"

s32 dma_alloc(struct proc *p, u32 length, u32 *address, u32 *phys);
/* Undoes a dma_alloc that no device can have heard of. */
void dma_take_back(struct proc *p, u32 address);
/* -EBUSY while one of p's functions may still master the bus, or an ISA DMA channel uses it. */
s32 dma_free(struct proc *p, u32 address);
/* p is ending: switches its functions' bus mastering and its ISA DMA channels off before its frames go. */
void dma_forget(struct proc *p);

#endif
