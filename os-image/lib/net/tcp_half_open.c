/*
 * Connections that a listener has been asked for, until the peer proves that it gets our
 * answers (SYN_RECEIVED). They are entries of a table, not sockets: a flood of SYNs
 * takes no memory, and when the table is full the oldest entry makes place (RFC 4987, 3.4),
 * so that a real peer, who answers within a round trip, still gets through.
 */
#include "tcp.h"

#define SYN_ACK_TRIES 5u /* 1+2+4+8+16 s */
#define RESEND_FIRST_US ((u64)1000000)

static int
is_same(const struct net_address *a, const struct net_address *b)
{
	return a->ip == b->ip && a->port == b->port;
}

static struct tcp_half_open *
find(const struct tcp *listener, const struct tcp_segment *segment)
{
	struct net_tcp *shared = net_tcp(listener->net);

	if (shared->half_open_count == 0)
		return NULL;
	for (u32 i = 0; i < TCP_HALF_OPEN_MAX; i++) {
		struct tcp_half_open *entry = &shared->half_open[i];
		if (entry->listener == listener && is_same(&entry->remote, &segment->remote) &&
		    is_same(&entry->local, &segment->local))
			return entry;
	}
	return NULL;
}

static void
set_timer(struct net *net)
{
	struct net_tcp *shared = net_tcp(net);
	u64 first = NET_NEVER;

	for (u32 i = 0; i < TCP_HALF_OPEN_MAX; i++) {
		const struct tcp_half_open *entry = &shared->half_open[i];
		if (entry->listener != NULL && entry->resend_us < first)
			first = entry->resend_us;
	}
	if (first == NET_NEVER)
		timer_stop(&shared->half_open_timer);
	else
		timer_start(net, &shared->half_open_timer, first);
}

static void
forget(struct net *net, struct tcp_half_open *entry)
{
	entry->listener = NULL;
	net_tcp(net)->half_open_count--;
}

/* They are taken in turn, so that the one whose turn it is is the oldest when none is free. */
static struct tcp_half_open *
free_entry(struct net *net)
{
	struct net_tcp *shared = net_tcp(net);
	u32 turn = shared->half_open_turn;

	if (shared->half_open_count == TCP_HALF_OPEN_MAX)
		forget(net, &shared->half_open[turn]);
	while (shared->half_open[turn].listener != NULL)
		turn = (turn + 1) % TCP_HALF_OPEN_MAX;
	shared->half_open_turn = (turn + 1) % TCP_HALF_OPEN_MAX;
	return &shared->half_open[turn];
}

/* A segment without data, from what an entry knows. `flags`: SYN and ACK, or ACK alone. */
static void
answer(const struct tcp_half_open *entry, u8 flags)
{
	struct tcp *listener = entry->listener;
	struct net *net = listener->net;
	u8 options[TCP_OPTIONS_MAX];
	u32 mss = tcp_own_mss(net, entry->local.ip, entry->remote.ip);
	u32 window = listener->receive.size;
	struct tcp_outgoing outgoing = {
		.local = entry->local,
		.remote = entry->remote,
		.sequence = entry->iss,
		.acknowledgement = entry->irs + 1,
		.flags = flags,
		.ttl = listener->socket->ttl,
		.options = options,
	};

	if (flags & TCP_SYN) {
		outgoing.option_length = tcp_options_write_syn(
			options, (u16)mss, entry->has_shift, entry->rcv_shift, entry->sack_ok);
	} else {
		outgoing.sequence++;
		window >>= entry->has_shift ? entry->rcv_shift : 0;
	}
	outgoing.window = (u16)min_u32(window, 0xffff);
	/* One that finds no room now is sent again by the timer. */
	tcp_transmit(net, &outgoing);
}

static void
resend(struct net *net, void *context)
{
	struct net_tcp *shared = net_tcp(net);
	u64 now = net_now(net);

	(void)context;
	for (u32 i = 0; i < TCP_HALF_OPEN_MAX; i++) {
		struct tcp_half_open *entry = &shared->half_open[i];
		if (entry->listener == NULL || entry->resend_us > now)
			continue;
		if (entry->tries == SYN_ACK_TRIES) {
			forget(net, entry);
			continue;
		}
		answer(entry, TCP_SYN | TCP_ACK);
		entry->resend_us = now + (RESEND_FIRST_US << entry->tries);
		entry->tries++;
	}
	set_timer(net);
}

void
tcp_half_open_resend(struct net *net, const struct net_interface *interface)
{
	struct net_tcp *shared = net_tcp(net);

	for (u32 i = 0; i < TCP_HALF_OPEN_MAX; i++) {
		struct tcp_half_open *entry = &shared->half_open[i];
		if (entry->listener != NULL &&
		    ip_interface_for(net, entry->local.ip, entry->remote.ip) == interface)
			answer(entry, TCP_SYN | TCP_ACK);
	}
}

