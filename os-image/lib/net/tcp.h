/*
 * TCP (RFC 9293): what its files share.
 *
 * A connection is a struct tcp behind a stream socket. Segments come in through
 * tcp_input.c, which finds the connection and hands them to the file of its state
 * (tcp_half_open.c, tcp_handshake.c, tcp_established.c); what they acknowledge is for
 * tcp_ack.c, what was lost for tcp_loss.c, their data for tcp_reassembly.c. What they
 * make due is sent by tcp_output.c, when the owner flushes the stack.
 *
 * Not here, since nothing on these links needs it: timestamps and PAWS (RFC 7323), as a round
 * trip is measured per flight and numbers take longer to wrap than a segment lives; urgent
 * data, which is received as any other (RFC 6093); ECN.
 *
 * Sequence numbers are compared modulo 2^32. Both buffers are rings of 2^n bytes, so
 * that the byte with sequence number s is always at s modulo their size, and nothing
 * has to be moved or kept to find it.
 */
#ifndef NET_TCP_H
#define NET_TCP_H

#include "stack.h"
#include "tcp_segment.h"
#include "tcp_sequence.h"

/* ---- limits ---- */

#define TCP_BUFFER_DEFAULT (64u * 1024u)
#define TCP_BUFFER_MIN 4096u
#define TCP_BUFFER_MAX (1024u * 1024u)
#define TCP_HALF_OPEN_MAX 64u    /* of all listeners */
#define TCP_BACKLOG_MAX 64u
#define TCP_MSS_DEFAULT 536u     /* of a peer that says nothing (RFC 9293, 3.7.1) */
#define TCP_MSS_MIN 64u          /* a peer that wants less would have us send headers only */
#define TCP_PATH_MSS_MIN 512u    /* an ICMP error that asks for less is not believed */

/* ---- connections ---- */

enum tcp_wish {
	TCP_CONTENT, /* in no list */
	TCP_DUE,     /* wants tcp_output: in net_tcp.due */
	TCP_BLOCKED, /* the same, as soon as its interface has room: in net_tcp.blocked */
};

struct tcp {
	struct net *net;
	struct net_socket *socket;
	u8 state;          /* enum net_tcp_state */
	u8 wish;           /* enum tcp_wish */
	u8 sack_ok;        /* both sides know SACK (RFC 2018) */
	u8 was_connected;
	struct tcp *wish_next, **wish_link;

	/* ---- sending (tcp_output.c) ---- */
	struct tcp_ring send;
	u32 iss;
	u32 snd_una;       /* the oldest that is not acknowledged */
	u32 snd_nxt;       /* the next to be sent; goes back when everything is sent again */
	u32 snd_max;       /* behind the highest that was ever sent */
	u32 snd_small;     /* behind the last segment that was not full (Nagle) */
	u32 snd_end;       /* behind the last byte that the user gave; a FIN's place */
	u32 snd_wnd;       /* the peer's window, in bytes, and ... */
	u32 snd_wl1, snd_wl2; /* ... sequence and acknowledgement of the segment that told it */
	u32 snd_wnd_max;   /* the greatest it ever was */
	u32 mss;           /* data in a segment without options */
	u32 own_mss;       /* what the way to the peer has room for: our option */
	u8 snd_shift, rcv_shift; /* of windows (RFC 7323) */
	u8 has_shift;      /* both sides scale */
	u8 fin_wanted;     /* the user has ended sending */
	u8 is_forced;      /* the next segment goes however small it is, or into a window of 0 */
	u8 has_no_way;     /* IP could not send the last segment, and soft_error says why */
	s32 soft_error;    /* why segments may not have arrived (RFC 1122, 4.2.3.9); 0: not known */

