/*
 * The timers of a connection: retransmission, which is also the persist timer, delayed
 * acknowledgement, keep-alive, and the end of what lives on without a user.
 */
#include <errno.h>

#include "tcp.h"

#define SECOND_US ((u64)1000000)
#define USER_TIMEOUT_US (300 * SECOND_US) /* RFC 9293, 3.9.1: five minutes */
#define CLOSED_TIMEOUT_US (60 * SECOND_US) /* the same, when nobody is left who could give up */
#define CLOSED_LIFE_US (300 * SECOND_US)   /* of a closed connection whose peer reads on slowly */
#define FIN_WAIT_2_LIFE_US (60 * SECOND_US)
#define TIME_WAIT_US (60 * SECOND_US)     /* two MSL of 30 s */
#define BACKOFF_MAX 12u
#define UNREACHABLE_SYN_TRIES 3u          /* then a SYN whose way is known not to exist gives up */
#define KEEP_ALIVE_IDLE_US (7200 * SECOND_US) /* RFC 9293, 3.8.4 */
#define KEEP_ALIVE_INTERVAL_US (75 * SECOND_US)
#define KEEP_ALIVE_PROBES 9u

static int
is_opening(const struct tcp *tcp)
{
	return tcp->state == NET_TCP_SYN_SENT || tcp->state == NET_TCP_SYN_RECEIVED;
}

static u64
patience_us(const struct tcp *tcp)
{
	if (tcp->user_timeout_ms != 0)
		return (u64)tcp->user_timeout_ms * 1000;
	return tcp->socket->is_closed ? CLOSED_TIMEOUT_US : USER_TIMEOUT_US;
}

static int
has_lost_patience(const struct tcp *tcp)
{
	u64 waited = net_now(tcp->net) - tcp->waiting_us;

	if (tcp->waiting_us == 0)
		return 0;
	if (waited >= patience_us(tcp))
		return 1;
	if (!is_opening(tcp))
		return 0;
	return tcp->backoff >= TCP_SYN_TRIES ||
	       (tcp->backoff >= UNREACHABLE_SYN_TRIES && tcp->soft_error != 0);
}

void
tcp_retransmit_start(struct tcp *tcp)
{
	u64 at = net_now(tcp->net) + tcp_rto(tcp);
	u64 limit = tcp->waiting_us + patience_us(tcp);

	timer_start(tcp->net, &tcp->retransmit_timer,
		    tcp->waiting_us != 0 && limit < at ? limit : at);
}

static void
retransmit(struct net *net, void *context)
{
	struct tcp *tcp = context;

	if (has_lost_patience(tcp)) {
		net_counters(net)->tcp_timeouts++;
		if (tcp_is_synchronized(tcp))
			tcp_send_reset(tcp);
		tcp_end(tcp, tcp->soft_error != 0 ? tcp->soft_error : -ETIMEDOUT);
		return;
	}
	if (tcp->wish == TCP_BLOCKED) {
		/* Nothing was lost: it is still here. The interface is asked again. */
		tcp_unlist(tcp);
	} else {
		if (tcp->backoff < BACKOFF_MAX)
			tcp->backoff++;
		if (!is_opening(tcp) && (tcp->snd_wnd == 0 || tcp->snd_una == tcp->snd_max))
			tcp_force(tcp);
		else
			tcp_loss_timeout(tcp);
	}
	tcp_retransmit_start(tcp);
	tcp_output(tcp);
}

static void
acknowledge(struct net *net, void *context)
{
	struct tcp *tcp = context;

	(void)net;
	tcp->ack_now = 1;
	tcp_output(tcp);
}

void
tcp_ack_delay_start(struct tcp *tcp)
{
	if (tcp->ack_timer.link == NULL)
		timer_start(tcp->net, &tcp->ack_timer, net_now(tcp->net) + TCP_ACK_DELAY_US);
}

void
tcp_keep_alive_start(struct tcp *tcp)
{
	if (!(tcp->socket->options & SOCKET_KEEP_ALIVE) || !tcp_is_synchronized(tcp))
		timer_stop(&tcp->keep_alive_timer);
	else
		timer_start(tcp->net, &tcp->keep_alive_timer, tcp->heard_us + KEEP_ALIVE_IDLE_US);
}

static void
probe_silence(struct net *net, void *context)
{
	struct tcp *tcp = context;
	u64 now = net_now(net);

	/* Data on its way asks the same question, with its own limit. */
	if (tcp->snd_una != tcp->snd_max)
		tcp->heard_us = now;
	if (now - tcp->heard_us < KEEP_ALIVE_IDLE_US) {
		tcp->keep_alive_probes = 0;
		tcp_keep_alive_start(tcp);
		return;
	}
	if (tcp->keep_alive_probes == KEEP_ALIVE_PROBES) {
		net_counters(net)->tcp_timeouts++;
		tcp_send_reset(tcp);
		tcp_end(tcp, -ETIMEDOUT);
		return;
	}
	tcp->keep_alive_probes++;
	/* A sequence number that the peer has acknowledged makes it acknowledge once more. */
	tcp_send(tcp, tcp->snd_una - 1, TCP_ACK, 0);
	if (tcp->unanswered_us == 0)
		tcp->unanswered_us = now;
	timer_start(net, &tcp->keep_alive_timer, now + KEEP_ALIVE_INTERVAL_US);
}

void
tcp_life_start(struct tcp *tcp)
{
	u64 life = CLOSED_LIFE_US;

	if (tcp->state == NET_TCP_TIME_WAIT)
		life = TIME_WAIT_US;
	else if (!tcp->socket->is_closed)
		return; /* its user decides, for as long as a connection is half closed */
	else if (tcp->state == NET_TCP_FIN_WAIT_2)
		life = FIN_WAIT_2_LIFE_US;
	timer_start(tcp->net, &tcp->end_timer, net_now(tcp->net) + life);
}

static void
end_life(struct net *net, void *context)
{
	struct tcp *tcp = context;

	if (tcp->state != NET_TCP_TIME_WAIT) {
		net_counters(net)->tcp_timeouts++;
		tcp_send_reset(tcp);
	}
	tcp_end(tcp, 0);
}

static void
set(struct net_timer *timer, struct tcp *tcp, void (*fire)(struct net *net, void *context))
{
	timer->fire = fire;
	timer->context = tcp;
}

void
tcp_timers_init(struct tcp *tcp)
{
	set(&tcp->retransmit_timer, tcp, retransmit);
	set(&tcp->ack_timer, tcp, acknowledge);
	set(&tcp->keep_alive_timer, tcp, probe_silence);
	set(&tcp->end_timer, tcp, end_life);
}

void
tcp_timers_stop(struct tcp *tcp)
{
	timer_stop(&tcp->retransmit_timer);
	timer_stop(&tcp->ack_timer);
	timer_stop(&tcp->keep_alive_timer);
	timer_stop(&tcp->end_timer);
}
