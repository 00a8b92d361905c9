/*
 * What network drivers are asked by INET, and what they tell it. Requests are
 * asynchronous (proto/request.h); each gets exactly one reply. Only "inet" may ask.
 *
 * Frames begin with the destination's address and have neither padding nor check
 * sequence: a driver pads what it sends to ETHERNET_MIN bytes. Many of them go in one
 * message, and INET has several requests under way, so that neither side waits for
 * the other under load: a driver answers NET_RECEIVE as soon as it has one frame, and
 * with all that have come until it gets to it. While no NET_RECEIVE is there frames stay
 * in the card, whose receive interrupts are masked meanwhile.
 *
 * A fresh instance knows nothing. INET configures it first, then posts its receive
 * regions again and sends again what had not been answered. Before that NET_SEND and
 * NET_RECEIVE are answered with -ENETDOWN.
 */
#ifndef PROTO_NETDRIVER_H
#define PROTO_NETDRIVER_H

#include <kintsugi/grant.h>
#include <proto/request.h>

#define ETHERNET_ADDRESS 6u
#define ETHERNET_HEADER 14u
#define ETHERNET_MIN 60u   /* bytes on the wire without the check sequence */
#define ETHERNET_MAX 1514u

enum net_request {
	/*
	 * net_configure -> net_configure_reply. The first brings the card up, each takes
	 * the place of the one before. -EIO: the card does not answer, or not as one should;
	 * -ENODEV: this machine has none.
	 */
	NET_CONFIGURE = PROTO_NET + 1,
	/*
	 * net_send; status: how many frames, counted from the first, the card has sent or
	 * given up on (excessive collisions, no carrier), when it is done with all.
	 * -EINVAL: a length or offset makes no sense, none was sent. -EAGAIN: no place for the request.
	 */
	NET_SEND,
	/* net_receive; status: frames, 1 to NET_RECEIVE_FRAMES; the region says where they are. */
	NET_RECEIVE,
	/* net_read_counters; the counters are copied to the grant. */
	NET_STATISTICS,
	NET_REQUEST_END
};

/* From the driver, unasked, by asynchronous send; no reply. */
enum net_notice {
	NET_LINK = PROTO_NET + 0x40, /* net_link_state: the link came or went */
};

#define NET_SENDS_MAX 8u    /* requests that may be under way; then -EAGAIN */
#define NET_RECEIVES_MAX 8u

/* Which frames are wanted besides those for the station's own address. */
#define NET_MODE_BROADCAST 1u
#define NET_MODE_ALL_MULTICAST 2u
#define NET_MODE_PROMISCUOUS 4u

#define NET_MULTICAST_MAX 8u
struct net_configure {
	struct request_head head;
	u16 mode;
	u16 multicast_count; /* at most NET_MULTICAST_MAX; more: ask for all */
	u8 multicast[NET_MULTICAST_MAX][ETHERNET_ADDRESS];
};

struct net_configure_reply {
	struct reply_head head;
	u8 address[ETHERNET_ADDRESS]; /* the station's own */
	u8 link_is_up;
	u8 is_full_duplex;
	u32 link_mbit;
};

/* Where a frame is in the region that the grant leads to. */
struct net_frame {
	u16 offset_words; /* in units of NET_FRAME_ALIGN bytes */
	u16 length;       /* ETHERNET_HEADER to ETHERNET_MAX */
};
#define NET_FRAME_ALIGN 4u
#define NET_REGION_MAX (0x10000u * NET_FRAME_ALIGN)

#define NET_SEND_FRAMES 10u
struct net_send {
	struct request_head head;
	grant_id_t grant; /* for reading */
	u32 count;
	struct net_frame frames[NET_SEND_FRAMES];
};

/*
 * The region begins with a struct net_frame for each frame, NET_RECEIVE_TABLE bytes of which
 * only those of the frames there mean something; then come the frames. A copy may bring along
 * what lies between frames in the card's memory, so a frame may begin at any multiple of
 * NET_FRAME_ALIGN. All that fits a card's ring of 64 KB in full frames goes in one answer:
 * each answer costs its wake-ups, not its bytes.
 */
struct net_receive {
	struct request_head head;
	grant_id_t grant; /* for writing */
	u32 length;       /* of the region: NET_RECEIVE_MIN to NET_REGION_MAX */
};
#define NET_RECEIVE_FRAMES 48u
#define NET_RECEIVE_TABLE (NET_RECEIVE_FRAMES * sizeof(struct net_frame))
#define NET_RECEIVE_MIN 2048u

/* Since the driver started. */
struct net_counters {
	u64 received_frames, received_bytes;
	u64 sent_frames, sent_bytes;
	u32 receive_errors;  /* damaged on the wire: check sequence, alignment, runts, giants */
	u32 receive_missed;  /* the card had no room */
	u32 send_errors;
	u32 collisions;
	u32 ring_resets;     /* the card was set up afresh since it contradicted itself */
	u32 interrupts;
};

struct net_read_counters {
	struct request_head head;
	grant_id_t grant; /* of a struct net_counters, for writing */
};

struct net_link_state {
	u32 is_up;
	u32 mbit;
};

ASSERT_FITS_MESSAGE(struct net_configure);
ASSERT_FITS_MESSAGE(struct net_configure_reply);
ASSERT_FITS_MESSAGE(struct net_send);

#endif
