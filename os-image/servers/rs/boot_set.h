/*
 * The components that are there from the start, and those that only wait to be
 * asked for by label: their programs are boot modules, so that none of them
 * needs a disk to come up, and what each may do stands in one table.
 */
#ifndef RS_BOOT_SET_H
#define RS_BOOT_SET_H

#include "rs.h"

/* Privilege ids are fixed for these labels, so that privileges can name them as targets. */
enum boot_id {
	ID_VFS = PRIV_ID_VFS,
	ID_MFS_ROOT,
	ID_MFS_USR,
	ID_MFS_DATA,
	ID_MFS_FURTHER, /* this one and those up to ID_MFS_LAST: for any other label mfs.NAME */
	ID_MFS_LAST = ID_MFS_FURTHER + 3,
	ID_RAMDISK,
	ID_AT_DISK,
	ID_TTY,
	ID_RANDOM,
	ID_LOG,
	ID_HOST,
	BOOT_ID_END /* other services have ids from here on */
};

/* Starts all that is to run from the beginning. What does not start is told, and the rest goes on. */
void boot_set_start(void);

/* The id that is kept for a label, or 0. -ENFILE: for its kind, but all are taken. */
int boot_set_id(const char *label);

/* Whether the system can't go on without it. */
int boot_set_is_vital(const char *label);

/* Starts the component of that label. As struct rs_up_reply; -ENOENT: the table has none. */
int boot_set_up(const char *label);

#endif
