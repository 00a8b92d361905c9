/*
 * The reincarnation server's protocol: how components are started, watched,
 * replaced and ended. Requests and replies follow proto/request.h, and the type of
 * a reply is the request's + REPLY_BIT. RS never waits for whoever asks: a client
 * that does not wait for its reply loses it.
 *
 * Operators may ask for anything: user processes that PM vouches for (the first
 * one, and those of root that asked for it with PM_VOUCH), and the server `host`.
 * Components may only complain, and tell of their own state. Anyone else gets
 * -EPERM. Common errors: -ESRCH (RS knows no such component or instance),
 * -EINVAL, -EFAULT, -EBADCALL.
 */
#ifndef PROTO_RS_H
#define PROTO_RS_H

#include <kintsugi/boot_info.h>
#include <kintsugi/privilege.h>
#include <proto/request.h>

enum rs_request {
	/* ---- from PM, by SEND, no reply ---- */
	RS_OPERATOR = PROTO_RS + 1, /* rs_operator */

	/* ---- from operators, about one instance ---- */
	RS_UP,   /* rs_up: a component with the privileges given, which nobody restarts; rs_up_reply */
	RS_WAIT, /* rs_target: how it ended; rs_end. Of RS_UP's only */
	RS_KILL, /* rs_target: defect class `killed`. PM may ask too. -EPERM: VFS can't be replaced */
	RS_PING, /* rs_target: answered when its main loop has turned. -ETIMEDOUT -EDEADEP */

	/* ---- from operators, about a component by label; -EPERM: VFS can't be replaced ---- */
	RS_START,    /* rs_label: starts what RS' table has and what is not up; rs_up_reply. -EEXIST -ENOENT */
	RS_DOWN,     /* rs_label: ends it for good; its policy is not asked. -EPERM: of policy `builtin` */
	RS_RESTART,  /* rs_restart: a fresh instance, at once; answered when that is up; rs_up_reply */
	RS_CONFIGURE, /* rs_configure: its block of system.conf, and its program. See below; rs_up_reply */
	RS_INFO,     /* rs_info_request: state of component number `index`; -ENOENT past the last */
	RS_INCIDENTS, /* rs_info_request: incident number `index`, the newest is 0; -ENOENT */
	RS_INJECT,   /* rs_inject: makes it fail, for tests. -EOPNOTSUPP: it can't fail like that */

	/* ---- from components ---- */
	RS_COMPLAIN, /* rs_complain: from those its system.conf names. -EPERM -EDEADEP -EAGAIN (too many) */
	RS_WORKS,    /* rs_target: this instance completed a request of mine. From the same; no reply */
	RS_REQUEST_END,
};

/* From RS to a component, handled by the event loop of libsys. */
enum rs_order {
	/*
	 * request_head: come to a quiescent point: take no new request (-EMOVED), finish
	 * or give back (-EMOVED) what is under way, then answer with status 0.
	 */
	RS_PREPARE = PROTO_RS + 0x40,
	RS_RESUME,    /* request_head: go on as before; status 0 */
	RS_MISBEHAVE, /* rs_misbehave; status 0 before it takes effect, or -EOPNOTSUPP */
};

/* Whom PM vouches for: it may start and end services. */
struct rs_operator {
	endpoint_t endpoint;
};
ASSERT_FITS_MESSAGE(struct rs_operator);

#define RS_ARGUMENTS_MAX 96u

/* What RS_UP starts, in the caller's memory. */
struct rs_service {
	char module[ARCHIVE_NAME_LEN];    /* the boot module with its program */
	char arguments[RS_ARGUMENTS_MAX]; /* argv[1] and on, parted by single spaces */
	struct privilege privilege;       /* label included; the manager will be RS */
};

struct rs_up {
	struct request_head head;
	u32 service; /* address of a struct rs_service */
};
ASSERT_FITS_MESSAGE(struct rs_up);

/*
 * -EEXIST: the label is up already; -ENOENT: no such module or component; -ENFILE:
 * no privilege structure is free; -EINVAL: bad label, arguments or privileges;
 * -ENOEXEC: it ended before its main loop ran; or what the kernel said.
 */
struct rs_up_reply {
	struct reply_head head;
	endpoint_t endpoint;
	u32 priv_id;
};
ASSERT_FITS_MESSAGE(struct rs_up_reply);

