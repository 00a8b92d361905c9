/*
 * Which request kills whom it is sent to: bookkeeping on the table of requests, as
 * libsys/recovery.h explains. Plain data; calls nobody.
 */
#ifndef RECOVERY_SUSPECTS_H
#define RECOVERY_SUSPECTS_H

#include <libsys/request_table.h>

/* A suspect that was alone under way at so many deaths is poison. */
#define POISON_DEATHS 2u

/*
 * Notes that the instance at `endpoint` has died of a fault of its own. All requests
 * to it are held by now, and was_begun tells which of them it had received.
 */
void suspects_note_death(struct request_table *table, endpoint_t endpoint);

/* Whether it is known to kill: it must not be sent again. */
int suspects_is_poison(const struct request *request);

/* Whether a fresh request may go to its destination at once, or has to be queued. */
int suspects_let_pass(const struct request_table *table, const struct request *request);

/* The queued request that may be sent to `endpoint` now, or NULL. */
struct request *suspects_next(struct request_table *table, endpoint_t endpoint);

#endif
