/*
 * Fragments of datagrams become datagrams again (RFC 791, 3.2; RFC 1122, 3.3.2).
 *
 * A few datagrams may be under way at once, each for half a minute; the oldest one gives way.
 * A fragment that is a repetition is ignored; one that says something else about bytes that
 * are known ends its datagram, as nobody sends that for a good reason (RFC 5722).
 */
#include "net_internal.h"

#define REASSEMBLY_TIME_US 30000000u
#define UNITS_PER_WORD 32u

struct reassembly_data {
	u32 known[REASSEMBLY_UNITS / UNITS_PER_WORD]; /* a bit for each unit that has come */
	u8 payload[65536];
};

static void
release(struct reassembly *reassembly)
{
	struct net *net = reassembly->interface->net;

	timer_stop(&reassembly->timer);
	net_release(net, reassembly->data, sizeof(*reassembly->data));
	reassembly->data = NULL;
}

static void
fail(struct reassembly *reassembly)
{
	reassembly->interface->net->statistics.ip_reassembly_failed++;
	release(reassembly);
}

/* The packet as far as it is known: all of it, or what an ICMP error quotes. */
static struct ip_packet
packet_of(const struct reassembly *reassembly)
{
	return (struct ip_packet){
		.interface = reassembly->interface,
		.source = reassembly->source,
		.destination = reassembly->destination,
		.protocol = reassembly->protocol,
		.ttl = reassembly->ttl,
		.is_broadcast = reassembly->is_broadcast,
		.header = reassembly->header,
		.header_length = reassembly->header_length,
		.payload = reassembly->data->payload,
		.length = reassembly->end,
	};
}

static void
time_is_over(struct net *net, void *context)
{
	struct reassembly *reassembly = context;

	if (reassembly->has_first) {
		struct ip_packet packet = packet_of(reassembly);

		icmp_send_error(net, &packet, ICMP_TIME_EXCEEDED, ICMP_REASSEMBLY_TIME);
	}
	fail(reassembly);
}

static int
is_of(const struct reassembly *reassembly, const struct ip_packet *packet)
{
	return reassembly->data != NULL && reassembly->interface == packet->interface &&
	       reassembly->source == packet->source &&
	       reassembly->destination == packet->destination &&
	       reassembly->protocol == packet->protocol &&
	       reassembly->id == get16(packet->header + IP_ID);
}

/* The place for a new one: free, or else the oldest's. NULL: no memory. */
static struct reassembly *
make(struct net *net, const struct ip_packet *packet)
{
	struct reassembly *best = &net->reassemblies[0];

	for (u32 i = 0; i < REASSEMBLIES_MAX && best->data != NULL; i++) {
		struct reassembly *other = &net->reassemblies[i];

		if (other->data == NULL || other->timer.at_us < best->timer.at_us)
			best = other;
	}
	if (best->data != NULL)
		fail(best);
	*best = (struct reassembly){
		.data = net_allocate(net, sizeof(*best->data)),
		.interface = packet->interface,
		.source = packet->source,
		.destination = packet->destination,
		.id = get16(packet->header + IP_ID),
		.protocol = packet->protocol,
		.is_broadcast = packet->is_broadcast,
		.timer = {.fire = time_is_over, .context = best},
	};
	if (best->data == NULL)
		return NULL;
	timer_start(net, &best->timer, net->now_us + REASSEMBLY_TIME_US);
	return best;
}

static struct reassembly *
find(struct net *net, const struct ip_packet *packet)
{
	for (u32 i = 0; i < REASSEMBLIES_MAX; i++)
		if (is_of(&net->reassemblies[i], packet))
			return &net->reassemblies[i];
	return NULL;
}

static int
is_known(const struct reassembly_data *data, u32 unit)
{
	return data->known[unit / UNITS_PER_WORD] >> unit % UNITS_PER_WORD & 1u;
}

