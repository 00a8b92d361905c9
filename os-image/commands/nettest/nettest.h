/*
 * The tests of network drivers in the running system.
 *
 * Without arguments the program is the runner, the first user process. It has RS start this
 * program again in INET's place, under its label, in one role after the other; a role
 * ends with what it found, before its main loop would begin, and the runner reads that
 * from RS' incidents. One line for each:
 *
 *     ok ROLE: WHAT IT TELLS
 *     FAIL ROLE: WHY
 *
 * Parameters: `driver`, the label of the one to try; `burst`, how many pings of the flood are
 * under way at once. What is at the cable's other end has to answer DHCP, ARP and pings,
 * as QEMU's user network does, and our LAN.
 */
#ifndef NETTEST_H
#define NETTEST_H

#include <kintsugi/grant.h>
#include <proto/netdriver.h>

#define DRIVER_DEFAULT "eth.rtl8139"
#define BURST_DEFAULT 8u /* frames of any length find room in the smallest of cards */

/* ---- roles; those that return have found all well ---- */

typedef void role_function(void);

/* refuse.c */
role_function stranger_role; /* not under INET's label */
role_function refuse_role;   /* requests that make no sense, come too early, or are too many */

/* traffic.c */
role_function dhcp_role;   /* gets an offer of an address */
role_function region_role; /* a region that can't be written costs no frame */

/* flood.c */
role_function flood_role; /* many pings of all lengths in bursts, both ways */
role_function hold_role;  /* frames that come while no region is there come all at once later */

role_function restart_role; /* restart.c: the driver is replaced in the middle, again and again */

/* Ends the role; the text is what it tells. */
_Noreturn void pass(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Panics when they differ. */
void must(const char *what, s32 found, s32 expected);

/* ---- client.c: asking the driver as INET does ---- */

#define REGIONS NET_RECEIVES_MAX
#define REGION_BYTES (20u * 1024u) /* of most */
#define SENDS NET_SENDS_MAX

/* Ids of requests: these, and the number of the region or of the place for frames. */
#define ID_RECEIVE 100u
#define ID_SEND 200u

#define PATIENCE_US 5000000u /* for whatever has to come */

extern const char *driver_label;
extern u32 burst; /* at most SENDS * NET_SEND_FRAMES */
extern struct net_configure_reply station; /* of the last client_configure */
extern u8 regions[REGIONS][REGION_BYTES];

/* The instance that there is now; waits for a successor of `old` if that is not EP_NONE. */
void client_find_driver(endpoint_t old);
endpoint_t client_driver(void);

s32 client_ask(struct message *message); /* the status */
s32 client_configure(u16 mode);
struct net_counters client_statistics(void);

/* Both send a request; the grants are client.c's. */
void client_post_region(u32 index);
void client_send(u32 index, const u8 *const frames[], const u32 lengths[], u32 count);

/*
 * The next reply of the driver, or 0 when none has come by the deadline. Notices and
 * what replaced instances sent is left out.
 */
int client_receive(struct message *reply, u64 deadline_us);

/* Lets time pass; what comes meanwhile, replies to NET_SEND above all, is noted. */
void client_pause(u32 us);

/* Whether a place for frames is free again. */
int client_may_send(u32 index);

/* ---- frames.c: what is sent, and what is recognized ---- */

#define IP_ADDRESS 4u

struct network {
	u8 own[IP_ADDRESS];
	u8 gateway[IP_ADDRESS];
	u8 gateway_station[ETHERNET_ADDRESS];
};
extern struct network network;

/* Each makes a frame of ours; its length. */
u32 frame_dhcp_discover(u8 *frame);
u32 frame_arp_request(u8 *frame);
u32 frame_ping(u8 *frame, u32 sequence, u32 length); /* PING_MIN to ETHERNET_MAX bytes */
#define PING_MIN 43u

/* Whether a frame is the answer; then what it tells is in `network`. */
int frame_is_dhcp_offer(const u8 *frame, u32 length);
int frame_is_arp_reply(const u8 *frame, u32 length);

/* The sequence number of a ping's answer, or -1: it is none. Panics when a byte is wrong. */
s32 frame_ping_reply(const u8 *frame, u32 length);

/* ---- traffic.c ---- */

typedef int frame_check(const u8 *frame, u32 length);

/* Gives all frames of a reply to a region to `is_it`. How many it took. */
u32 traffic_look(const struct message *reply, frame_check *is_it);

/* Posts the region of a reply again. */
void traffic_repost(const struct message *reply);

/* Configures the driver and learns the network by DHCP and ARP. */
void traffic_begin(void);

/* One ping and its answer; with regions posted. */
void traffic_ping(u32 sequence);

#endif
