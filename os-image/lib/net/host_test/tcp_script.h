/*
 * A stream of host 0 against a peer that is played by the test, segment by segment. All
 * sequence numbers in scripts are relative: a side's SYN has 0, its first byte 1. The peer's
 * bytes and those of the stack's user are script_byte() of their number.
 */
#ifndef NET_TEST_TCP_SCRIPT_H
#define NET_TEST_TCP_SCRIPT_H

#include <errno.h>

#include "../tcp.h"
#include "check.h"
#include "world.h"

#define SCRIPT_PEER HOST_B
#define SCRIPT_PORT 80u       /* of whichever side listens */
#define SCRIPT_PEER_PORT 5555u
#define SCRIPT_MSS 1460u      /* what an Ethernet has room for */
#define SCRIPT_TAKEN_MAX 1024u
#define MS_US 1000u

struct seg {
	u32 seq, ack;
	u32 length;   /* of data */
	u8 flags;     /* given with 0: TCP_ACK */
	u16 window;   /* as it stands there; given with 0: 65535; SCRIPT_CLOSED: 0 */
	/* options */
	u16 mss;
	u8 has_shift, shift, sack_permitted;
	u8 sacks;
	struct {
		u32 start, end;
	} sack[4];
	u64 at_us;
};

#define SCRIPT_CLOSED 1u

struct script {
	struct world *world;
	struct host *host;
	struct net_socket *socket;   /* the connection, when there is one */
	struct net_socket *listener;
	struct net_address local, peer;
	u32 own_iss, peer_iss;       /* of the stack, of the script */
	u8 has_own_iss;
	u8 spoils_checksum;          /* of what the peer sends */
	u8 is_batch;                 /* what the peer sends is followed by no flush */
	u8 is_deaf;                  /* what the stack sends is not looked at */
	struct seg taken[SCRIPT_TAKEN_MAX];
	u32 first, count;            /* of those that were not looked at */
};

u8 script_byte(u32 number);

/* A stack alone in the world. */
struct script *script_begin(void);
/* Closes what is open and checks for leaks. */
void script_end(struct script *script);

/* The peer sends. */
void give(struct script *script, struct seg segment);
/*
 * The same with a TCP header made by hand, but for ports and checksum. Room for 18 bytes at
 * least.
 */
void give_bytes(struct script *script, u8 *bytes, u32 length);
/* What the stack has sent next; it must have, and it must be well-formed. */
struct seg take(struct script *script);
/* The stack has sent nothing more. */
void take_nothing(struct script *script);
/* All that it has sent is put aside; the number of segments. */
u32 take_all(struct script *script);
/* The next one, which must be data from `seq` on of that length, or an acknowledgement. */
struct seg take_data(struct script *script, u32 seq, u32 length);
struct seg take_ack(struct script *script, u32 ack);
struct seg take_flags(struct script *script, u8 flags);
void pass(struct script *script, u64 us);

/* Connections in ESTABLISHED, with options of the peer's SYN; window of the peer: 65535. */
void script_connect(struct script *script, struct seg options);
void script_connect_plain(struct script *script); /* only an MSS */
void script_connect_sack(struct script *script);
/* The stack listens on SCRIPT_PORT. */
void script_listen(struct script *script, u32 backlog);
void script_accept(struct script *script);
/* A SYN of the peer from another port, whose numbers are not followed. */
void script_foreign_syn(struct script *script, u16 port);

/* The stack's user. All bytes must find room. */
void user_writes(struct script *script, u32 length);
/* Reads all there is, which must be what the peer wrote next. */
u32 user_reads(struct script *script);
u32 script_state(const struct script *script);
struct tcp *script_tcp(const struct script *script);
/* Lets cwnd grow to at least that many segments, by data that the peer acknowledges. */
u32 script_open_window(struct script *script, u32 segments);

#endif
