/* The link, which only an RTL8029 can tell of; others are taken to have one. */
#ifndef DP8390_LINK_H
#define DP8390_LINK_H

/* Tells the network library how the link is now. */
void link_look(void);

/* Looks now and every second from then on: the card does not interrupt when it changes. */
void link_watch(void);

int link_is_full_duplex(void);

#endif
