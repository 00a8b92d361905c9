/*
 * The network's settings and tables (<net/if.h>), for the tools that show and change them.
 * Addresses are in the processor's byte order here.
 */
#ifndef NETKIT_SETTINGS_H
#define NETKIT_SETTINGS_H

#include <kintsugi/types.h>
#include <net/if.h>
#include <stdbool.h>

/* Asks the network server, whose absence ends the tool; 0, or -1 with errno. */
int settings_ask(unsigned long request, void *argument);

/*
 * The next entry of a table whose structure has an index, which is moved on; false at its end,
 * or, after a complaint, on an error.
 *
 *     struct route_info route = {0};
 *     while (settings_next(SIOCGROUTE, &route, &route.index)) ...
 */
bool settings_next(unsigned long request, void *entry, u32 *index);

/* Values of operands; what is none is wrong usage, which ends the tool. */
u32 need_address(const char *text);           /* four numbers, or a name */
u32 need_mask(const char *text);              /* 255.255.255.0 or 24 */
void need_mac(const char *text, u8 mac[6]);   /* 52:54:00:12:34:56 */
/* "10.1.0.0/16", or an address alone, for which *mask stays as it is. */
u32 need_network(const char *text, u32 *mask);

#define IP_TEXT_SIZE 24
#define MAC_TEXT_SIZE 18
const char *ip_text(char text[IP_TEXT_SIZE], u32 address);
const char *mac_text(char text[MAC_TEXT_SIZE], const u8 mac[6]);
/* The number of one bits at its beginning. */
unsigned mask_length(u32 mask);

/* The table of routes, as route and netstat -r print it. */
void print_routes(bool is_numeric);

#endif
