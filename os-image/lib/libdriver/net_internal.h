/* What the files of the network library share; drivers see libdriver/net.h only. */
#ifndef LIBDRIVER_NET_INTERNAL_H
#define LIBDRIVER_NET_INTERNAL_H

#include <libdriver/net.h>

/* ---- net.c ---- */

extern const struct net_driver *net_driver;

/* ---- net_send.c: NET_SEND requests, oldest first ---- */

/* Keeps a request; 0, or the error to refuse it with. */
s32 net_send_keep(const struct message *request);

/* Gives the card as many of the waiting frames as it takes now; whether it was any. */
int net_send_fill(void);

/* Whether a request is not answered yet, and whether frames are in the card. */
int net_send_is_pending(void);
int net_send_is_watching(void);

/*
 * Frames that the card does not have yet are not sent any more: their requests end with the
 * frames that it has, or with `error` when it has none.
 */
void net_send_cut(s32 error);

/* Whoever asked is gone: as net_send_cut, and nobody is answered. */
void net_send_forget(void);

/* ---- net_receive.c: NET_RECEIVE requests, oldest first ---- */

s32 net_receive_keep(const struct message *request); /* as net_send_keep */

/* Moves frames that have come into the regions that wait, and answers these. */
void net_receive_deliver(void);

/* Whether a region waits for a frame. */
int net_receive_is_watching(void);

/* Ends all that wait with an error. */
void net_receive_cut(s32 error);

void net_receive_forget(void);

#endif
