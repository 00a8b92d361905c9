/* Events as they are handed to the host: src/lan/tcpip/net_module.ts has the same numbers. */
#ifndef NET_WASM_EVENTS_H
#define NET_WASM_EVENTS_H

#include <net/net.h>

enum event_kind {
	EVENT_NONE,
	EVENT_ACCEPTED,
	EVENT_READABLE,
	EVENT_WRITABLE,
	EVENT_CLOSED, /* the host closes it when its service has heard of it */
	EVENT_DATAGRAM,
};

struct event {
	u32 kind;
	u32 number;  /* of the socket */
	u32 service;
	u32 error;   /* EVENT_CLOSED: an error number, 0: both sides have ended */
	u32 at, length, ip, port; /* EVENT_DATAGRAM: its bytes, and from whom it is */
};

#endif