	/* ---- congestion and loss (tcp_congestion.c, tcp_loss.c) ---- */
	u32 cwnd, ssthresh; /* bytes */
	u32 cwnd_acked;     /* bytes acknowledged towards the next step of avoidance (RFC 3465) */
	u32 prior_cwnd, prior_ssthresh; /* before the losses that are being repaired; 0: none are */
	u32 recover;        /* snd_max when the last loss was noticed (RFC 6582, 6675) */
	u32 high_rxt;       /* behind the highest that was sent again in this repair (RFC 6675) */
	struct tcp_ranges sacked; /* what the peer has beyond snd_una */
	u8 duplicates;      /* acknowledgements in a row that tell of something lost */
	u8 is_repairing;    /* "fast recovery" of the RFCs */
	u8 after_timeout;   /* slow start grows by one segment a time only (RFC 3465, 2.3) */
	u8 resend_first;    /* what stands at snd_una is lost: it goes first, whatever cwnd says */
	u8 has_rescued;     /* RFC 6675's rescue retransmission was used */

	/* ---- receiving (tcp_reassembly.c) ---- */
	struct tcp_ring receive;
	u32 rcv_read;       /* the first byte that the user has not consumed */
	u32 rcv_nxt;
	u32 rcv_adv;        /* the edge of the window as the peer knows it: never moved back */
	struct tcp_ranges beyond; /* what came before its turn; it is in the ring */
	u32 fin_at;         /* the place of the peer's FIN, if has_fin */
	u8 has_fin;         /* it came; it is received when rcv_nxt is behind fin_at */
	u8 ack_now;
	u8 unacked;         /* segments of data since the last one, up to TCP_ACK_STRETCH */
	u8 challenges;      /* sent in the second that began at challenge_us */
	u8 has_repeated;    /* the next acknowledgement tells of ... */
	u32 repeated_start, repeated_end; /* ... this, which came twice (RFC 2883) */
	u64 challenge_us;

	/* ---- time (tcp_timing.c, tcp_timers.c) ---- */
	u32 srtt_us, rttvar_us; /* RFC 6298; srtt 0: not known */
	u32 rto_us;         /* without back-off */
	u8 backoff;         /* time-outs in a row */
	u8 is_timing;       /* a round trip, until timed_seq is acknowledged */
	u8 keep_alive_probes;
	u8 nudge_acks;      /* duplicate acknowledgements still to be sent (recovery_tcp.c) */
	u8 is_nudging;      /* a peer that sends its lost flight a segment at a time is asked on */
	u32 nudge_from, nudge_end; /* rcv_nxt when it was asked last; behind all it can have sent */
	u32 timed_seq;
	u32 user_timeout_ms; /* RFC 5482; 0: the default */
	u64 timed_us;
	u64 sent_us;        /* when the last segment left that wanted an answer */
	u64 heard_us;       /* the last one of the peer */
	u64 unanswered_us;  /* the first since then that wants an answer; 0: none */
	u64 waiting_us;     /* since when nothing gets on that should; 0: nothing should */
	struct net_timer retransmit_timer, ack_timer, keep_alive_timer, end_timer;

	/* ---- listeners, and what comes from them (tcp_listen.c) ---- */
	struct tcp *listener; /* of a connection that was not accepted yet */
	struct tcp *accept_next; /* of a listener: its first; of a connection: the one behind it */
	u32 accept_count, backlog;

	/* ---- statistics ---- */
	u32 retransmitted;
	u32 nudges;
};

/* A SYN that was answered. It costs no socket and no buffers until the peer proves to be there. */
struct tcp_half_open {
	struct tcp *listener; /* NULL: the entry is free */
	struct net_address local, remote;
	u32 irs, iss;
	u16 mss;             /* the peer's */
	u8 snd_shift, rcv_shift; /* of windows, if has_shift */
	u8 has_shift, sack_ok;
	u8 tries;            /* SYN-ACKs sent */
	u64 began_us;
	u64 resend_us;
};

/* What the connections of a stack share; a part of struct net. */
struct net_tcp {
	struct tcp *due, **due_end;
	struct tcp *blocked, **blocked_end;
	u32 secret[4];
	u8 has_secret;
	struct tcp_half_open half_open[TCP_HALF_OPEN_MAX];
	u32 half_open_count;
	u32 half_open_turn; /* the entry that is taken next if it is free */
	struct net_timer half_open_timer;
};

/* tcp_isn.c */
u32 tcp_initial_sequence(struct net *net, const struct net_address *local,
			 const struct net_address *remote);