/* How many of the units [from, to) have come already. */
static u32
count_known(const struct reassembly_data *data, u32 from, u32 to)
{
	u32 count = 0;

	for (u32 unit = from; unit < to; unit++)
		count += (u32)is_known(data, unit);
	return count;
}

/* Whether the end of a fragment fits what is known: the last one's is the end of them all. */
static int
fits_end(const struct reassembly *reassembly, u32 end, int is_last)
{
	if (is_last)
		return end >= reassembly->end &&
		       (reassembly->total == 0 || reassembly->total == end);
	return reassembly->total == 0 || end < reassembly->total;
}

static void
take(struct reassembly *reassembly, const struct ip_packet *packet, u32 offset)
{
	struct reassembly_data *data = reassembly->data;
	u32 end = offset + packet->length;

	memcpy(data->payload + offset, packet->payload, packet->length);
	for (u32 unit = offset / IP_FRAGMENT_UNIT; unit * IP_FRAGMENT_UNIT < end; unit++)
		data->known[unit / UNITS_PER_WORD] |= 1u << unit % UNITS_PER_WORD;
	reassembly->received += packet->length;
	if (end > reassembly->end)
		reassembly->end = end;
	if (offset == 0) {
		reassembly->has_first = 1;
		reassembly->ttl = packet->ttl;
		reassembly->header_length = packet->header_length;
		memcpy(reassembly->header, packet->header, packet->header_length);
	}
}

/* The place is free before anybody hears of the datagram, who may call for reassembly_forget. */
static void
complete(struct net *net, struct reassembly *reassembly)
{
	struct reassembly_data *data = reassembly->data;
	struct ip_packet whole = packet_of(reassembly);
	u8 header[IP_HEADER_MAX];

	memcpy(header, reassembly->header, sizeof(header));
	whole.header = header;
	timer_stop(&reassembly->timer);
	reassembly->data = NULL;
	net->statistics.ip_reassembled++;
	ip_deliver(net, &whole);
	net_release(net, data, sizeof(*data));
}

void
reassembly_input(struct net *net, const struct ip_packet *packet)
{
	u32 field = get16(packet->header + IP_FRAGMENT);
	u32 offset = (field & IP_FRAGMENT_OFFSET) * IP_FRAGMENT_UNIT;
	u32 end = offset + packet->length;
	int is_last = (field & IP_MORE_FRAGMENTS) == 0;
	struct reassembly *reassembly = find(net, packet);
	u32 known, units;

	if (packet->length == 0 || end > IP_PAYLOAD_MAX ||
	    (!is_last && packet->length % IP_FRAGMENT_UNIT != 0)) {
		net->statistics.ip_bad++;
		packet->interface->counters.received_bad++;
		return;
	}
	if (reassembly == NULL)
		reassembly = make(net, packet);
	if (reassembly == NULL) {
		packet->interface->counters.received_dropped++;
		return;
	}
	units = (packet->length + IP_FRAGMENT_UNIT - 1u) / IP_FRAGMENT_UNIT;
	known = count_known(reassembly->data, offset / IP_FRAGMENT_UNIT,
			    offset / IP_FRAGMENT_UNIT + units);
	if (!fits_end(reassembly, end, is_last) || (known != 0 && known != units) ||
	    (known == units &&
	     memcmp(reassembly->data->payload + offset, packet->payload, packet->length) != 0)) {
		fail(reassembly);
		return;
	}
	if (is_last)
		reassembly->total = end;
	if (known == 0)
		take(reassembly, packet, offset);
	if (reassembly->received == reassembly->total)
		complete(net, reassembly);
}

void
reassembly_forget(struct net_interface *interface)
{
	struct net *net = interface->net;

	for (u32 i = 0; i < REASSEMBLIES_MAX; i++)
		if (net->reassemblies[i].data != NULL &&
		    net->reassemblies[i].interface == interface)
			fail(&net->reassemblies[i]);
}
