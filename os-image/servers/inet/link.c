/* Links and how a driver comes into use. See link.h. */
#include "link.h"

#include "inet.h"

#include <errno.h>
#include <libsys/complain.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/recovery.h>
#include <stdio.h>
#include <string.h>

#define CONFIGURE_DEADLINE_US (3u * 1000u * 1000u) /* finding out what is in the cable's other end takes a card its time */
#define RETRY_US (1000u * 1000u)
#define FAILURES_MAX 5u /* then the driver is complained about, each time */
#define GROUP_ADDRESS 1u /* in an address' first byte: IEEE 802.3, 3.2.3 */

struct link links[LINKS_MAX];

static void
retry(struct timer *timer)
{
	struct link *link = timer->context;

	inet_begin();
	link_configure(link, link->successor);
	inet_settle();
}

void
links_init(u32 count, char **labels)
{
	if (count > LINKS_MAX)
		panic("inet: %u drivers are named, and there is room for %u", count, LINKS_MAX);
	for (u32 index = 0; index < count; index++) {
		struct link *link = &links[index];

		if (strlcpy(link->label, labels[index], LABEL_LEN) >= LABEL_LEN)
			panic("inet: \"%s\" is too long for a label", labels[index]);
		link->driver = EP_NONE;
		link->successor = EP_NONE;
		link->grant = GRANT_INVALID;
		link->retry.fire = retry;
		link->retry.context = link;
		recovery_silence_reset(link);
	}
}

struct link *
link_of(const struct net_interface *interface)
{
	FOR_EACH_LINK(link)
		if (link->interface == interface)
			return link;
	return NULL;
}

struct link *
link_by_label(const char *label)
{
	FOR_EACH_LINK(link)
		if (strcmp(link->label, label) == 0)
			return link;
	return NULL;
}

void
link_breach(struct link *link, u32 reason, const char *what)
{
	if (complain_about(link->driver, reason))
		printf("inet: %s %s\n", link->label, what);
}

/* ---- the first instance ---- */

/* Its memory: the slots, then the regions. */
static s32
map_memory(struct link *link)
{
	u32 slots = LINK_SLOTS * LINK_SLOT_BYTES;
	u32 memory;
	s32 error;

	error = sys_vm_map(EP_SELF, 0, ROUND_UP(slots + LINK_REGIONS * LINK_REGION_BYTES, PAGE_SIZE),
			   VM_READ | VM_WRITE, &memory);
	if (error < 0)
		return error;
	link->slots = (u8 *)memory;
	for (u32 index = 0; index < LINK_REGIONS; index++) {
		link->regions[index].link = link;
		link->regions[index].memory = link->slots + slots + index * LINK_REGION_BYTES;
	}
	for (u32 index = 0; index < LINK_SENDS; index++)
		link->sends[index].link = link;
	return 0;
}

static s32
make_interface(struct link *link)
{
	struct net_link operations = link_operations;
	char name[NET_NAME_LEN];
	s32 error = map_memory(link);

	if (error < 0)
		return error;
	operations.context = link;
	snprintf(name, sizeof(name), "eth%u", (u32)(link - links));
	link->interface = net_add_interface(stack, name, &operations);
	return link->interface != NULL ? 0 : -ENOSPC;
}

/* ---- configuring ---- */

static void
fill_configure(const struct link *link, struct message *m)
{
	struct net_configure *configure = MESSAGE_BODY(m, struct net_configure);

	*m = (struct message){.type = NET_CONFIGURE};
	configure->mode = NET_MODE_BROADCAST;
	if (link->promiscuous)
		configure->mode |= NET_MODE_PROMISCUOUS;
}

static void
note_link(struct link *link, u32 is_up, u32 mbit)
{
	link->link_is_up = is_up != 0;
	link->link_mbit = mbit;
	net_set_link(link->interface, link->link_is_up);
}

/* What a card without a memory of its address reads: nothing, or all ones. */
static int
is_station_address(const u8 address[ETHERNET_ADDRESS])
{
	static const u8 none[ETHERNET_ADDRESS];

	return !(address[0] & GROUP_ADDRESS) && memcmp(address, none, ETHERNET_ADDRESS) != 0;
}

