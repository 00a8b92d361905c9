/*
 * Which connections have something to send: those that are due, in the order in which
 * they became so, and those that wait for room at their interface. Work is proportional
 * to these, not to the connections there are.
 */
#include "tcp.h"

/* A flush ends even if each connection that was served is due again at once. */
#define TURNS_MAX (4u * NET_SOCKETS_MAX)

static void
append(struct tcp *tcp, struct tcp **first, struct tcp ***end)
{
	tcp->wish_next = NULL;
	tcp->wish_link = *first == NULL ? first : *end;
	*tcp->wish_link = tcp;
	*end = &tcp->wish_next;
}

void
tcp_unlist(struct tcp *tcp)
{
	struct net_tcp *shared = net_tcp(tcp->net);

	if (tcp->wish == TCP_CONTENT)
		return;
	*tcp->wish_link = tcp->wish_next;
	if (tcp->wish_next != NULL)
		tcp->wish_next->wish_link = tcp->wish_link;
	else if (tcp->wish == TCP_DUE)
		shared->due_end = tcp->wish_link;
	else
		shared->blocked_end = tcp->wish_link;
	tcp->wish = TCP_CONTENT;
}

void
tcp_want_output(struct tcp *tcp)
{
	struct net_tcp *shared = net_tcp(tcp->net);

	/* One that waits for room will be served when there is some. */
	if (tcp->wish != TCP_CONTENT)
		return;
	append(tcp, &shared->due, &shared->due_end);
	tcp->wish = TCP_DUE;
}

void
tcp_block(struct tcp *tcp)
{
	struct net_tcp *shared = net_tcp(tcp->net);

	if (tcp->wish == TCP_BLOCKED)
		return;
	tcp_unlist(tcp);
	append(tcp, &shared->blocked, &shared->blocked_end);
	tcp->wish = TCP_BLOCKED;
}

void
tcp_output_ready(struct net *net, struct net_interface *interface)
{
	struct tcp *tcp, *next;

	for (tcp = net_tcp(net)->blocked; tcp != NULL; tcp = next) {
		next = tcp->wish_next;
		if (ip_interface_for(net, tcp->socket->local.ip, tcp->socket->remote.ip) !=
		    interface)
			continue;
		tcp_unlist(tcp);
		tcp_want_output(tcp);
	}
}

void
tcp_flush(struct net *net)
{
	struct net_tcp *shared = net_tcp(net);

	for (u32 turn = 0; turn < TURNS_MAX && shared->due != NULL; turn++) {
		struct tcp *tcp = shared->due;
		tcp_unlist(tcp);
		tcp_output(tcp);
	}
}
