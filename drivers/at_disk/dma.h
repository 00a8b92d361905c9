/*
 * The bus master's transfers, and the buffers that all transfers go through: two
 * of them, so that one can be copied to or from a client while the drive works
 * on the other.
 */
#ifndef AT_DISK_DMA_H
#define AT_DISK_DMA_H

#include "channel.h"

#define BUFFERS 2u
#define BUFFER_BYTES (64u * 1024u)

/* Gets the memory; panics without it. */
void dma_init(void);

void *dma_buffer(u32 buffer);

/* Sets the bus master up for `bytes` of a buffer, before the command is issued. */
void dma_prepare(u32 buffer, u32 bytes, int write);

/* After the command was issued: lets the data flow. */
struct channel_result dma_start(int write);

/* Waits for the end of the command and looks whether all of it was moved. */
struct channel_result dma_finish(void);

#endif
