/* What a driver refuses. */
#include <errno.h>
#include <libsys/grant.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <string.h>

#include "nettest.h"

#define SILENCE_US 500000u
#define NO_MODE 0x8000u

static s32
ask_send(u32 count, u32 length, grant_id_t grant)
{
	struct message message = {.type = NET_SEND};
	struct net_send *send = MESSAGE_BODY(&message, struct net_send);
	u32 index;

	send->grant = grant;
	send->count = count;
	for (index = 0; index < NET_SEND_FRAMES; index++)
		send->frames[index].length = (u16)length;
	return client_ask(&message);
}

static s32
ask_receive(u32 length)
{
	struct message message = {.type = NET_RECEIVE};

	*MESSAGE_BODY(&message, struct net_receive) =
		(struct net_receive){.grant = GRANT_INVALID, .length = length};
	return client_ask(&message);
}

static s32
ask_configure(u16 mode, u16 multicast_count, u8 first)
{
	struct message message = {.type = NET_CONFIGURE};
	struct net_configure *configure = MESSAGE_BODY(&message, struct net_configure);

	configure->mode = mode;
	configure->multicast_count = multicast_count;
	configure->multicast[0][0] = first;
	return client_ask(&message);
}

static s32
ask_type(u32 type)
{
	struct message message = {.type = type};

	return client_ask(&message);
}

/* All that may be posted is; then there is no place for one more. */
static void
check_limits(void)
{
	u32 index;

	for (index = 0; index < NET_RECEIVES_MAX; index++)
		client_post_region(index);
	must("a region too many", ask_receive(NET_RECEIVE_MIN), -EAGAIN);
}

void
refuse_role(void)
{
	must("sending before it is configured", ask_send(1, ETHERNET_MIN, GRANT_INVALID),
	     -ENETDOWN);
	must("receiving before it is configured", ask_receive(NET_RECEIVE_MIN), -ENETDOWN);
	must("a mode that is none", ask_configure(NO_MODE, 0, 1), -EINVAL);
	must("too many addresses", ask_configure(0, NET_MULTICAST_MAX + 1, 1), -EINVAL);
	must("no multicast address", ask_configure(0, 1, 2), -EINVAL);
	must("configuring", client_configure(0), 0);
	must("no frames", ask_send(0, ETHERNET_MIN, GRANT_INVALID), -EINVAL);
	must("too many frames", ask_send(NET_SEND_FRAMES + 1, ETHERNET_MIN, GRANT_INVALID),
	     -EINVAL);
	must("frames without end", ask_send(UINT32_MAX, ETHERNET_MIN, GRANT_INVALID), -EINVAL);
	must("a short frame", ask_send(1, ETHERNET_HEADER - 1, GRANT_INVALID), -EINVAL);
	must("a long frame", ask_send(1, ETHERNET_MAX + 1, GRANT_INVALID), -EINVAL);
	must("frames without a grant", ask_send(2, ETHERNET_MIN, GRANT_INVALID), -EBADGRANT);
	must("a small region", ask_receive(NET_RECEIVE_MIN - 1), -EINVAL);
	must("a large region", ask_receive(NET_REGION_MAX + 1), -EINVAL);
	must("no such request", ask_type(NET_REQUEST_END), -ENOSYS);
	must("another protocol", ask_type(PROTO_BLOCK + 1), -ENOSYS);
	check_limits();
}

/*
 * The driver's answer may be one that the kernel does not let through to us: then
 * there is none.
 */
void
stranger_role(void)
{
	struct message message = {.type = NET_CONFIGURE};

	must("send", ipc_send(client_driver(), &message), 0);
	must("alarm", sys_alarm(sys_uptime_us() + SILENCE_US), 0);
	do {
		must("receive", ipc_receive(EP_ANY, &message), 0);
	} while (message.source != client_driver() && message.source != EP_CLOCK);
	if (message.source == client_driver())
		must("refusal", MESSAGE_BODY(&message, const struct reply_head)->status, -EPERM);
}