/* It may be dead again before it has got all that it is given here. */
static void
came_up(struct link *link, const struct net_configure_reply *reply)
{
	s32 error = link->interface == NULL ? make_interface(link) : 0;

	if (error < 0) {
		printf("inet: no room for an interface of %s: error %d\n", link->label, -error);
		link_detach(link);
		return;
	}
	link->state = LINK_UP;
	net_set_hardware_address(link->interface, reply->address);
	note_link(link, reply->link_is_up, reply->link_mbit);
	if (!link->was_up) {
		link->was_up = 1;
		net_set_up(link->interface, 1);
		net_dhcp_start(link->interface, INET_HOST_NAME);
	}
	link_send_start(link);
	link_receive_start(link);
	if (link->state == LINK_UP)
		recovery_link_up(link);
}

static void
refused(struct link *link, s32 status)
{
	endpoint_t driver = link->driver;

	if (link->failures <= FAILURES_MAX)
		printf("inet: %s can't be configured: error %d\n", link->label, -status);
	link_detach(link);
	link_retry(link, driver, RETRY_US);
}

/* RS may not hear a complaint, so the driver is asked on until it is dead. */
void
link_retry(struct link *link, endpoint_t driver, u64 after_us)
{
	if (link->failures <= FAILURES_MAX)
		link->failures++;
	else
		(void)complain_about(driver, COMPLAINT_STATUS);
	link->successor = driver;
	(void)timer_arm(&link->retry, sys_uptime_us() + after_us);
}

/* An answer to NET_CONFIGURE whose own status is that. */
static void
take_answer(struct link *link, s32 status, const struct net_configure_reply *reply)
{
	if (status == 0 && !is_station_address(reply->address))
		status = -EIO;
	if (status == 0)
		came_up(link, reply);
	else if (status == -EMOVED)
		recovery_link_lost(link, status);
	else if (status == -ENODEV)
		link_detach(link); /* without a card there is nothing to ask for again */
	else
		refused(link, status);
}

static void
configured(u32 id, s32 status, const struct message *reply, void *context)
{
	struct link *link = context;

	(void)id;
	if (link->state != LINK_CONFIGURING)
		return; /* it was given up meanwhile */
	inet_begin();
	if (status == 0)
		take_answer(link, MESSAGE_BODY(reply, const struct reply_head)->status,
			    MESSAGE_BODY(reply, const struct net_configure_reply));
	else if (status == -EDEADEP)
		recovery_link_lost(link, status);
	else
		refused(link, status);
	inet_settle();
}

void
link_configure(struct link *link, endpoint_t driver)
{
	struct message m;
	s32 error;

	timer_cancel(&link->retry);
	link->driver = driver;
	link->successor = EP_NONE;
	link->state = LINK_CONFIGURING;
	fill_configure(link, &m);
	error = request_start(driver, &m, sys_uptime_us() + CONFIGURE_DEADLINE_US, REQUEST_COMPLAIN,
			      configured, link);
	if (error == -EDEADEP)
		recovery_link_lost(link, error);
	else if (error < 0)
		refused(link, error);
}

/* Only the mode matters; a driver that died meanwhile is noticed by its other requests. */
static void
mode_set(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	(void)status;
	(void)reply;
	(void)context;
}

void
link_set_promiscuous(struct link *link, int is_promiscuous)
{
	struct message m;

	link->promiscuous = is_promiscuous != 0;
	if (link->state != LINK_UP)
		return; /* its configuration is yet to come */
	fill_configure(link, &m);
	(void)request_start(link->driver, &m, sys_uptime_us() + CONFIGURE_DEADLINE_US,
			    REQUEST_COMPLAIN, mode_set, NULL);
}

void
link_notice(struct message *notice)
{
	const struct net_link_state *change = MESSAGE_BODY(notice, const struct net_link_state);

	FOR_EACH_LINK(link) {
		u32 was_up = link->link_is_up;

		if (link->driver != notice->source || link->state != LINK_UP)
			continue;
		inet_begin();
		note_link(link, change->is_up, change->mbit);
		if (link->link_is_up && !was_up)
			net_nudge(link->interface); /* what was lost meanwhile is asked for again */
		inet_settle();
	}
}

/* The requests end here and now, each by its own completion, which finds the link detached. */
void
link_detach(struct link *link)
{
	endpoint_t driver = link->driver;

	link->driver = EP_NONE;
	link->state = LINK_WAITING;
	if (driver == EP_NONE)
		return;
	request_endpoint_gone(driver);
	link_send_detach(link);
	link_receive_detach(link);
}
