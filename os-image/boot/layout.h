/*
 * Where the loader's parts lie in memory below 1 MB. Assembly, C and README.md
 * agree on these; the linker scripts repeat what they need of them.
 */
#ifndef KINTSUGI_BOOT_LAYOUT_H
#define KINTSUGI_BOOT_LAYOUT_H

/* As in kintsugi/boot_info.h, which an assembler can't read. */
#ifdef __ASSEMBLER__
#define SECTOR_SIZE 512
#define BOOT_LOADER_LBA 1
#define BOOT_LOADER_SECTORS 62
#define BOOT_HANDOVER_MAGIC 0x544e494b
#endif

#define MBR_ADDRESS 0x7c00
#define MBR_CODE_LIMIT 440 /* a disk signature may follow, then the table at 446 */

/*
 * The second stage's stack grows down from here; real and protected mode share it.
 * Neither it nor the variables above it may be in the page of the MBR's code: v86
 * and QEMU slow down greatly when a page that holds code is written.
 */
#define STACK_TOP 0x6c00

#define LOADER_ADDRESS 0x8000
#define LOADER_MAGIC_OFFSET 4
#define LOADER_MAGIC 0x32544e4b /* "KNT2" */
#define LOADER_TAIL_OFFSET (BOOT_LOADER_SECTORS * SECTOR_SIZE - 4)
#define LOADER_TAIL_MAGIC 0x444e454b /* "KEND" */

/* BIOS reads land here: a 64 KB block, so no transfer crosses a DMA boundary. */
#define BOUNCE_ADDRESS 0x20000
#define BOUNCE_SIZE 0x10000

#endif
