/* Selectors of the loader's descriptor table (entry.S), and CR0's bit 0. */
#ifndef KINTSUGI_BOOT_SEGMENTS_H
#define KINTSUGI_BOOT_SEGMENTS_H

#define SEG_CODE32 0x08
#define SEG_DATA32 0x10
#define SEG_CODE16 0x18
#define SEG_DATA16 0x20

#define CR0_PE 1 /* protection enable */

#endif
