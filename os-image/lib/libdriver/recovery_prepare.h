/* A driver's quiescent point is that of each of its protocols, and its own. */
#ifndef LIBDRIVER_RECOVERY_PREPARE_H
#define LIBDRIVER_RECOVERY_PREPARE_H

#include <libdriver/driver.h>

/* Both have to stay. */
void driver_prepare_init(const struct driver_events *events,
			 const struct driver_protocol *const *protocols, u32 protocol_count);

/* For the loop's config. */
void driver_prepare(void);
int driver_quiescent(void);

#endif
