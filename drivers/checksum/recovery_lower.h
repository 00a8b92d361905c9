/*
 * The driver below, from instance to instance: what its failures cost this one. The
 * data store tells of fresh instances. Until one has all minors open that were open,
 * requests to the dead one are held (libsys/recovery.h), then sent to it; transfers name
 * absolute positions, so doing one twice does no harm.
 *
 * A minor that comes back smaller is another device: it is lost, and all that is asked
 * of it fails, until it is opened anew.
 */
#ifndef CHECKSUM_RECOVERY_LOWER_H
#define CHECKSUM_RECOVERY_LOWER_H

#include <kintsugi/privilege.h>

#include "lower.h"

struct lower_minor {
	int is_open;
	int is_lost;
	u32 minor;
	u64 size; /* bytes, when it was opened first */
};

struct lower {
	char label[LABEL_LEN];
	endpoint_t endpoint; /* who is asked, perhaps dead; EP_NONE: nobody is known */
	int is_followed;     /* the data store tells of its successors */
	struct lower_minor minors[LOWER_MINORS_MAX];
};

extern struct lower lower;

/* Follows the instances of the driver with that label, which has to stay. Once. */
void lower_follow(const char *label);

/* Makes sure that there is an instance to ask: 0 or -ENXIO. On a thread. */
s32 lower_ready(void);

/* The instance was found to be dead, and has no successor. */
void lower_died(void);

/* The flags of requests to it. */
u32 lower_flags(void);

/* The entry of an open minor, or NULL. */
struct lower_minor *lower_minor_of(u32 minor);

/* ---- of lower.c ---- */

void lower_fill_open(struct message *message, u32 minor);

/* Opens the minor at lower.endpoint and waits: 0 and its size in bytes, or an error. On a thread. */
s32 lower_ask_size(u32 minor, u64 *size);

#endif
