/*
 * Complaints to the reincarnation server about components that break a protocol
 * (RS_COMPLAIN). Nothing here waits, and nothing comes back: RS decides, and may
 * well be of another opinion. system.conf names who may complain about whom.
 *
 * Complaints are limited at their source, too: a component that has gone wild is
 * complained about COMPLAINTS_EACH times in COMPLAINT_PERIOD_US, and no more than
 * COMPLAINTS_UNDER_WAY wait for RS at a time. What is beyond that is dropped.
 */
#ifndef LIBSYS_COMPLAIN_H
#define LIBSYS_COMPLAIN_H

#include <errno.h>
#include <libsys/request_table.h>
#include <proto/rs.h>

#define COMPLAINTS_EACH 4u
#define COMPLAINT_PERIOD_US 1000000u
#define COMPLAINTS_UNDER_WAY 2u /* requests of this process that complaints may take up */

/*
 * About the instance at that endpoint; its successor will not be blamed for it.
 * False when the complaint was dropped.
 */
int complain_about(endpoint_t endpoint, enum rs_reason reason);

/*
 * The complaint that a reply gives reason for. None about one that is late: the
 * missed deadline was the offence.
 */
void complain_of_reply(enum request_breach breach, const struct message *reply);

/*
 * Whether a negative status is an error of <errno.h> that a reply to a request may
 * have: not one that only libc and VFS know, nor a number beyond them all.
 */
static inline int
is_error_status(s32 status)
{
	return (status < 0 && status >= -ECANCELED && status != -ERESTART) ||
	       (status <= -EDEADEP && status >= -EMOVED);
}

#endif
