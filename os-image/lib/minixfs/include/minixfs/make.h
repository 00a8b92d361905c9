/* Making an empty file system: what mkfs does. */
#ifndef MINIXFS_MAKE_H
#define MINIXFS_MAKE_H

#include <minixfs/io.h>
#include <minixfs/layout.h>

/* Writes a volume with an empty root directory of mode 755; time in seconds since 1970. 0 or -1. */
int minixfs_make(struct minixfs_io *io, const struct minixfs_layout *layout, u32 time);

#endif
