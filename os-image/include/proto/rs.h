/*
 * The reincarnation server's protocol. Requests come by SENDREC; each reply has
 * the request's type + REPLY_BIT and begins with a status (>= 0, or a negative
 * error). RS never waits for whoever asks: a client that does not wait for its
 * reply loses it.
 *
 * Only operators may ask: user processes that PM vouches for (the first one, and
 * those of root that asked for it with PM_VOUCH), and the server `host`. Anyone
 * else gets -EPERM.
 */
#ifndef PROTO_RS_H
#define PROTO_RS_H

#include <kintsugi/boot_info.h>
#include <kintsugi/message.h>
#include <kintsugi/privilege.h>

#define RS_OPERATOR (PROTO_RS + 1) /* from PM, by SEND: struct rs_operator; no reply */
#define RS_UP (PROTO_RS + 2)       /* struct rs_up: starts a service; struct rs_up_reply */
#define RS_WAIT (PROTO_RS + 3)     /* struct rs_target: how it ended; struct rs_end */
#define RS_KILL (PROTO_RS + 4)     /* struct rs_target: ends it; struct rs_status */
#define RS_PING (PROTO_RS + 5)     /* struct rs_target: is its main loop alive; struct rs_status */
#define RS_STATUS (PROTO_RS + 6)   /* struct rs_target: struct rs_status_reply */
#define RS_START (PROTO_RS + 7)    /* struct rs_start: a component that RS itself knows; struct rs_up_reply */
#define RS_TYPE_END (PROTO_RS + 8)

#define RS_ARGUMENTS_MAX 96u

/* Whom PM vouches for: it may start and end services. */
struct rs_operator {
	endpoint_t endpoint;
};
ASSERT_FITS_MESSAGE(struct rs_operator);

/* What RS_UP starts, in the caller's memory. */
struct rs_service {
	char module[ARCHIVE_NAME_LEN];    /* the boot module with its program */
	char arguments[RS_ARGUMENTS_MAX]; /* argv[1] and on, parted by single spaces */
	struct privilege privilege;       /* label included; the manager will be RS */
};

/* -ENOENT: RS has no component of that label; -EEXIST: it is up. */
struct rs_start {
	char label[LABEL_LEN];
};
ASSERT_FITS_MESSAGE(struct rs_start);

struct rs_up {
	u32 service; /* address of a struct rs_service */
};
ASSERT_FITS_MESSAGE(struct rs_up);

/*
 * -EEXIST: the label is up already; -ENOENT: no such module; -ENFILE: no
 * privilege structure is free; -EINVAL: bad label, arguments or privileges;
 * or what the kernel said.
 */
struct rs_up_reply {
	s32 status;
	endpoint_t endpoint;
	u32 priv_id;
};
ASSERT_FITS_MESSAGE(struct rs_up_reply);

/* deadline_ms of 0 means no deadline; else the reply after so long is -ETIMEDOUT. */
struct rs_target {
	endpoint_t endpoint;
	u32 deadline_ms; /* RS_WAIT and RS_PING */
};
ASSERT_FITS_MESSAGE(struct rs_target);

struct rs_status {
	s32 status;
};
ASSERT_FITS_MESSAGE(struct rs_status);

/* The defect classes as numbered everywhere. */
enum defect_class {
	DEFECT_EXIT = 1,      /* it exited or panicked; exit_kind tells which */
	DEFECT_EXCEPTION = 2, /* the CPU or MMU stopped it */
	DEFECT_KILLED = 3,    /* someone asked for it */
	DEFECT_HEARTBEAT = 4,
	DEFECT_COMPLAINT = 5,
	DEFECT_UPDATE = 6,
};

#define RS_TEXT_MAX 24

/* Given out once; RS forgets the instance then. -ESRCH: RS knows of no such service. */
struct rs_end {
	s32 status;
	u32 defect; /* enum defect_class */
	u32 vector; /* exceptions: as in struct ksig */
	u32 error_code;
	u32 address;
	u32 eip;
	u32 exit_kind; /* exits: enum exit_kind */
	s32 exit_status;
	char text[RS_TEXT_MAX]; /* exits: the beginning of what it said, NUL-terminated */
};
ASSERT_FITS_MESSAGE(struct rs_end);

/* status 1: up; 0: it has ended and RS_WAIT will tell how; -ESRCH: unknown. */
struct rs_status_reply {
	s32 status;
	u32 priv_id;
	u32 defects; /* how often services of this label have ended so far */
	char label[LABEL_LEN];
};
ASSERT_FITS_MESSAGE(struct rs_status_reply);

#endif
