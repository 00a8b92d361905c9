/* The states of the DHCP client (RFC 2131, 4.4), and its times. */
#include "net_internal.h"

#define US_PER_S 1000000u
#define FIRST_RETRY_S 4u      /* doubled each time, give or take a second (RFC 2131, 4.1) */
#define LAST_RETRY_S 64u
#define JITTER_US 1000000u
#define REQUEST_TRIES 4u
#define RETRY_RENEWAL_S 60u   /* at least (RFC 2131, 4.4.5) */
#define AFTER_DECLINE_S 10u   /* RFC 2131, 3.1, 5 */
#define AFTER_NAK_S 1u        /* a server that always refuses is not to be flooded */
#define LEASE_MIN_S 10u
#define LEASE_FOREVER 0xffffffffu

static void lease_timer(struct net *net, void *context);

void
dhcp_init(struct net_interface *interface)
{
	interface->dhcp.timer.fire = lease_timer;
	interface->dhcp.timer.context = interface;
}

static void
start_timer(struct net_interface *interface, u64 at_us)
{
	timer_start(interface->net, &interface->dhcp.timer, at_us);
}

static void
ask(struct net_interface *interface, enum dhcp_message_type type)
{
	struct dhcp *dhcp = &interface->dhcp;

	if (dhcp->asked_us <= interface->last_received_us)
		dhcp->asked_us = interface->net->now_us;
	dhcp_send(interface, type);
}

/* The time of the next try, as long as there is no address. */
static u64
retry_us(struct net_interface *interface)
{
	u32 seconds = FIRST_RETRY_S;

	for (u32 i = 1; i < interface->dhcp.tries && seconds < LAST_RETRY_S; i++)
		seconds *= 2u;
	return interface->net->now_us + (u64)seconds * US_PER_S - JITTER_US +
	       net_random(interface->net) % (2u * JITTER_US);
}

static void
discover(struct net_interface *interface)
{
	struct dhcp *dhcp = &interface->dhcp;

	if (dhcp->state != NET_DHCP_SELECTING || dhcp->tries == 0) {
		dhcp->transaction = net_random(interface->net);
		dhcp->started_us = interface->net->now_us;
		dhcp->tries = 0;
	}
	dhcp->state = NET_DHCP_SELECTING;
	if (dhcp->tries < UINT8_MAX)
		dhcp->tries++;
	ask(interface, DHCP_DISCOVER);
	start_timer(interface, retry_us(interface));
}

/* Looks for a server from the beginning, after a while. */
static void
begin_again(struct net_interface *interface, u32 after_s)
{
	struct dhcp *dhcp = &interface->dhcp;

	arp_claim_stop(interface);
	dhcp->is_claiming = 0;
	dhcp->state = NET_DHCP_SELECTING;
	dhcp->tries = 0;
	dhcp->asked_us = 0;
	dhcp->offer = (struct dhcp_offer){0};
	if (after_s == 0)
		discover(interface);
	else
		start_timer(interface, interface->net->now_us + (u64)after_s * US_PER_S);
}

static void
lose_address(struct net_interface *interface, const char *why, u32 after_s)
{
	const char *words[] = {interface->name, ": ", why, ", looking for another address", NULL};

	net_log(interface->net, words);
	interface_take_address(interface, IP_ANY, IP_ANY);
	begin_again(interface, after_s);
}

void
net_dhcp_start(struct net_interface *interface, const char *host_name)
{
	struct dhcp *dhcp = &interface->dhcp;

	if (interface->is_loopback)
		return;
	memset(dhcp->host_name, 0, sizeof(dhcp->host_name));
	for (u32 i = 0; i < DHCP_HOST_NAME_MAX && host_name[i] != '\0'; i++)
		dhcp->host_name[i] = host_name[i];
	begin_again(interface, 0);
}

