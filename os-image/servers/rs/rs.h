/*
 * Inside the reincarnation server: parent and manager of the system processes.
 *
 * A service's place in the table is its privilege id. A place is free, up or
 * ended; an ended one keeps how it ended until RS_WAIT has fetched that.
 */
#ifndef RS_H
#define RS_H

#include <proto/rs.h>

enum service_state {
	SERVICE_FREE,
	SERVICE_UP,
	SERVICE_ENDED,
};

/* Someone to be answered later. */
struct waiter {
	endpoint_t endpoint; /* EP_NONE: nobody */
	u64 deadline_us;     /* UINT64_MAX: none */
};

struct service {
	enum service_state state;
	endpoint_t endpoint;
	char label[LABEL_LEN]; /* kept when the place becomes free: the counts are the label's */
	u32 defects;           /* how often a service of this label ended */
	struct rs_end end;     /* SERVICE_ENDED */
	struct waiter waiting; /* for RS_WAIT */
	struct waiter pinging; /* for RS_PING */
};

extern struct service services[NR_PRIVS];

/* ---- service.c ---- */

/* The service with that endpoint, up or ended, or a null pointer. */
struct service *service_find(endpoint_t endpoint);
u32 service_priv_id(const struct service *service);
/* Starts a service. Its endpoint, or the errors of struct rs_up_reply. */
int service_up(struct rs_service *wanted);
/* Ends it in the kernel and notes how; answers whoever waits for that. */
void service_end(struct service *service, const struct rs_end *end);

/* ---- image.c ---- */

/* Gives a stopped process the module's program, with its arguments. 0 or an error. */
int image_load(endpoint_t endpoint, const struct rs_service *wanted);

/* ---- defects.c ---- */

/* Fetches from the kernel what befell our services, ends and records each. */
void defects_collect(void);
/* A service that someone asked to be killed. */
void defect_killed(struct service *service);

/* ---- waits.c ---- */

void wait_for_end(struct service *service, endpoint_t who, u32 deadline_ms);
void wait_for_answer(struct service *service, endpoint_t who, u32 deadline_ms);
/* Its endpoint notified us: its main loop is alive. */
void waits_answered(struct service *service);
/* It has ended: tells whoever waited. */
void waits_ended(struct service *service);
/* The alarm went off. */
void waits_expire(void);

/* ---- main.c ---- */

/* Replies to a client that waits in SENDREC; one that does not wait loses it. */
void reply(endpoint_t to, u32 type, const void *body, u32 length);
void reply_status(endpoint_t to, u32 type, s32 status);

#endif
