/*
 * Device numbers, and which component serves them. A special file bears a
 * number of major << 8 | minor; VFS finds the driver by the major's label.
 */
#ifndef KINTSUGI_DEVICES_H
#define KINTSUGI_DEVICES_H

#define DEVICE(major, minor) ((unsigned)(major) << 8 | (unsigned)(minor))
#define DEVICE_MAJOR(device) ((unsigned)(device) >> 8)
#define DEVICE_MINOR(device) ((unsigned)(device)&0xffu)

#define NR_MAJORS 16

#define MAJOR_MEMORY 1  /* blk.ramdisk: block and character */
#define MAJOR_DISK 3    /* blk.at_disk: block */
#define MAJOR_TERMINAL 4 /* chr.tty */
#define MAJOR_CONTROLLING 5 /* VFS itself: the caller's controlling terminal */
#define MAJOR_RANDOM 6  /* chr.random */
#define MAJOR_LOG 7     /* log */
#define MAJOR_HOST 8    /* host */
#define MAJOR_PRINTER 9 /* chr.printer */
#define MAJOR_AUDIO 10  /* chr.audio */
#define MAJOR_INET 11   /* inet */
#define MAJOR_CHECKSUM 12 /* blk.checksum: block; the minors are those of MAJOR_DISK */
#define MAJOR_TEST 13   /* chr.test, a driver that tests play */

/* Of MAJOR_MEMORY; as a block device minor 0 is the root RAM disk. */
#define MINOR_RAMDISK 0
#define MINOR_MEM 1  /* physical memory: reads only, within what the driver's privileges allow */
#define MINOR_NULL 3
#define MINOR_ZERO 5

/* Of MAJOR_DISK: the drive's number * 16, plus 0 for all of it or 1 to 4 for a primary partition. */
#define DISK_MINORS_EACH 16
#define DISK_PARTITIONS 4

/* Of MAJOR_TERMINAL */
#define MINOR_CONSOLE 0 /* COM1 */
#define MINOR_TTYC0 1   /* the virtual consoles on the VGA screen follow one another */
#define NR_VIRTUAL_CONSOLES 4

#define MINOR_RANDOM 0  /* of MAJOR_RANDOM */
#define MINOR_URANDOM 1

#define MINOR_DSP 0 /* of MAJOR_AUDIO */

/* Labels by major; NULL: none, or not a driver's. For VFS and the tools that print them. */
#define DEVICE_LABELS                                                                              \
	{                                                                                          \
		[MAJOR_MEMORY] = "blk.ramdisk",                                                    \
		[MAJOR_DISK] = "blk.at_disk",                                                      \
		[MAJOR_TERMINAL] = "chr.tty",                                                      \
		[MAJOR_RANDOM] = "chr.random",                                                     \
		[MAJOR_LOG] = "log",                                                               \
		[MAJOR_HOST] = "host",                                                             \
		[MAJOR_PRINTER] = "chr.printer",                                                   \
		[MAJOR_AUDIO] = "chr.audio",                                                       \
		[MAJOR_INET] = "inet",                                                             \
		[MAJOR_CHECKSUM] = "blk.checksum",                                                 \
		[MAJOR_TEST] = "chr.test",                                                         \
	}

#endif
