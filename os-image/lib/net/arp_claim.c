/*
 * Probes, announcements and defence of an address (RFC 5227).
 *
 * The RFC's times make a host wait for six seconds before its first packet. Here a LAN is
 * assumed that answers within a tenth of a second, as the DHCP server has looked already.
 */
#include "net_internal.h"

#define PROBES 2u
#define PROBE_INTERVAL_US 100000u
#define ANNOUNCEMENTS 2u
#define ANNOUNCE_INTERVAL_US 2000000u /* RFC 5227, 1.1 */
#define DEFEND_INTERVAL_US 10000000u  /* RFC 5227, 1.1 */

static void
go_on(struct net *net, void *context)
{
	struct net_interface *interface = context;
	struct arp_claim *claim = &interface->claim;

	if (claim->wanted != IP_ANY) {
		if (claim->probes == PROBES) {
			claim->wanted = IP_ANY;
			dhcp_claimed(interface);
			return;
		}
		claim->probes++;
		arp_send_request(interface, IP_ANY, claim->wanted, NULL);
		timer_start(net, &claim->timer, net->now_us + PROBE_INTERVAL_US);
	} else if (claim->announcements > 0 && interface->address != IP_ANY) {
		claim->announcements--;
		arp_send_request(interface, interface->address, interface->address, NULL);
		timer_start(net, &claim->timer, net->now_us + ANNOUNCE_INTERVAL_US);
	}
}

void
arp_claim_init(struct net_interface *interface)
{
	interface->claim.timer.fire = go_on;
	interface->claim.timer.context = interface;
}

void
arp_claim_start(struct net_interface *interface, ip_address wanted)
{
	interface->claim.wanted = wanted;
	interface->claim.probes = 0;
	go_on(interface->net, interface);
}

void
arp_claim_stop(struct net_interface *interface)
{
	interface->claim.wanted = IP_ANY;
	timer_stop(&interface->claim.timer);
}

void
arp_announce(struct net_interface *interface)
{
	interface->claim.announcements = ANNOUNCEMENTS;
	interface->claim.wanted = IP_ANY;
	go_on(interface->net, interface);
}

/* Somebody else uses our address: once in a while that is answered, else DHCP gives it up. */
static void
defend(struct net_interface *interface)
{
	const char *words[] = {interface->name, ": another station uses this address", NULL};
	struct net *net = interface->net;
	struct arp_claim *claim = &interface->claim;

	if (claim->defended_us != 0 && net->now_us - claim->defended_us < DEFEND_INTERVAL_US) {
		dhcp_conflict(interface);
		return;
	}
	claim->defended_us = net->now_us;
	arp_send_request(interface, interface->address, interface->address, NULL);
	net_log(net, words);
}

void
arp_claim_check(struct net_interface *interface, ip_address sender, ip_address target)
{
	ip_address wanted = interface->claim.wanted;

	if (wanted != IP_ANY && (sender == wanted || (sender == IP_ANY && target == wanted))) {
		arp_claim_stop(interface);
		dhcp_conflict(interface);
	} else if (sender != IP_ANY && sender == interface->address) {
		defend(interface);
	}
}
