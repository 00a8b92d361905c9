/*
 * What VFS asks the network server about sockets. INET is a character driver
 * (proto/char.h) whose minors are sockets: CHAR_CLOSE, CHAR_READ, CHAR_WRITE,
 * CHAR_IOCTL, CHAR_POLL and CHAR_CANCEL mean what they mean there, and the requests
 * here are those that only sockets have. Requests are asynchronous (proto/request.h);
 * each gets exactly one reply, and what has to wait is kept until it can be answered, is
 * cancelled, or CHAR_NONBLOCK says that it must not wait (-EAGAIN, -EINPROGRESS).
 *
 * Only VFS may ask. Addresses are IPv4's, in the processor's byte order. Errors are
 * POSIX' for the call of that name.
 */
#ifndef PROTO_SOCKET_H
#define PROTO_SOCKET_H

#include <kintsugi/grant.h>
#include <proto/char.h>

/* The longest that CHAR_CLOSE may wait for SO_LINGER: VFS lets nobody set more seconds. */
#define SOCKET_LINGER_MAX_S 60u

enum socket_request {
	SOCKET_OPEN = PROTO_INET + 1, /* socket_open; status: the minor */
	SOCKET_BIND,     /* socket_address */
	SOCKET_CONNECT,  /* socket_address; waits for the answer of the peer */
	SOCKET_LISTEN,   /* socket_value: the backlog */
	SOCKET_ACCEPT,   /* socket_value -> socket_address_reply; status: the new socket's minor */
	SOCKET_SEND,     /* socket_transfer; status: bytes */
	SOCKET_RECEIVE,  /* socket_transfer -> socket_address_reply; status: bytes */
	SOCKET_SHUTDOWN, /* socket_value: SHUT_* of <sys/socket.h> */
	SOCKET_NAME,     /* socket_value: 0 its own, 1 the peer's -> socket_address_reply */
	SOCKET_SET,      /* socket_option */
	SOCKET_GET,      /* socket_option -> socket_value_reply */
	SOCKET_REQUEST_END
};

struct socket_open {
	struct request_head head;
	u32 type;     /* SOCK_* of <sys/socket.h>, no flags */
	u32 protocol; /* IPPROTO_*, 0: the type's own */
	u32 uid;      /* effective, of the caller: raw sockets, and ports below 1024, are root's */
};

struct socket_address {
	struct request_head head;
	u32 minor;
	u32 flags; /* CHAR_NONBLOCK */
	u32 ip;
	u32 port;
};

struct socket_address_reply {
	struct reply_head head;
	u32 ip;
	u32 port;
	u32 flags;  /* SOCKET_RECEIVE: MSG_TRUNC */
	u32 length; /* SOCKET_RECEIVE of a datagram: all of its bytes, may be more than the status */
};

struct socket_value {
	struct request_head head;
	u32 minor;
	u32 flags; /* CHAR_NONBLOCK */
	u32 value;
};

struct socket_option {
	struct request_head head;
	u32 minor;
	u32 level; /* SOL_SOCKET, IPPROTO_* */
	u32 option;
	u32 value; /* SOCKET_SET */
	u32 value2; /* of SO_LINGER: the seconds */
};

struct socket_value_reply {
	struct reply_head head;
	u32 value;
	u32 value2;
};

struct socket_transfer {
	struct request_head head;
	u32 minor;
	grant_id_t grant;
	u32 length; /* at most CHAR_TRANSFER_MAX */
	u32 flags;  /* CHAR_NONBLOCK */
	u32 message_flags; /* MSG_* of <sys/socket.h> */
	u32 has_address;   /* SOCKET_SEND: ip and port are the receiver's */
	u32 ip;
	u32 port;
};

ASSERT_FITS_MESSAGE(struct socket_transfer);
ASSERT_FITS_MESSAGE(struct socket_option);

#endif
