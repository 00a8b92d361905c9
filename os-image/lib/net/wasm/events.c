/*
 * What has happened to sockets, one thing at a time. Between two of them the host's service has
 * done what it wanted, so each is looked for anew in what is the case then.
 */
#include "events.h"

#include <errno.h>

#include "slots.h"

#define EXPORT(name) __attribute__((export_name(#name), used))

static struct event event;

EXPORT(event_place) const struct event *
event_place(void)
{
	return &event;
}

static enum event_kind
tell(const struct slot *slot, enum event_kind kind)
{
	event.kind = kind;
	event.number = slot_number(slot);
	event.service = slot->service;
	return kind;
}

static enum event_kind
accept_next(struct slot *listener)
{
	s32 error;
	struct net_socket *socket = net_accept(listener->socket, &error);
	struct slot *slot;

	if (socket == NULL)
		return EVENT_NONE;
	slot = slot_find(slot_make(socket, SLOT_CONNECTION, listener->service));
	if (slot == NULL) {
		net_abort(socket);
		return EVENT_NONE;
	}
	/* It may have data already, which it was nobody's business to tell of. */
	slot_queue(slot);
	return tell(slot, EVENT_ACCEPTED);
}

static enum event_kind
datagram_next(struct slot *slot)
{
	struct net_address from;
	const u8 *data;
	s32 length;

	if (slot->is_shown)
		net_datagram_done(slot->socket);
	length = net_datagram(slot->socket, &data, &from);
	slot->is_shown = length >= 0;
	if (length < 0)
		return EVENT_NONE;
	event.at = (u32)(uintptr_t)data;
	event.length = (u32)length;
	event.ip = from.ip;
	event.port = from.port;
	return tell(slot, EVENT_DATAGRAM);
}

/* Data, or the end of it, which is told once. */
static int
is_readable(struct slot *slot)
{
	const u8 *data;
	s32 length = net_received(slot->socket, 0, &data);

	if (length == 0 && !slot->end_was_told) {
		slot->end_was_told = 1;
		return 1;
	}
	return length > 0;
}

static enum event_kind
connection_next(struct slot *slot)
{
	u32 events = net_events(slot->socket);
	u32 error = 0;

	if (events & NET_ERROR) {
		(void)net_get_option(slot->socket, NET_OPTION_ERROR, &error);
		event.error = error;
		return tell(slot, EVENT_CLOSED);
	}
	switch (slot->stage++) {
	case 0:
		if ((events & NET_READABLE) && is_readable(slot))
			return tell(slot, EVENT_READABLE);
		/* fall through */
	case 1:
		slot->stage = 2;
		if ((events & NET_WRITABLE) && slot->wants_room) {
			slot->wants_room = 0;
			return tell(slot, EVENT_WRITABLE);
		}
		/* fall through */
	default:
		if ((events & NET_HANGUP) && slot->end_was_told && !is_readable(slot)) {
			event.error = 0;
			return tell(slot, EVENT_CLOSED);
		}
		return EVENT_NONE;
	}
}

static enum event_kind
next_of(struct slot *slot)
{
	switch (slot->kind) {
	case SLOT_LISTENER:
		return accept_next(slot);
	case SLOT_DATAGRAMS:
		return datagram_next(slot);
	default:
		return connection_next(slot);
	}
}

/* The next thing, described at event_place(); 0: nothing is left. */
EXPORT(next_event) u32
next_event(void)
{
	struct slot *slot;

	while ((slot = slot_first()) != NULL) {
		enum event_kind kind = next_of(slot);

		if (kind != EVENT_NONE)
			return kind;
		slot_done(slot);
	}
	return EVENT_NONE;
}