static void
begin(struct tcp *listener, const struct tcp_segment *syn)
{
	struct net *net = listener->net;
	struct net_tcp *shared = net_tcp(net);
	struct tcp_half_open *entry;

	/* Nobody accepts: what asks later may have more luck (RFC 9293, 3.9.1.1 leaves it open). */
	if (tcp_accept_is_full(listener))
		return;
	entry = free_entry(net);
	*entry = (struct tcp_half_open){
		.listener = listener,
		.local = syn->local,
		.remote = syn->remote,
		.irs = syn->sequence,
		.iss = tcp_initial_sequence(net, &syn->local, &syn->remote),
		.mss = syn->options.mss,
		.snd_shift = syn->options.window_shift,
		.rcv_shift = tcp_shift_for(listener->receive.size),
		.has_shift = syn->options.has_window_shift,
		.sack_ok = syn->options.sack_permitted,
		.tries = 1,
		.began_us = net_now(net),
		.resend_us = net_now(net) + RESEND_FIRST_US,
	};
	if (syn->has_least_iss)
		entry->iss = seq_max(entry->iss, syn->least_iss);
	shared->half_open_count++;
	shared->half_open_timer.fire = resend;
	set_timer(net);
	answer(entry, TCP_SYN | TCP_ACK);
}

/* The connection of an entry, in SYN_RECEIVED; NULL: there is no room for one. */
static struct tcp *
create(const struct tcp_half_open *entry)
{
	struct tcp *listener = entry->listener;
	struct net *net = listener->net;
	struct tcp_options options = {
		.mss = entry->mss,
		.window_shift = entry->snd_shift,
		.has_window_shift = entry->has_shift,
		.sack_permitted = entry->sack_ok,
	};
	struct tcp *tcp = tcp_accept_create(listener, &entry->local, &entry->remote);

	if (tcp == NULL)
		return NULL;
	tcp_begin(tcp, entry->iss);
	tcp->rcv_shift = entry->rcv_shift; /* as it was announced */
	tcp_take_syn(tcp, entry->irs, &options);
	tcp->state = NET_TCP_SYN_RECEIVED;
	tcp->snd_nxt = entry->iss + 1;
	tcp->snd_max = entry->iss + 1;
	tcp_window_to_announce(tcp); /* the SYN-ACK did */
	if (entry->tries == 1)
		tcp_timing_sample(tcp, net_now(net) - entry->began_us);
	else
		tcp->backoff = 1; /* a SYN-ACK was lost */
	return tcp;
}

void
tcp_half_open_input(struct tcp *listener, struct tcp_segment *segment)
{
	struct net *net = listener->net;
	struct tcp_half_open *entry = find(listener, segment);
	struct tcp *tcp;

	if (segment->flags & TCP_RST) {
		if (entry != NULL && segment->sequence == entry->irs + 1) {
			net_counters(net)->tcp_resets_received++;
			forget(net, entry);
		}
	} else if (entry == NULL) {
		if (segment->flags & TCP_ACK)
			tcp_reset_unknown(net, segment);
		else if (segment->flags & TCP_SYN)
			begin(listener, segment);
	} else if (segment->flags & TCP_SYN) {
		/* The same again: our answer was lost. Another: RFC 5961, 4.2. */
		answer(entry, segment->sequence == entry->irs ? TCP_SYN | TCP_ACK : TCP_ACK);
	} else if (segment->flags & TCP_ACK) {
		if (segment->acknowledgement != entry->iss + 1) {
			tcp_reset_unknown(net, segment);
			return;
		}
		if (segment->sequence - (entry->irs + 1) >= listener->receive.size) {
			answer(entry, TCP_ACK);
			return;
		}
		/* Nobody accepts yet: the peer will say it again, with its data. */
		if (tcp_accept_is_full(listener) || (tcp = create(entry)) == NULL)
			return;
		forget(net, entry);
		tcp_synchronized_input(tcp, segment);
	}
}

static void
forget_all(struct net *net, const struct tcp *listener, ip_address address)
{
	struct net_tcp *shared = net_tcp(net);

	for (u32 i = 0; i < TCP_HALF_OPEN_MAX; i++) {
		struct tcp_half_open *entry = &shared->half_open[i];
		if (entry->listener != NULL &&
		    (entry->listener == listener || entry->local.ip == address))
			forget(net, entry);
	}
	set_timer(net);
}

void
tcp_half_open_forget(struct tcp *listener)
{
	forget_all(listener->net, listener, IP_ANY);
}

void
tcp_half_open_address_gone(struct net *net, ip_address address)
{
	forget_all(net, NULL, address);
}