/*
 * For a connection with the same addresses: beyond what this one, in TIME_WAIT, used (RFC 1122,
 * 4.2.2.13).
 */
u32 tcp_successor_iss(const struct tcp *tcp);

/* tcp_listen.c, tcp_half_open.c */
void tcp_half_open_input(struct tcp *listener, struct tcp_segment *segment);
void tcp_half_open_forget(struct tcp *listener);
void tcp_half_open_address_gone(struct net *net, ip_address address);
void tcp_half_open_resend(struct net *net, const struct net_interface *interface);
int tcp_accept_is_full(const struct tcp *listener);
/* A socket of the listener's kind, closed, with buffers; NULL: there is no room for one. */
struct tcp *tcp_accept_create(struct tcp *listener, const struct net_address *local,
			      const struct net_address *remote);
void tcp_accept_add(struct tcp *listener, struct tcp *connection);
void tcp_accept_remove(struct tcp *connection);
void tcp_accept_abort_all(struct tcp *listener);

/* tcp_handshake.c */
/* Sequence numbers, window and congestion state of a connection that is about to begin. */
void tcp_begin(struct tcp *tcp, u32 iss);
/* What the peer's SYN says. */
void tcp_take_syn(struct tcp *tcp, u32 irs, const struct tcp_options *options);
void tcp_set_mss(struct tcp *tcp, u32 peer_mss);
u32 tcp_own_mss(struct net *net, ip_address local, ip_address remote); /* what the way there has room for */
u8 tcp_shift_for(u32 size); /* the least with which a buffer can be announced as a whole */
void tcp_enter_established(struct tcp *tcp);
void tcp_syn_sent_input(struct tcp *tcp, struct tcp_segment *segment);

/*
 * tcp_established.c: every state from SYN_RECEIVED on but TIME_WAIT. The connection may be gone
 * then.
 */
void tcp_synchronized_input(struct tcp *tcp, struct tcp_segment *segment);
/* The part of it that begins with the data. */
void tcp_text_input(struct tcp *tcp, const struct tcp_segment *segment);

/*
 * tcp_fast.c: what most segments of a transfer are, in a few comparisons: the next data, or
 * an acknowledgement, and nothing unusual about the connection. The checksum has not been
 * verified yet: 1: taken; 0: not such a segment, or a bad one, and nothing has changed.
 */
int tcp_fast_input(struct tcp *tcp, const struct tcp_segment *segment, u32 header_sum);

/* tcp_ack.c: 0: the rest of the segment is not to be looked at; the connection may be gone. */
int tcp_ack_input(struct tcp *tcp, const struct tcp_segment *segment);
/* snd_una advances. 0: the connection is gone. */
int tcp_acknowledged(struct tcp *tcp, u32 acknowledgement);

/* tcp_reassembly.c */
void tcp_data_input(struct tcp *tcp, u32 sequence, const u8 *data, u32 length);
void tcp_count_segment(struct tcp *tcp); /* one with data is to be acknowledged */
/* Bytes that the peer may send from rcv_nxt on: what the buffer has room for. */
u32 tcp_receive_room(const struct tcp *tcp);
/* The window to be announced; moves rcv_adv. */
u32 tcp_window_to_announce(struct tcp *tcp);
int tcp_window_update_is_due(const struct tcp *tcp);
int tcp_fin_received(const struct tcp *tcp);
int tcp_receives(const struct tcp *tcp); /* in its state data may come */
u32 tcp_unread(const struct tcp *tcp);
/* SACK blocks for the next segment (RFC 2018, 4; 2883). Bytes written, a multiple of 4. */
u32 tcp_sack_write(const struct tcp *tcp, u8 bytes[TCP_OPTIONS_MAX]);

/* tcp_congestion.c */
void tcp_congestion_start(struct tcp *tcp, int syn_was_lost);
void tcp_congestion_acked(struct tcp *tcp, u32 acked);
void tcp_congestion_lost(struct tcp *tcp);    /* ssthresh := half of what is in flight */
void tcp_congestion_timeout(struct tcp *tcp);
void tcp_congestion_idle(struct tcp *tcp);

