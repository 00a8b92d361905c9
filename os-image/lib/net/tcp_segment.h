/* Segments (RFC 9293, 3.1), apart from any connection's state. */
#ifndef NET_TCP_SEGMENT_H
#define NET_TCP_SEGMENT_H

#include "tcp_sequence.h"

#define TCP_HEADER_BYTES 20u
#define TCP_OPTIONS_MAX 40u
#define TCP_WINDOW_SHIFT_MAX 14u /* RFC 7323, 2.3 */

#define TCP_FIN 0x01u
#define TCP_SYN 0x02u
#define TCP_RST 0x04u
#define TCP_PSH 0x08u
#define TCP_ACK 0x10u

struct tcp_options {
	u16 mss;         /* 0: none */
	u8 window_shift;
	u8 has_window_shift;
	u8 sack_permitted;
	u8 sack_count;
	struct {
		u32 start, end;
	} sack[4];
};

/* One that has come. */
struct tcp_segment {
	struct net_address local, remote;
	u32 sequence, acknowledgement;
	u8 flags;
	u16 window;  /* as it stands there */
	const u8 *header; /* header_length bytes, with the options */
	u32 header_length;
	const u8 *data;
	u32 length;  /* of the data */
	struct tcp_options options;
	/* A SYN that follows a connection in TIME_WAIT: the least number that may answer it. */
	u8 has_least_iss;
	u32 least_iss;
};

/* What it takes of the sequence space (RFC 9293, 3.4). */
static inline u32
tcp_segment_span(const struct tcp_segment *segment)
{
	return segment->length + !!(segment->flags & TCP_SYN) + !!(segment->flags & TCP_FIN);
}

/* Everything but the options. 0: its lengths are wrong. The checksum is not looked at. */
int tcp_segment_read(struct tcp_segment *segment, const struct ip_packet *packet);
/* The checksum's sum of all but the data. */
u32 tcp_segment_header_sum(const struct tcp_segment *segment);

/* Options that are malformed end the list; what stood before them counts. */
void tcp_options_read(struct tcp_options *options, const u8 *bytes, u32 length);
/* For a SYN. Returns the bytes written, a multiple of 4. */
u32 tcp_options_write_syn(u8 *bytes, u16 mss, int with_shift, u8 shift, int sack_permitted);

/* One that goes out. */
struct tcp_outgoing {
	struct net_address local, remote;
	u32 sequence, acknowledgement;
	u8 flags;
	u8 ttl;
	u16 window;
	const u8 *options;
	u32 option_length;
	const struct tcp_ring *ring; /* data: `length` bytes from `sequence` on; NULL: none */
	u32 length;
};

/* 0, or the error of ip_begin. */
s32 tcp_transmit(struct net *net, const struct tcp_outgoing *outgoing);
/* Answers a segment that belongs to nothing, which is no reset itself (RFC 9293, 3.5.2). */
void tcp_reset_unknown(struct net *net, const struct tcp_segment *segment);

#endif
