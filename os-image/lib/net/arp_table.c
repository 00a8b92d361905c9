/*
 * The table of neighbours: entries, their times, and the frames that wait for them.
 *
 * An address is asked for up to ARP_TRIES times, once a second (RFC 1122, 2.3.2.1). One
 * that has not answered is silent for a while: packets for it are refused at once. A known
 * one is asked again, by a frame to it alone, before it expires, if it was used since.
 */
#include "arp_table.h"
#include "ethernet.h"
#include "net_internal.h"

#define ARP_TRIES 4u
#define ASK_INTERVAL_US 1000000u
#define SILENT_US 3000000u
#define CHECK_AFTER_US 45000000u  /* since it was confirmed */
#define EXPIRE_AFTER_US 60000000u
#define US_PER_S 1000000u

/* Frames: the longest datagram, in fragments, and that for two neighbours. */
#define WAITING_PER_NEIGHBOUR 48u
#define WAITING_MAX 96u

static void entry_timer(struct net *net, void *context);

void
arp_init(struct net *net)
{
	for (u32 i = 0; i < ARP_ENTRIES; i++) {
		net->arp.entries[i].timer.fire = entry_timer;
		net->arp.entries[i].timer.context = &net->arp.entries[i];
	}
}

/* ---- frames that wait ---- */

static u32
waiting_bytes(u32 length)
{
	return (u32)sizeof(struct arp_waiting) + length;
}

static struct arp_waiting *
waiting_of(u8 *frame)
{
	return (struct arp_waiting *)(void *)(frame - offsetof(struct arp_waiting, frame));
}

static void
release(struct net *net, struct arp_waiting *waiting)
{
	net_release(net, waiting, waiting_bytes(waiting->length));
}

/* There is one. */
static void
drop_first(struct net *net, struct arp_entry *entry)
{
	struct arp_waiting *waiting = entry->first;

	entry->first = waiting->next;
	if (entry->first == NULL)
		entry->end = &entry->first;
	entry->waiting--;
	net->arp.waiting--;
	entry->interface->counters.sent_dropped++;
	release(net, waiting);
}

u8 *
arp_claim_frame(struct net *net, u32 length)
{
	struct arp_waiting *waiting = net_allocate(net, waiting_bytes(length));

	if (waiting == NULL)
		return NULL;
	waiting->length = length;
	return waiting->frame;
}

void
arp_drop_frame(struct net *net, u8 *frame)
{
	release(net, waiting_of(frame));
}

void
arp_keep_frame(struct net *net, struct arp_entry *entry, u8 *frame)
{
	struct arp_waiting *waiting = waiting_of(frame);

	/* The latest one is kept in any case (RFC 1122, 2.3.2.2). */
	if (entry->waiting == WAITING_PER_NEIGHBOUR)
		drop_first(net, entry);
	for (u32 i = 0; net->arp.waiting >= WAITING_MAX && i < ARP_ENTRIES; i++)
		if (net->arp.entries[i].waiting > 0)
			drop_first(net, &net->arp.entries[i]);
	*entry->end = waiting;
	entry->end = &waiting->next;
	entry->waiting++;
	net->arp.waiting++;
}

/* The list, which is the entry's no more: what is done with it may make others wait there. */
static struct arp_waiting *
take_all(struct net *net, struct arp_entry *entry)
{
	struct arp_waiting *first = entry->first;

	net->arp.waiting -= entry->waiting;
	entry->waiting = 0;
	entry->first = NULL;
	entry->end = &entry->first;
	return first;
}

static void
send_waiting(struct net *net, struct arp_entry *entry)
{
	struct arp_waiting *next, *waiting = take_all(net, entry);

	for (; waiting != NULL; waiting = next) {
		u32 length = waiting->length - ETHERNET_HEADER_BYTES;
		u8 *frame = ethernet_claim(entry->interface, entry->mac, ETHERNET_TYPE_IP, length);

		if (frame == NULL) {
			entry->interface->counters.sent_dropped++;
		} else {
			memcpy(frame + ETHERNET_HEADER_BYTES,
			       waiting->frame + ETHERNET_HEADER_BYTES, length);
			ethernet_send(entry->interface, frame, length);
		}
		next = waiting->next;
		release(net, waiting);
	}
}

/* Their senders hear of it as if a router had said so. */
static void
refuse_waiting(struct net *net, struct arp_entry *entry)
{
	struct arp_waiting *next, *waiting = take_all(net, entry);

	for (; waiting != NULL; waiting = next) {
		icmp_report(net, waiting->frame + ETHERNET_HEADER_BYTES,
			    waiting->length - ETHERNET_HEADER_BYTES, -EHOSTUNREACH, 0);
		next = waiting->next;
		release(net, waiting);
	}
}

/* ---- entries ---- */

static void
free_entry(struct net *net, struct arp_entry *entry)
{
	timer_stop(&entry->timer);
	while (entry->waiting > 0)
		drop_first(net, entry);
	entry->state = ARP_FREE;
	entry->is_permanent = 0;
	entry->is_checking = 0;
}