void
net_dhcp_stop(struct net_interface *interface, int release)
{
	struct dhcp *dhcp = &interface->dhcp;
	int has_lease = dhcp->state >= NET_DHCP_BOUND;

	if (dhcp->state == NET_DHCP_OFF)
		return;
	if (has_lease && release) {
		dhcp->transaction = net_random(interface->net);
		dhcp_send(interface, DHCP_RELEASE);
	}
	timer_stop(&dhcp->timer);
	if (dhcp->is_claiming)
		arp_claim_stop(interface);
	dhcp->is_claiming = 0;
	dhcp->state = NET_DHCP_OFF;
	if (has_lease)
		interface_take_address(interface, IP_ANY, IP_ANY);
}

/* ---- the lease ---- */

/* The times of a lease from now on; a server's own ones count if they are in order. */
static void
set_times(struct net_interface *interface)
{
	struct dhcp *dhcp = &interface->dhcp;
	const struct dhcp_offer *offer = &dhcp->offer;
	u64 now = interface->net->now_us;
	u64 lease_s = offer->lease_s > LEASE_MIN_S ? offer->lease_s : LEASE_MIN_S;
	u64 rebind_s = lease_s / 8u * 7u;
	u64 renew_s = lease_s / 2u;

	if (offer->lease_s == LEASE_FOREVER) {
		dhcp->ends_us = NET_NEVER;
		timer_stop(&dhcp->timer);
		return;
	}
	if (offer->renew_s != 0 && offer->renew_s < offer->rebind_s && offer->rebind_s < lease_s) {
		renew_s = offer->renew_s;
		rebind_s = offer->rebind_s;
	}
	dhcp->renew_us = now + renew_s * US_PER_S;
	dhcp->rebind_us = now + rebind_s * US_PER_S;
	dhcp->ends_us = now + lease_s * US_PER_S;
	start_timer(interface, dhcp->renew_us);
}

static void
bind(struct net_interface *interface)
{
	struct dhcp *dhcp = &interface->dhcp;
	const struct dhcp_offer *offer = &dhcp->offer;

	dhcp->state = NET_DHCP_BOUND;
	dhcp->is_claiming = 0;
	dhcp->asked_us = 0;
	set_times(interface);
	interface_take_address(interface, offer->address, offer->mask);
	route_set_gateway(interface, offer->gateway);
}

void
dhcp_claimed(struct net_interface *interface)
{
	if (interface->dhcp.is_claiming)
		bind(interface);
}

void
dhcp_conflict(struct net_interface *interface)
{
	struct dhcp *dhcp = &interface->dhcp;

	if (!dhcp->is_claiming && dhcp->state < NET_DHCP_BOUND)
		return;
	dhcp->state = NET_DHCP_REQUESTING;
	dhcp_send(interface, DHCP_DECLINE);
	lose_address(interface, "another station has the address of the lease", AFTER_DECLINE_S);
}

/* ---- messages of servers ---- */

static void
offered(struct net_interface *interface, const struct dhcp_offer *offer)
{
	struct dhcp *dhcp = &interface->dhcp;

	dhcp->offer = *offer;
	dhcp->state = NET_DHCP_REQUESTING;
	dhcp->tries = 1;
	ask(interface, DHCP_REQUEST);
	start_timer(interface, retry_us(interface));
}

static void
granted(struct net_interface *interface, const struct dhcp_offer *offer)
{
	struct dhcp *dhcp = &interface->dhcp;

	if (dhcp->state == NET_DHCP_REQUESTING) {
		/* It answers for what it has offered, and for that alone. */
		if (dhcp->is_claiming || offer->address != dhcp->offer.address ||
		    offer->server != dhcp->offer.server)
			return;
		dhcp->offer = *offer;
		dhcp->is_claiming = 1;
		dhcp->asked_us = 0;
		timer_stop(&dhcp->timer);
		arp_claim_start(interface, offer->address);
		return;
	}
	if (offer->address != interface->address) {
		lose_address(interface, "the server has renewed another address than ours", 0);
		return;
	}
	dhcp->offer = *offer;
	bind(interface);
}

