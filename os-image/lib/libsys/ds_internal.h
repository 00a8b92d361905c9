/*
 * Between the parts of the data store's client: ds_client.c (subscriptions),
 * ds_values.c, and recovery_ds.c (which instance of the data store there is).
 */
#ifndef LIBSYS_DS_INTERNAL_H
#define LIBSYS_DS_INTERNAL_H

#include <kintsugi/endpoint.h>
#include <proto/rs.h>

#define DS_DEADLINE_US 5000000u /* for one answer; the data store waits for nobody */

/* ---- recovery_ds.c ---- */

/* The data store that is known, or found now; EP_NONE: there is none yet. */
endpoint_t ds_endpoint(void);

/* It did not do as its protocol says: RS is told, and may replace it. */
void ds_complain(enum rs_reason reason);

/* ---- ds_client.c ---- */

/* True if it came from the data store, which has something to tell. */
int ds_take_notification(endpoint_t source);

/* There is a fresh data store, which knows nothing of us. */
void ds_forget_made(void);

/* A heartbeat: goes on with what was put off until now. */
void ds_go_on(void);

#endif
