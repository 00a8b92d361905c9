/*
 * The stack as a whole: made and unmade, its clock, and the turn that each batch of
 * events ends with.
 */
#include "net_internal.h"
#include "ethernet.h"

#define LINE_MAX 120u
/* Rounds of loopback packets in one flush; the rest is due at once (net_next_deadline). */
#define FLUSH_ROUNDS 32u

u32
net_size(void)
{
	return sizeof(struct net);
}

struct net *
net_create(void *memory, const struct net_host *host, u64 now_us)
{
	struct net *net = memory;

	net->host = *host;
	net->now_us = now_us;
	net->next_ip_id = (u16)net_random(net);
	sockets_init(net);
	arp_init(net);
	loopback_init(net);
	tcp_init(net);
	return net;
}

void
net_destroy(struct net *net)
{
	struct net_socket *socket;

	while ((socket = net->used_sockets) != NULL) {
		if (socket->type == NET_STREAM)
			tcp_discard(socket);
		else
			datagrams_discard(socket);
		socket_free(socket);
	}
	for (u32 i = 0; i < net->interface_count; i++)
		reassembly_forget(&net->interfaces[i]);
	arp_discard(net);
}

void
net_set_time(struct net *net, u64 now_us)
{
	if (now_us > net->now_us)
		net->now_us = now_us;
}

void
net_flush(struct net *net)
{
	for (u32 round = 0; round < FLUSH_ROUNDS; round++) {
		tcp_flush(net);
		if (!loopback_has_packets(net))
			break;
		loopback_deliver(net);
	}
	sockets_tell(net);
}

u64
net_next_deadline(const struct net *net)
{
	return loopback_has_packets(net) ? net->now_us : timers_next(net);
}

void
net_run_timers(struct net *net)
{
	timers_fire(net);
	net_flush(net);
}

/* ---- what the protocols know of the stack ---- */

u64
net_now(const struct net *net)
{
	return net->now_us;
}

u32
net_random(struct net *net)
{
	return net->host.random(net->host.context);
}

void *
net_allocate(struct net *net, u32 bytes)
{
	void *memory = net->host.allocate(net->host.context, bytes);

	if (memory != NULL)
		memset(memory, 0, bytes);
	return memory;
}

void
net_release(struct net *net, void *memory, u32 bytes)
{
	net->host.release(net->host.context, memory, bytes);
}

struct net_statistics *
net_counters(struct net *net)
{
	return &net->statistics;
}

const struct net_statistics *
net_statistics(const struct net *net)
{
	return &net->statistics;
}

struct net_tcp *
net_tcp(struct net *net)
{
	return &net->tcp;
}

struct net_socket *
net_first_socket(struct net *net)
{
	return net->used_sockets;
}

void
net_log(struct net *net, const char *const words[])
{
	char line[LINE_MAX];
	u32 used = 0;

	for (; *words != NULL; words++)
		for (const char *word = *words; *word != '\0' && used < LINE_MAX - 1u; word++)
			line[used++] = *word;
	line[used] = '\0';
	net->host.log(net->host.context, line);
}
