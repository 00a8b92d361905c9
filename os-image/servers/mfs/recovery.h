/*
 * The block driver's death, and its successor: what failure resilience costs
 * this server. Requests under way to a dead driver end with -EIO; the next one
 * looks for the driver anew and opens its minor again.
 */
#ifndef MFS_RECOVERY_H
#define MFS_RECOVERY_H

#include <kintsugi/privilege.h>

struct driver {
	char label[LABEL_LEN];
	endpoint_t endpoint; /* EP_NONE: none that is open */
	u32 minor;
	int is_writing;
};

extern struct driver driver;

/* The driver's endpoint was found to be dead. */
void driver_died(void);

/* Makes sure that the driver is there and has the minor open. 0, or -EIO. On a thread. */
s32 driver_ready(void);

/* Of disk.c: opens driver.minor at driver.endpoint; *size in bytes. */
s32 disk_open_minor(u64 *size);

#endif
