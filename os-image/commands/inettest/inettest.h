/*
 * Network drivers that misbehave, so that it can be seen how INET takes it.
 *
 *     inettest MANNER
 *
 * Run under the label of a network driver, in its place, by a block of system.conf. It has
 * no card: what is sent goes nowhere, and nothing comes but what it makes up. All is
 * done as proto/netdriver.h says but for one thing, which the manner names (main.c).
 */
#ifndef INETTEST_H
#define INETTEST_H

#include <libsys/event_loop.h>
#include <proto/netdriver.h>

#define SLOT_BYTES 1520u /* of a frame that is made up, in its region */

/* ---- main.c ---- */

/* Answers with that status. */
void answer(const struct message *request, s32 status);
/* Waits to be given back when the driver is to be replaced. */
void keep(struct message *request);
/* A line, with its end, in the system's log. */
void tell(const char *format, ...) __attribute__((format(printf, 1, 2)));
u32 random_below(u32 limit);

/* ---- configuring.c ---- */
request_handler configure_well;
request_handler configure_refused;    /* the card does not answer */
request_handler configure_no_station; /* with an address that no station has */
request_handler configure_and_exit;   /* answers well, and is gone */
request_handler configure_blinking;   /* with a link that comes and goes */

/* ---- sending.c ---- */
request_handler send_well;
request_handler send_too_many; /* frames, more than there were */
request_handler send_in_part;  /* some of the frames, and looks for the others to come again */

/* ---- receiving.c ---- */
request_handler receive_nothing_yet; /* for ever */
request_handler receive_no_frames;
request_handler receive_too_many;
request_handler receive_beyond_region;
request_handler receive_too_long;
request_handler receive_too_short;
request_handler receive_twice;
request_handler receive_unasked;   /* answers a request that nobody made */
request_handler receive_wrong_type;
request_handler receive_given_back; /* as if an update were under way, always */
request_handler receive_as_dead;    /* with the error that the kernel has for dead receivers */
request_handler receive_garbage;    /* GARBAGE_FRAMES of it; then nothing */
request_handler receive_flood;      /* FLOOD_FRAMES, which are all well formed */

#define GARBAGE_FRAMES 6000u
#define FLOOD_FRAMES 24000u

#endif
