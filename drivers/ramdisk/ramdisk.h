/*
 * blk.ramdisk: the memory devices.
 *
 *     block 0       the root RAM disk, a region of memory that the kernel keeps:
 *                   it outlives this process, and the next instance maps it again
 *     character 1   mem: physical memory, for reading, as far as the driver's
 *                   privileges name it and it is no RAM (the kernel's rule)
 *     character 3   null: takes everything, gives nothing
 *     character 5   zero: takes everything, gives zeros
 */
#ifndef RAMDISK_H
#define RAMDISK_H

#include <libdriver/block.h>
#include <libdriver/char.h>

/* disk.c */
extern const struct block_driver disk_driver;
void disk_init(void); /* maps the region; without one there is no block device */

/* memory.c */
extern const struct char_driver memory_driver;

#endif