/* deadline_ms of 0 means no deadline; else the reply after so long is -ETIMEDOUT. */
struct rs_target {
	struct request_head head;
	endpoint_t endpoint;
	u32 deadline_ms; /* RS_WAIT and RS_PING */
};
ASSERT_FITS_MESSAGE(struct rs_target);

struct rs_label {
	struct request_head head;
	char label[LABEL_LEN];
};
ASSERT_FITS_MESSAGE(struct rs_label);

/*
 * With `incident`, a policy script's: -ESTALE unless that incident still waits for
 * its policy, so that a script which comes late does no harm.
 */
struct rs_restart {
	struct request_head head;
	u32 incident; /* 0: none, an operator's own wish */
	u32 flags;    /* RS_RESET_DEVICE */
	char label[LABEL_LEN];
};
#define RS_RESET_DEVICE 1u /* the PCI server resets its device first */
ASSERT_FITS_MESSAGE(struct rs_restart);

/*
 * RS checks the configuration like any stranger's, and keeps it and a copy of the
 * program in its own memory. What happens is up to `how`:
 *     RS_HOW_UP       the component is new or down: it is started. -EEXIST: it is up
 *     RS_HOW_REFRESH  a quiescent point, then a fresh instance with the new configuration
 *     RS_HOW_UPDATE   another program, and nothing else; by way of the policy, as defect
 *                     class `update`
 * When nothing comes up with what is new, it goes on with the old one, and the reply tells
 * the error. -EBUSY: it came to no quiescent point. -EALREADY: it is being replaced, by
 * RS_RESTART too.
 */
enum rs_how { RS_HOW_UP = 1, RS_HOW_REFRESH, RS_HOW_UPDATE };
struct rs_configure {
	struct request_head head;
	u32 how;     /* enum rs_how */
	u32 config;  /* address of a struct service_config (sysconf/sysconf.h) in the caller's memory */
	u32 image;   /* its program there; 0: the boot module that the configuration names */
	u32 image_length; /* bytes, at most RS_IMAGE_MAX */
};
#define RS_IMAGE_MAX (512u * 1024u)
ASSERT_FITS_MESSAGE(struct rs_configure);

/* ---- defects ---- */

/* The defect classes as numbered everywhere. */
enum defect_class {
	DEFECT_EXIT = 1,      /* it exited or panicked; exit_kind tells which */
	DEFECT_EXCEPTION = 2, /* the CPU or MMU stopped it */
	DEFECT_KILLED = 3,    /* someone asked for it */
	DEFECT_HEARTBEAT = 4, /* its main loop did not turn for two periods */
	DEFECT_COMPLAINT = 5, /* another component found it breaking its protocol */
	DEFECT_UPDATE = 6,    /* an operator replaces it */
	DEFECT_CLASSES = DEFECT_UPDATE
};

#define RS_TEXT_MAX 20