int
dhcp_input(struct net_interface *interface, const u8 *message, u32 length)
{
	struct dhcp *dhcp = &interface->dhcp;
	struct dhcp_offer offer;

	if (dhcp->state == NET_DHCP_OFF)
		return 0;
	if (!dhcp_read(interface, message, length, &offer)) {
		interface->counters.received_dropped++;
		return 1;
	}
	if (dhcp->state == NET_DHCP_SELECTING) {
		if (offer.type == DHCP_OFFER && dhcp->tries > 0)
			offered(interface, &offer);
	} else if (dhcp->state == NET_DHCP_BOUND) {
		/* Nothing was asked. */
	} else if (offer.type == DHCP_ACK) {
		granted(interface, &offer);
	} else if (offer.type == DHCP_NAK && !dhcp->is_claiming &&
		   (offer.server == dhcp->offer.server || dhcp->state == NET_DHCP_REBINDING)) {
		lose_address(interface, "the server refuses the address", AFTER_NAK_S);
	}
	return 1;
}

int
dhcp_wants(const struct net_interface *interface, u8 protocol)
{
	u8 state = interface->dhcp.state;

	return protocol == IP_PROTOCOL_UDP &&
	       (state == NET_DHCP_SELECTING || state == NET_DHCP_REQUESTING);
}

/* ---- time ---- */

/* Half of what is left of a phase, but not too often; and never beyond its end. */
static u64
retry_in_phase(u64 now, u64 end)
{
	u64 wait = (end - now) / 2u;

	if (wait < (u64)RETRY_RENEWAL_S * US_PER_S)
		wait = (u64)RETRY_RENEWAL_S * US_PER_S;
	return now + wait < end ? now + wait : end;
}

static void
prolong(struct net_interface *interface)
{
	struct dhcp *dhcp = &interface->dhcp;
	u64 now = interface->net->now_us;
	u64 end = now < dhcp->rebind_us ? dhcp->rebind_us : dhcp->ends_us;

	if (now >= dhcp->ends_us) {
		lose_address(interface, "the lease has ended", 0);
		return;
	}
	if (dhcp->state == NET_DHCP_BOUND) {
		dhcp->transaction = net_random(interface->net);
		dhcp->started_us = now;
	}
	dhcp->state = now < dhcp->rebind_us ? NET_DHCP_RENEWING : NET_DHCP_REBINDING;
	ask(interface, DHCP_REQUEST);
	start_timer(interface, retry_in_phase(now, end));
}

static void
lease_timer(struct net *net, void *context)
{
	struct net_interface *interface = context;
	struct dhcp *dhcp = &interface->dhcp;

	(void)net;
	switch (dhcp->state) {
	case NET_DHCP_SELECTING:
		discover(interface);
		break;
	case NET_DHCP_REQUESTING:
		if (dhcp->tries >= REQUEST_TRIES) {
			begin_again(interface, 0);
			break;
		}
		dhcp->tries++;
		ask(interface, DHCP_REQUEST);
		start_timer(interface, retry_us(interface));
		break;
	case NET_DHCP_BOUND:
	case NET_DHCP_RENEWING:
	case NET_DHCP_REBINDING:
		prolong(interface);
		break;
	}
}

/* What was asked last is asked again, and the times of the next tries start anew. */
void
dhcp_nudge(struct net_interface *interface)
{
	struct dhcp *dhcp = &interface->dhcp;

	if (dhcp->state == NET_DHCP_OFF || dhcp->state == NET_DHCP_BOUND)
		return;
	if (dhcp->is_claiming) {
		arp_claim_start(interface, dhcp->offer.address);
		return;
	}
	if (dhcp->state == NET_DHCP_SELECTING || dhcp->state == NET_DHCP_REQUESTING)
		dhcp->tries = 0;
	lease_timer(interface->net, interface);
}

u64
dhcp_unanswered_since(const struct net_interface *interface)
{
	const struct dhcp *dhcp = &interface->dhcp;

	return dhcp->asked_us > interface->last_received_us ? dhcp->asked_us : 0;
}

void
dhcp_info(const struct net_interface *interface, struct net_interface_info *info)
{
	const struct dhcp *dhcp = &interface->dhcp;

	info->dhcp = dhcp->state;
	info->lease_ends_us = NET_NEVER;
	if (dhcp->state < NET_DHCP_BOUND)
		return;
	info->gateway = dhcp->offer.gateway;
	info->name_server = dhcp->offer.name_server;
	info->dhcp_server = dhcp->offer.server;
	info->lease_ends_us = dhcp->ends_us;
}
