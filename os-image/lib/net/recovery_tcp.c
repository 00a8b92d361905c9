/*
 * What the recovery of a network driver costs TCP (net.h, net_nudge and net_unanswered_us).
 *
 * Segments that were on their way through a driver when it died are lost, all of them, and
 * for once the stack knows. It does not wait for time-outs: what is not acknowledged is sent
 * again from snd_una on. This is no sign of congestion: the card's queue was thrown away, no
 * router's; so the windows are what they were before losses of this outage were noticed, and
 * time-outs that came meanwhile are taken back, their back-off included.
 *
 * What the peer has sent is lost as well, and only the peer can send that again. Duplicate
 * acknowledgements make it do so (RFC 5681, 3.2): one that it may not know yet, since those
 * before were lost, and three that repeat it.
 *
 * A peer with SACK then knows that its whole flight is lost. One without sends one segment, and
 * would wait for a time-out before each of the others (Reno; the fast recovery of RFC 5681, 3.2,
 * ends with the first acknowledgement of something new). So it is asked again for each, as long
 * as what comes is that: one full segment at a time, of what it can have sent before the nudge.
 */
#include <errno.h>

#include "tcp.h"

#define NUDGE_ACKS 4u

static void
undo_congestion(struct tcp *tcp)
{
	tcp->backoff = 0;
	tcp->after_timeout = 0;
	if (tcp->prior_cwnd == 0)
		return;
	tcp->cwnd = tcp->prior_cwnd;
	tcp->ssthresh = tcp->prior_ssthresh;
	tcp->prior_cwnd = 0;
}

static void
nudge(struct tcp *tcp)
{
	tcp->nudges++;
	undo_congestion(tcp);
	if (tcp_is_synchronized(tcp)) {
		tcp->nudge_acks = NUDGE_ACKS;
		tcp->is_nudging = !tcp->sack_ok;
		tcp->nudge_from = tcp->rcv_nxt;
		tcp->nudge_end = tcp->rcv_adv;
		if (tcp->snd_wnd == 0)
			tcp_force(tcp);
	}
	if (tcp->snd_una != tcp->snd_max)
		tcp_loss_go_back(tcp);
	timer_stop(&tcp->retransmit_timer); /* tcp_output sets it anew */
	tcp_unlist(tcp);
	tcp_output(tcp);
}

/* What a nudge has brought decides whether there is another one. */
static void
follow_up(struct tcp *tcp)
{
	u32 came = tcp->rcv_nxt - tcp->nudge_from;

	if (came == 0)
		return;
	tcp->nudge_from = tcp->rcv_nxt;
	tcp->is_nudging = tcp->unacked == 1 && came >= tcp->own_mss &&
			  seq_before(tcp->rcv_nxt, tcp->nudge_end);
	if (tcp->is_nudging)
		tcp->nudge_acks = NUDGE_ACKS;
}

s32
tcp_nudge_output(struct tcp *tcp)
{
	if (tcp->is_nudging && tcp->nudge_acks == 0)
		follow_up(tcp);
	while (tcp->nudge_acks > 0) {
		if (tcp_send(tcp, tcp->snd_max, TCP_ACK, 0) < 0)
			return -EAGAIN;
		tcp->nudge_acks--;
	}
	return 0;
}

static int
is_through(const struct net_socket *socket, const struct net_interface *interface)
{
	const struct tcp *tcp = socket->tcp;

	return tcp != NULL && tcp->state != NET_TCP_CLOSED && tcp->state != NET_TCP_LISTEN &&
	       tcp->state != NET_TCP_TIME_WAIT &&
	       ip_interface_for(socket->net, socket->local.ip, socket->remote.ip) == interface;
}

void
tcp_nudge(struct net *net, struct net_interface *interface)
{
	for (struct net_socket *socket = net_first_socket(net); socket != NULL;
	     socket = socket->next) {
		if (is_through(socket, interface))
			nudge(socket->tcp);
	}
	tcp_half_open_resend(net, interface);
}

u64
tcp_unanswered_since(struct net *net, const struct net_interface *interface, u64 heard_us)
{
	u64 since = 0;

	for (struct net_socket *socket = net_first_socket(net); socket != NULL;
	     socket = socket->next) {
		const struct tcp *tcp = socket->tcp;
		u64 own;
		if (tcp == NULL || tcp->unanswered_us == 0)
			continue;
		/* Asked before the others were heard, and again since then: that counts. */
		own = tcp->unanswered_us > heard_us ? tcp->unanswered_us : tcp->sent_us;
		if (own > heard_us && (since == 0 || own < since) && is_through(socket, interface))
			since = own;
	}
	return since;
}