/* How an instance of RS_UP ended. Given out once; RS forgets the instance then. */
struct rs_end {
	struct reply_head head;
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

/* ---- what RS tells of components and incidents; copied to the caller's `buffer` ---- */

struct rs_info_request {
	struct request_head head;
	u32 index;
	u32 buffer; /* RS_INFO: of a struct rs_info; RS_INCIDENTS: of a struct rs_incident */
};
ASSERT_FITS_MESSAGE(struct rs_info_request);

enum rs_state {
	RS_STATE_DOWN,     /* never started, or taken down */
	RS_STATE_STARTING, /* its process runs, and its main loop has not turned yet */
	RS_STATE_UP,
	RS_STATE_FAILED,   /* it has failed and its policy is under way */
	RS_STATE_GIVEN_UP,
};

#define RS_POLICY_TEXT 64u
struct rs_info {
	char label[LABEL_LEN];
	u8 state;              /* enum rs_state */
	u8 is_watched;         /* 0: of RS_UP, nobody restarts it */
	endpoint_t endpoint;   /* of its instance, or EP_NONE */
	u32 uid;
	u32 gid;
	u64 started_us;        /* of the instance */
	u32 restarts;          /* in all; how many instances followed the first */
	u32 defects[DEFECT_CLASSES + 1]; /* by class */
	u32 repetition;        /* what its policy is told; it decays */
	u32 heartbeat_ms;      /* period; 0: none */
	u64 heartbeat_us;      /* when it answered last */
	u32 complaints;        /* about it, all that were accepted */
	u32 incident;          /* under way, or 0 */
	char policy[RS_POLICY_TEXT]; /* with its parameters */
	char program[ARCHIVE_NAME_LEN * 2]; /* boot module or path */
};

enum rs_outcome {
	RS_OUTCOME_UNDER_WAY,
	RS_OUTCOME_RESTARTED,
	RS_OUTCOME_GIVEN_UP,
	RS_OUTCOME_SUPERSEDED, /* the component failed again before its fresh instance was published */
};

#define RS_DETAIL_MAX 128u
struct rs_incident {
	u32 number; /* from 1 on */
	char label[LABEL_LEN];
	u8 defect;  /* enum defect_class */
	u8 outcome; /* enum rs_outcome */
	endpoint_t old_endpoint;
	endpoint_t new_endpoint; /* EP_NONE until there is one */
	u64 defect_us;
	u64 restart_us;          /* the new process was made; 0: not yet */
	u64 publish_us;          /* it was up, and the data store was told; 0: not yet */
	char detail[RS_DETAIL_MAX];
	char policy[RS_POLICY_TEXT]; /* what decided */
};

/* ---- failing on purpose ---- */

enum rs_misbehaviour {
	MISBEHAVE_PANIC = 1, /* panics */
	MISBEHAVE_EXCEPTION, /* touches page 0 */
	MISBEHAVE_HANG,      /* loops for ever */
	MISBEHAVE_EXIT,      /* exits with status 1 */
	MISBEHAVE_LEAK,      /* each time it is woken it takes memory, until there is none: then it panics */
	MISBEHAVE_RACE,      /* fails in one of `odds` interrupts (requests where it has none), by `seed` */
	MISBEHAVE_END
};

struct rs_inject {
	struct request_head head;
	u32 how;  /* enum rs_misbehaviour */
	u32 odds; /* MISBEHAVE_RACE: at least 1 */
	u32 seed; /* MISBEHAVE_RACE */
	char label[LABEL_LEN];
};
ASSERT_FITS_MESSAGE(struct rs_inject);

struct rs_misbehave {
	struct request_head head;
	u32 how;
	u32 odds;
	u32 seed;
};
ASSERT_FITS_MESSAGE(struct rs_misbehave);

/* ---- complaints ---- */

enum rs_reason {
	COMPLAINT_UNASKED = 1, /* a reply that nobody asked for, or a second one */
	COMPLAINT_FORGED,      /* a reply with the id of a request to another */
	COMPLAINT_TYPE,        /* a reply of the wrong type */
	COMPLAINT_STATUS,      /* a status that its protocol does not have */
	COMPLAINT_LENGTH,      /* more bytes than were requested, or values out of range */
	COMPLAINT_DEADLINE,    /* no reply in time */
	COMPLAINT_DATA,        /* wrong data */
	COMPLAINT_OPERATOR,    /* an operator said so */
	COMPLAINT_SILENCE,     /* it answers all requests, and nothing comes of it */
	COMPLAINT_END
};

/* Names of the reasons, for events, logs and `service complain`. */
#define COMPLAINT_NAMES                                                                            \
	{                                                                                          \
		[COMPLAINT_UNASKED] = "unasked",   [COMPLAINT_FORGED] = "forged",                  \
		[COMPLAINT_TYPE] = "type",         [COMPLAINT_STATUS] = "status",                  \
		[COMPLAINT_LENGTH] = "length",     [COMPLAINT_DEADLINE] = "deadline",              \
		[COMPLAINT_DATA] = "data",         [COMPLAINT_OPERATOR] = "operator",              \
		[COMPLAINT_SILENCE] = "silence",                                                   \
	}

/*
 * By endpoint from components, so that the successor of whom it is about is not
 * blamed: -EDEADEP. Operators name a label and endpoint EP_NONE.
 */
struct rs_complain {
	struct request_head head;
	endpoint_t endpoint;
	u32 reason; /* enum rs_reason */
	char label[LABEL_LEN];
};
ASSERT_FITS_MESSAGE(struct rs_complain);

#endif
