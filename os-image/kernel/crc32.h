/* CRC-32 of IEEE 802.3: finds every changed run of up to 32 bits. */
#ifndef KERNEL_CRC32_H
#define KERNEL_CRC32_H

#include <kintsugi/types.h>

/* Makes the tables; once, before the first crc32. */
void crc32_init(void);
/* Continues `crc` (0 to begin with) over more bytes. */
u32 crc32(u32 crc, const void *bytes, u32 length);

#endif
