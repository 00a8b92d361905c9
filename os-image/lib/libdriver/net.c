/* Network requests: checked, and served in turns. See libdriver/net.h. */
#include <errno.h>
#include <libdriver/driver.h>
#include <libsys/kcall.h>
#include <string.h>

#include "net_internal.h"

#define INET_LABEL "inet"
#define MODES (NET_MODE_BROADCAST | NET_MODE_ALL_MULTICAST | NET_MODE_PROMISCUOUS)
#define GROUP_ADDRESS 1u /* in an address' first byte: IEEE 802.3, 3.2.3 */

const struct net_driver *net_driver;
struct net_counters net_card_counters;

static endpoint_t inet = EP_NONE;
static int is_configured;
static u32 watched; /* NET_WATCH_* bits that the driver knows of */

static struct net_link_state link;
static struct net_link_state told; /* what INET knows of it */

void
net_link(int is_up, u32 mbit)
{
	link.is_up = is_up != 0;
	link.mbit = mbit;
}

/* A notice that can't be sent is tried again at the next turn. */
static void
tell_link(void)
{
	struct message notice = {.type = NET_LINK};

	if (link.is_up == told.is_up && link.mbit == told.mbit)
		return;
	*MESSAGE_BODY(&notice, struct net_link_state) = link;
	if (event_notice(inet, &notice) == 0)
		told = link;
}

static void
watch(void)
{
	u32 wanted = 0;

	if (net_receive_is_watching())
		wanted |= NET_WATCH_RECEIVE;
	if (net_send_is_watching())
		wanted |= NET_WATCH_SEND;
	if (wanted == watched)
		return;
	watched = wanted;
	net_driver->watch(wanted);
}

/*
 * Some cards have sent a frame before anyone can look: then there is room for more at once.
 * The rounds end, since each sends some of the frames that wait.
 */
void
net_turn(void)
{
	if (!is_configured)
		return;
	do {
		net_driver->reap();
	} while (net_send_fill());
	net_receive_deliver();
	watch();
	tell_link();
}

static int
configuration_makes_sense(const struct net_configure *wanted)
{
	u32 index;

	if (wanted->mode & ~MODES || wanted->multicast_count > NET_MULTICAST_MAX)
		return 0;
	for (index = 0; index < wanted->multicast_count; index++)
		if (!(wanted->multicast[index][0] & GROUP_ADDRESS))
			return 0;
	return 1;
}

/* A card that can't be configured does nothing any more, so nothing waits for it. */
static s32
configure(const struct net_configure *wanted, struct net_station *station)
{
	s32 status = net_driver->configure(wanted, station);

	is_configured = status == 0;
	if (is_configured) {
		net_driver->watch(watched);
		told = link;
		return 0;
	}
	net_sends_lost();
	net_send_cut(status);
	net_receive_cut(status);
	return status;
}

static void
do_configure(struct message *request)
{
	const struct net_configure *wanted = MESSAGE_BODY(request, const struct net_configure);
	struct message message = {.type = request->type | REPLY_BIT};
	struct net_configure_reply *reply = MESSAGE_BODY(&message, struct net_configure_reply);
	struct net_station station = {0};

	reply->head.id = wanted->head.id;
	reply->head.status = -EINVAL;
	if (configuration_makes_sense(wanted))
		reply->head.status = configure(wanted, &station);
	if (reply->head.status == 0) {
		memcpy(reply->address, station.address, ETHERNET_ADDRESS);
		reply->is_full_duplex = station.is_full_duplex;
		reply->link_is_up = (u8)link.is_up;
		reply->link_mbit = link.mbit;
	}
	(void)event_reply(request->source, &message);
	net_turn();
}

/* A request that is kept is served in this turn, if it can be. */
static void
serve(struct message *request, s32 (*keep)(const struct message *))
{
	s32 error = is_configured ? keep(request) : -ENETDOWN;

	if (error < 0)
		(void)event_reply_status(request, error);
	else
		net_turn();
}

static void
do_send(struct message *request)
{
	serve(request, net_send_keep);
}

static void
do_receive(struct message *request)
{
	serve(request, net_receive_keep);
}

static void
do_statistics(struct message *request)
{
	const struct net_read_counters *ask = MESSAGE_BODY(request, const struct net_read_counters);

	if (is_configured && net_driver->read_counters != NULL)
		net_driver->read_counters();
	(void)event_reply_status(request, sys_safecopy_to(request->source, ask->grant, 0,
							  &net_card_counters, sizeof(net_card_counters)));
}

/* Another INET knows nothing of what the last one asked for. */
static s32
accept(const struct message *request)
{
	if (request->source == inet)
		return 0;
	if (!driver_client_is(request->source, INET_LABEL))
		return -EPERM;
	inet = request->source;
	net_send_forget();
	net_receive_forget();
	return 0;
}

/* Frames that come from now on stay in the card, and those that it is sending end. */
static void
prepare(void)
{
	net_receive_cut(-EMOVED);
	net_send_cut(-EMOVED);
	net_turn();
}

static int
quiescent(void)
{
	return !net_send_is_pending();
}

void
net_serve(const struct net_driver *driver)
{
	static const struct event_route routes[] = {
		{NET_CONFIGURE, EVENT_ON_LOOP, do_configure},
		{NET_SEND, EVENT_ON_LOOP, do_send},
		{NET_RECEIVE, EVENT_ON_LOOP, do_receive},
		{NET_STATISTICS, EVENT_ON_LOOP, do_statistics},
	};
	static const struct driver_protocol protocol = {
		.base = PROTO_NET,
		.routes = routes,
		.route_count = ARRAY_LEN(routes),
		.accept = accept,
		.prepare = prepare,
		.quiescent = quiescent,
	};

	net_driver = driver;
	driver_add_protocol(&protocol);
}
