/*
 * Remote DMA: the way to the card's memory. DP8390D data sheet, 8.0. It works while the
 * receiver and transmitter are at theirs.
 *
 * Lengths are multiples of 4. 0: the card did not say in time that it has moved that many
 * bytes, so what was read means nothing.
 */
#ifndef DP8390_REMOTE_H
#define DP8390_REMOTE_H

#include <kintsugi/types.h>

#define REMOTE_UNIT 4u

int remote_read(u32 address, void *to, u32 bytes);
int remote_write(u32 address, const void *from, u32 bytes);

#endif
