/*
 * The block driver's death, and its successor: what failure resilience costs this
 * server. The data store tells of fresh instances. Until one has the minor open,
 * requests to the dead one are held (libsys/recovery.h), then sent to it: transfers
 * name absolute positions, so doing one twice does no harm, and whoever waits for
 * one sees a pause. A request ends with an error when its deadline passes
 * meanwhile, when the driver is given up or taken down, or when what comes back is
 * not the same device.
 *
 * Of a driver that the data store does not know (one that RS_UP started, or any
 * while the system starts) a death ends its requests; the next one looks for it anew.
 */
#ifndef MFS_RECOVERY_H
#define MFS_RECOVERY_H

#include <kintsugi/privilege.h>
#include <libsys/request.h>

struct driver {
	char label[LABEL_LEN];
	endpoint_t endpoint; /* who has the minor open, perhaps dead; EP_NONE: nobody */
	u32 minor;
	int is_writing;
	int is_followed; /* the data store tells of its successors */
};

extern struct driver driver;

/* Follows the instances of block drivers. Before the event loop. */
void recovery_start(void);

/* The flags of requests to the driver. */
u32 driver_request_flags(void);

/* The driver's endpoint was found to be dead, and has no successor. */
void driver_died(void);

/* Makes sure that there is one to send requests to. 0, or -EIO. On a thread. */
s32 driver_ready(void);

/* For the event loop: a reply that breaks the protocol. */
void driver_breach(enum request_breach breach, const struct message *reply);

/*
 * For the event loop: the successor of this very server shall find all on the disk
 * that was written so far. Quiescent once that is so.
 */
void recovery_prepare(void);
int recovery_is_quiescent(void);

/* ---- of disk.c ---- */

/* The request that opens driver.minor. */
void disk_fill_open(struct message *message);

/* Sends it to driver.endpoint and waits; *size in bytes. On a thread. */
s32 disk_open_minor(u64 *size);

#endif