static struct arp_entry *
find(struct net_interface *interface, ip_address address)
{
	struct arp_table *table = &interface->net->arp;
	struct arp_entry *entry = table->latest;

	if (entry != NULL && entry->state != ARP_FREE && entry->address == address &&
	    entry->interface == interface)
		return entry;
	for (u32 i = 0; i < ARP_ENTRIES; i++) {
		entry = &table->entries[i];
		if (entry->state != ARP_FREE && entry->address == address &&
		    entry->interface == interface) {
			table->latest = entry;
			return entry;
		}
	}
	return NULL;
}

/* A free one, or the least recently used, which those are that nobody has ever sent to. */
static struct arp_entry *
make(struct net_interface *interface, ip_address address)
{
	struct net *net = interface->net;
	struct arp_entry *best = NULL;

	for (u32 i = 0; i < ARP_ENTRIES; i++) {
		struct arp_entry *entry = &net->arp.entries[i];

		if (entry->state == ARP_FREE) {
			best = entry;
			break;
		}
		if (!entry->is_permanent && (best == NULL || entry->used_us < best->used_us))
			best = entry;
	}
	if (best == NULL)
		return NULL;
	free_entry(net, best);
	best->interface = interface;
	best->address = address;
	best->tries = 0;
	best->confirmed_us = net->now_us;
	best->used_us = 0;
	best->asked_us = 0;
	best->first = NULL;
	best->end = &best->first;
	return best;
}

/* Asks once more: everybody, or, if its address is known and nobody said another, it alone. */
static void
ask(struct net *net, struct arp_entry *entry, const u8 *to_mac)
{
	struct net_interface *interface = entry->interface;

	entry->tries++;
	if (entry->asked_us == 0 || entry->asked_us <= interface->last_received_us)
		entry->asked_us = net->now_us;
	arp_send_request(interface, interface->address, entry->address, to_mac);
	timer_start(net, &entry->timer, net->now_us + ASK_INTERVAL_US);
}

static void
know(struct net *net, struct arp_entry *entry, const u8 mac[MAC_BYTES])
{
	memcpy(entry->mac, mac, MAC_BYTES);
	entry->state = ARP_KNOWN;
	entry->is_checking = 0;
	entry->tries = 0;
	entry->asked_us = 0;
	entry->confirmed_us = net->now_us;
	timer_stop(&entry->timer);
	if (!entry->is_permanent)
		timer_start(net, &entry->timer, net->now_us + CHECK_AFTER_US);
}

static void
give_up(struct net *net, struct arp_entry *entry)
{
	struct net_interface *interface = entry->interface;

	entry->state = ARP_SILENT;
	entry->asked_us = 0;
	timer_start(net, &entry->timer, net->now_us + SILENT_US);
	refuse_waiting(net, entry);
	interface_ready(interface);
}

static void
check_known(struct net *net, struct arp_entry *entry)
{
	if (entry->is_checking) {
		if (entry->tries < ARP_TRIES)
			ask(net, entry, entry->mac);
		else
			free_entry(net, entry);
		return;
	}
	if (entry->confirmed_us + CHECK_AFTER_US > net->now_us) {
		timer_start(net, &entry->timer, entry->confirmed_us + CHECK_AFTER_US);
	} else if (entry->used_us > entry->confirmed_us) {
		entry->is_checking = 1;
		ask(net, entry, entry->mac);
	} else if (entry->confirmed_us + EXPIRE_AFTER_US > net->now_us) {
		timer_start(net, &entry->timer, entry->confirmed_us + EXPIRE_AFTER_US);
	} else {
		free_entry(net, entry);
	}
}

static void
entry_timer(struct net *net, void *context)
{
	struct arp_entry *entry = context;

	if (entry->state == ARP_KNOWN)
		check_known(net, entry);
	else if (entry->state == ARP_SILENT)
		free_entry(net, entry);
	else if (entry->tries < ARP_TRIES)
		ask(net, entry, NULL);
	else
		give_up(net, entry);
}

/* ---- for IP ---- */

const u8 *
arp_resolve(struct net_interface *interface, ip_address address, struct arp_entry **waits_for,
	    s32 *error)
{
	struct net *net = interface->net;
	struct arp_entry *entry = find(interface, address);

	if (entry == NULL) {
		entry = make(interface, address);
		if (entry == NULL) {
			*error = -EHOSTUNREACH;
			return NULL;
		}
		entry->state = ARP_ASKING;
		entry->used_us = net->now_us;
		ask(net, entry, NULL);
	}
	entry->used_us = net->now_us;
	if (entry->state == ARP_KNOWN)
		return entry->mac;
	*waits_for = entry;
	*error = entry->state == ARP_SILENT ? -EHOSTUNREACH : -EINPROGRESS;
	return NULL;
}

