/*
 * What character drivers are asked by VFS, and what they tell it. Requests are
 * asynchronous (proto/request.h): a driver that has nothing to read keeps the
 * request and answers when it has. Each request gets exactly one reply.
 *
 * Only VFS may ask. The grant leads to the memory of the process that called
 * (GRANT_BEHALF), or to VFS' own.
 */
#ifndef PROTO_CHAR_H
#define PROTO_CHAR_H

#include <kintsugi/grant.h>
#include <proto/request.h>

enum char_request {
	CHAR_OPEN = PROTO_CHAR + 1, /* char_open -> char_open_reply */
	CHAR_CLOSE,                 /* char_minor */
	CHAR_READ,                  /* char_transfer; status: bytes, 0 at the end of the input */
	CHAR_WRITE,                 /* char_transfer; status: bytes, may be fewer: VFS asks on for the rest */
	CHAR_IOCTL,                 /* char_ioctl; -ENOTTY: no such request */
	CHAR_POLL,                  /* char_poll; status: the POLL* bits that hold now */
	/*
	 * char_cancel: the request with that id, if it still waits, is answered at
	 * once: with what it has got so far, or -EINTR. Its own status is 0, or
	 * -ENOENT when there is no such request (its answer is on the way).
	 */
	CHAR_CANCEL,
	CHAR_REQUEST_END
};

/* From the driver, unasked, by asynchronous send; no reply. */
enum char_notice {
	CHAR_READY = PROTO_CHAR + 0x40, /* char_ready: what CHAR_POLL waited for */
	CHAR_SIGNAL,                    /* char_signal: to the terminal's foreground group */
};

#define CHAR_TRANSFER_MAX (64u * 1024u) /* longer calls are cut into such pieces by VFS */

struct char_open {
	struct request_head head;
	u32 minor;
	u32 flags; /* O_* of <fcntl.h> */
	u32 uid;   /* effective, of the caller; permissions were checked by VFS */
};

struct char_open_reply {
	struct reply_head head;
	u32 minor; /* to be used from now on: the one asked for, or a fresh one of this open */
};

struct char_minor {
	struct request_head head;
	u32 minor;
};

struct char_transfer {
	struct request_head head;
	u32 minor;
	s64 position; /* of the descriptor, for devices that have one */
	grant_id_t grant;
	u32 length;
	u32 flags; /* CHAR_NONBLOCK */
};
#define CHAR_NONBLOCK 1u /* -EAGAIN rather than wait */

struct char_ioctl {
	struct request_head head;
	u32 minor;
	u32 request;      /* as <sys/ioctl.h> encodes it: size and direction of the argument */
	grant_id_t grant; /* of the argument, GRANT_INVALID when its size is 0 */
	u32 flags;        /* CHAR_NONBLOCK */
};

struct char_poll {
	struct request_head head;
	u32 minor;
	u32 events; /* POLL* of <poll.h> */
	u32 watch;  /* when none holds now: send CHAR_READY, once, as soon as one does */
};

struct char_cancel {
	struct request_head head;
	u32 minor;
	u32 request; /* the id */
};

struct char_ready {
	u32 minor;
	u32 events;
};

struct char_signal {
	u32 minor;
	s32 signal; /* SIGINT, SIGQUIT, SIGTSTP, SIGHUP or SIGWINCH; others are dropped */
};

ASSERT_FITS_MESSAGE(struct char_transfer);
ASSERT_FITS_MESSAGE(struct char_ioctl);

#endif
