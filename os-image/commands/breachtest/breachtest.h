/*
 * A component that breaks its protocol, for the tests of those who use it:
 *
 *     service update LABEL /usr/bin/breachtest
 *
 * makes a driver or file server one that is good but for this: reads of minor N
 * (character drivers) or BLOCK_MINOR_FIRST + N (block drivers), and lookups of the
 * name N (file servers), are answered with breach number N of this header. The label
 * tells which protocol it serves.
 */
#ifndef BREACHTEST_H
#define BREACHTEST_H

#include <libsys/event_loop.h>

enum breach {
	BREACH_NONE,
	BREACH_UNASKED,   /* after the true reply, one to a request that never was */
	BREACH_REPEATED,  /* the true reply twice */
	BREACH_FORGED,    /* after the true reply, one under the id of a request to another */
	BREACH_TYPE,      /* a reply of another type, before the true one */
	BREACH_STATUS,    /* an error that does not exist */
	BREACH_LENGTH,    /* more bytes than asked for, or values out of range */
	BREACH_SILENCE,   /* no reply */
	BREACH_DEATH,     /* block driver: sector POISON_SECTOR kills; others are answered slowly */
	BREACH_END
};

#define BLOCK_MINOR_FIRST 32u
#define POISON_SECTOR 100u

/*
 * Replies with that breach. *reply has its status and whatever else; `more` is a
 * status that is too much, and `before` how many requests ago the asker asked
 * somebody else.
 */
void answer(const struct message *request, struct message *reply, enum breach breach, s32 more,
	    u32 before);
void answer_well(const struct message *request, s32 status);

/* The protocols, as routes of the event loop. */
extern const struct event_route block_routes[];
extern const u32 block_route_count;
extern const struct event_route character_routes[];
extern const u32 character_route_count;
extern const struct event_route file_routes[];
extern const u32 file_route_count;

#endif
