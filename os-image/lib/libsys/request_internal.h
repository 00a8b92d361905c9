/* Between request.c and recovery.c: the requests of this process. */
#ifndef REQUEST_INTERNAL_H
#define REQUEST_INTERNAL_H

#include <libsys/request.h>

extern struct request_table request_table;

/* Ends a request; `reply` as for its completion. */
void request_finish(struct request *request, s32 status, const struct message *reply);

/*
 * Sends its message to its target. 0: it is under way, or held since the target is
 * dead. Else the error that has to end it.
 */
s32 request_post(struct request *request);

/* ---- recovery.c ---- */

/*
 * Takes a request back from a destination that is dead or goes: it waits for the
 * successor. was_begun: the destination may have begun with it.
 */
void recovery_hold(struct request *request, int was_begun);

/* Its deadline has passed. True: it was complained about, and has some time left. */
int recovery_is_patient(struct request *request);

/* RS will not replace the endpoint for a complaint: there is nothing to be patient for. */
void recovery_refused(endpoint_t endpoint);

/* The destination gave it back; true when it is held for the successor. */
int recovery_gives_back(struct request *request, const struct message *reply);

/* A request to the endpoint has ended: those that were queued behind it may go. */
void recovery_let_pass(endpoint_t endpoint);

/* The endpoint has answered a request with that status. */
void recovery_answered(endpoint_t endpoint, s32 status);

#endif