/* tcp_loss.c */
void tcp_loss_acked(struct tcp *tcp, u32 acked);  /* snd_una has advanced */
void tcp_loss_duplicate(struct tcp *tcp);
void tcp_loss_timeout(struct tcp *tcp);
/* Everything from snd_una on is to be sent again, but what the peer has said it has. */
void tcp_loss_go_back(struct tcp *tcp);
/* tcp_scoreboard.c */
/* The blocks of a segment. Whether one was new. *repeated: one tells of what came twice. */
int tcp_sack_input(struct tcp *tcp, const struct tcp_segment *segment, int *repeated);
int tcp_sack_first_is_lost(const struct tcp *tcp);
u32 tcp_sack_pipe(const struct tcp *tcp);
/* The next hole to be filled, 0: none; `certain`: only what must be taken for lost. */
u32 tcp_sack_hole(const struct tcp *tcp, int certain, u32 *sequence);
/*
 * From `sequence` on: skips what the peer has; in *length how much follows up to what it has
 * again.
 */
u32 tcp_sack_skip(const struct tcp *tcp, u32 sequence, u32 *length);

/* tcp_buffers.c */
int tcp_is_writable(const struct tcp *tcp); /* there is room worth telling of */
u32 tcp_unacknowledged(const struct tcp *tcp); /* bytes in the send ring */

/* recovery_tcp.c: acknowledgements of a nudge that are still to be sent. 0 or -EAGAIN. */
s32 tcp_nudge_output(struct tcp *tcp);

/* tcp_output.c */
void tcp_output(struct tcp *tcp);
int tcp_has_unsent(const struct tcp *tcp);
/* What stands at snd_una goes next, even into a closed window or if it is small (persist timer). */
void tcp_force(struct tcp *tcp);
/* tcp_send.c: 0 or -EAGAIN; other errors count as sent and lost. */
s32 tcp_send(struct tcp *tcp, u32 sequence, u8 flags, u32 length);
void tcp_send_ack_at_once(struct tcp *tcp);
void tcp_challenge(struct tcp *tcp);
void tcp_send_reset(struct tcp *tcp);
u32 tcp_option_room(const struct tcp *tcp); /* bytes that options take of a data segment */

/* tcp_schedule.c */
void tcp_want_output(struct tcp *tcp);
void tcp_block(struct tcp *tcp);
void tcp_unlist(struct tcp *tcp);

/* tcp_timing.c */
#define TCP_RTO_AFTER_LOST_SYN_US 3000000u /* RFC 6298, 5.7 */
void tcp_timing_reset(struct tcp *tcp);
void tcp_timing_sample(struct tcp *tcp, u64 round_trip_us);
u64 tcp_rto(const struct tcp *tcp); /* with back-off */

/* tcp_timers.c */
#define TCP_SYN_TRIES 7u        /* 1+2+4+8+16+32+60+60 s: RFC 9293, MUST-23, wants 3 minutes */
#define TCP_ACK_DELAY_US 40000u
/*
 * Of segments with data every second is acknowledged (RFC 5681, 4.2), at the end of a batch
 * that came at once; within one, every eighth, which is often enough for the sender's clock.
 */
#define TCP_ACK_EVERY 2u
#define TCP_ACK_STRETCH 8u
void tcp_timers_init(struct tcp *tcp);
void tcp_timers_stop(struct tcp *tcp);
void tcp_retransmit_start(struct tcp *tcp);
void tcp_keep_alive_start(struct tcp *tcp);
void tcp_ack_delay_start(struct tcp *tcp);
void tcp_life_start(struct tcp *tcp); /* of a connection that nobody uses any more */

/* tcp_states.c. What ends a connection frees it if nobody uses its socket. */
void tcp_enter_time_wait(struct tcp *tcp);
int tcp_fin_acknowledged(struct tcp *tcp); /* 0: the connection is gone */
void tcp_fin_input(struct tcp *tcp);
void tcp_end(struct tcp *tcp, s32 error);   /* 0: as both sides wished */
void tcp_destroy(struct tcp *tcp);          /* with its socket */
void tcp_time_wait_input(struct tcp *tcp, const struct tcp_segment *segment);
int tcp_is_synchronized(const struct tcp *tcp);

#endif