void
arp_confirm(struct net_interface *interface, ip_address address)
{
	struct arp_entry *entry = find(interface, address);

	if (entry != NULL && entry->state == ARP_KNOWN)
		entry->confirmed_us = interface->net->now_us;
}

void
arp_forget(struct net_interface *interface)
{
	struct net *net = interface->net;

	for (u32 i = 0; i < ARP_ENTRIES; i++)
		if (net->arp.entries[i].state != ARP_FREE &&
		    net->arp.entries[i].interface == interface)
			free_entry(net, &net->arp.entries[i]);
}

void
arp_discard(struct net *net)
{
	for (u32 i = 0; i < ARP_ENTRIES; i++)
		if (net->arp.entries[i].state != ARP_FREE)
			free_entry(net, &net->arp.entries[i]);
}

void
arp_nudge(struct net_interface *interface)
{
	struct net *net = interface->net;

	for (u32 i = 0; i < ARP_ENTRIES; i++) {
		struct arp_entry *entry = &net->arp.entries[i];

		if (entry->state == ARP_FREE || entry->interface != interface)
			continue;
		if (entry->state == ARP_SILENT) {
			free_entry(net, entry);
		} else if (entry->state == ARP_ASKING || entry->is_checking) {
			entry->tries = 0;
			ask(net, entry, entry->state == ARP_KNOWN ? entry->mac : NULL);
		}
	}
}

u64
arp_unanswered_since(const struct net_interface *interface)
{
	u64 since = 0;

	for (u32 i = 0; i < ARP_ENTRIES; i++) {
		const struct arp_entry *entry = &interface->net->arp.entries[i];

		if (entry->state == ARP_FREE || entry->interface != interface ||
		    entry->asked_us <= interface->last_received_us)
			continue;
		if (since == 0 || entry->asked_us < since)
			since = entry->asked_us;
	}
	return since;
}

/* ---- for arp.c ---- */

void
arp_heard(struct net_interface *interface, ip_address address, const u8 mac[MAC_BYTES],
	  int is_answer)
{
	struct net *net = interface->net;
	struct arp_entry *entry = find(interface, address);

	if (entry == NULL || entry->is_permanent)
		return;
	if (entry->state == ARP_KNOWN && memcmp(entry->mac, mac, MAC_BYTES) == 0) {
		know(net, entry, mac);
	} else if (is_answer && (entry->state == ARP_ASKING || entry->is_checking)) {
		know(net, entry, mac);
		send_waiting(net, entry);
		interface_ready(interface);
	} else if (entry->state == ARP_KNOWN && !entry->is_checking) {
		/* It is said to have moved: all are asked; the old address holds until then. */
		entry->is_checking = 1;
		entry->tries = 0;
		ask(net, entry, NULL);
	}
}

void
arp_heard_asking(struct net_interface *interface, ip_address address, const u8 mac[MAC_BYTES])
{
	struct net *net = interface->net;
	struct arp_entry *entry = find(interface, address);

	if (entry != NULL && entry->state == ARP_KNOWN) {
		arp_heard(interface, address, mac, 0);
		return;
	}
	if (entry == NULL)
		entry = make(interface, address);
	if (entry == NULL)
		return;
	know(net, entry, mac);
	send_waiting(net, entry);
	interface_ready(interface);
}

/* ---- for people ---- */

s32
net_neighbour_at(const struct net *net, u32 index, struct net_neighbour *neighbour)
{
	for (u32 i = 0; i < ARP_ENTRIES; i++) {
		const struct arp_entry *entry = &net->arp.entries[i];

		if (entry->state == ARP_FREE || index-- > 0)
			continue;
		*neighbour = (struct net_neighbour){
			.address = entry->address,
			.is_complete = entry->state == ARP_KNOWN,
			.is_permanent = entry->is_permanent,
			.age_s = (u32)((net->now_us - entry->confirmed_us) / US_PER_S),
			.interface = entry->interface,
		};
		if (entry->state == ARP_KNOWN)
			memcpy(neighbour->mac, entry->mac, MAC_BYTES);
		return 0;
	}
	return -ENOENT;
}

s32
net_set_neighbour(struct net *net, ip_address address, const u8 mac[MAC_BYTES])
{
	struct route_way way;
	struct arp_entry *entry;

	if (ip_is_local(net, address) || route_find(net, NULL, address, &way) < 0 ||
	    way.next_hop != address)
		return -ENETUNREACH;
	entry = find(way.interface, address);
	if (entry == NULL)
		entry = make(way.interface, address);
	if (entry == NULL)
		return -ENOSPC;
	entry->is_permanent = 1;
	know(net, entry, mac);
	send_waiting(net, entry);
	return 0;
}

s32
net_delete_neighbour(struct net *net, ip_address address)
{
	for (u32 i = 0; i < ARP_ENTRIES; i++) {
		struct arp_entry *entry = &net->arp.entries[i];

		if (entry->state != ARP_FREE && entry->address == address) {
			free_entry(net, entry);
			return 0;
		}
	}
	return -ENOENT;
}
