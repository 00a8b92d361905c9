/*
 * A component that breaks its protocol, for the tests of those who use it:
 *
 *     service update LABEL /usr/bin/breachtest
 *
 * makes a driver or file server one that is good but for this: reads of minor N
 * (character drivers) or BLOCK_MINOR_FIRST + N (block drivers), and lookups of the
 * name N (file servers), are answered with breach number N of this header. The label
 * tells which protocol it serves.
 *
 * The id that BREACH_FORGED needs comes from a second one, the witness, another driver of
 * the same asker: a read of its minor WITNESS_KEEPS waits until WITNESS_RELEASES is read,
 * and a read of WITNESS_TELLS gives the id of the one that waits, as text of ID_DIGITS
 * digits; zeros when none does. The forger is told the id, in decimal, by a write to any
 * of its minors; a file server by the name, "N.id". As long as it was told none it does
 * not forge.
 */
#ifndef BREACHTEST_H
#define BREACHTEST_H

#include <kintsugi/grant.h>
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
#define WITNESS_KEEPS 9u
#define WITNESS_TELLS 10u
#define WITNESS_RELEASES 11u
#define ID_DIGITS 10
#define ID_TEXT_SIZE (ID_DIGITS + 1u) /* with its NUL */

/*
 * Replies with that breach. *reply has its status and whatever else; `more` is a
 * status that is too much, and `forged` the id of a request to somebody else, or 0.
 */
void answer(const struct message *request, struct message *reply, enum breach breach, s32 more,
	    u32 forged);
void answer_well(const struct message *request, s32 status);

/* Keeps a read unanswered; when there is one already it is answered with -EAGAIN. */
void witness_keep(const struct message *request);
void witness_tell(char text[ID_TEXT_SIZE]);
int witness_release(struct message *request); /* true: there was one, which is to be answered */

/* Takes the id to be forged from what is written. `length`, or the error of copying. */
s32 forger_listen(const struct message *request, grant_id_t grant, u32 length);
u32 forger_id(void); /* 0: none was told */

/* The protocols, as routes of the event loop. */
extern const struct event_route block_routes[];
extern const u32 block_route_count;
extern const struct event_route character_routes[];
extern const u32 character_route_count;
extern const struct event_route file_routes[];
extern const u32 file_route_count;

#endif
