/* How mkfs and fsck reach a volume: a device or file, or memory in tests. */
#ifndef MINIXFS_IO_H
#define MINIXFS_IO_H

#include <kintsugi/types.h>

struct minixfs_io {
	u64 size; /* bytes */
	void *context;
	/* All of length bytes at position: 0, or -1, and then the caller of the caller is told why. */
	int (*read)(struct minixfs_io *io, u64 position, void *to, u32 length);
	int (*write)(struct minixfs_io *io, u64 position, const void *from, u32 length);
};

#endif
