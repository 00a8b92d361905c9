/*
 * A file system that is not as it should be. What depends on the damaged place
 * is refused with -EUCLEAN; the console gets a few lines of each kind.
 */
#ifndef MFS_DAMAGE_H
#define MFS_DAMAGE_H

#include <kintsugi/types.h>

enum damage {
	DAMAGE_INODE_NUMBER, /* beyond the inode table, or not in use, in a directory */
	DAMAGE_INODE,        /* fields that make no sense */
	DAMAGE_ZONE_NUMBER,  /* beyond the data zones */
	DAMAGE_DIRECTORY,
	DAMAGE_BITMAP,
	DAMAGE_KINDS,
};

#define DAMAGE_REPORTS_EACH 3u /* lines of one kind since the mount */

/* Says what was found; returns -EUCLEAN. */
s32 damaged(enum damage kind, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* For a fresh mount. */
void damage_forget(void);

#endif
