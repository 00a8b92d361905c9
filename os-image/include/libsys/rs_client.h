/*
 * The operator's way to the reincarnation server: one function per request of
 * proto/rs.h, which says who may ask and what each request means. Each waits for
 * RS' answer and returns 0 or a negative error; what a pointer asks for is there
 * only after 0.
 */
#ifndef LIBSYS_RS_CLIENT_H
#define LIBSYS_RS_CLIENT_H

#include <proto/rs.h>

struct service_config; /* of sysconf/sysconf.h */

/* What operators call the ways to fail, by enum rs_misbehaviour. */
#define MISBEHAVIOUR_NAMES                                                                         \
	{                                                                                          \
		[MISBEHAVE_PANIC] = "panic", [MISBEHAVE_EXCEPTION] = "exception",                  \
		[MISBEHAVE_HANG] = "hang",   [MISBEHAVE_EXIT] = "exit",                            \
		[MISBEHAVE_LEAK] = "leak",   [MISBEHAVE_RACE] = "race",                            \
	}

/* Of a race, when the operator does not say. */
#define RACE_DEFAULT_ODDS 100u
#define RACE_DEFAULT_SEED 1u

/* ---- about an instance ---- */

int rs_up(const struct rs_service *service, endpoint_t *endpoint);
int rs_wait(endpoint_t endpoint, u32 deadline_ms, struct rs_end *end);
int rs_kill(endpoint_t endpoint);
int rs_ping(endpoint_t endpoint, u32 deadline_ms);

/*
 * ---- about a component, by its label ----
 * A label longer than any can be is -ESRCH: no component has it.
 */

int rs_start(const char *label, endpoint_t *endpoint);
int rs_down(const char *label);
/* `incident` is 0, or the one that the caller, a policy script, was started for. */
int rs_restart(const char *label, u32 incident, u32 flags, endpoint_t *endpoint);
/* Without an image (NULL, 0) the program is the boot module that the configuration names. */
int rs_configure(enum rs_how how, const struct service_config *config, const void *image,
		 u32 image_length, endpoint_t *endpoint);
/* odds and seed are those of MISBEHAVE_RACE, and mean nothing to the others. */
int rs_inject(const char *label, enum rs_misbehaviour how, u32 odds, u32 seed);
/* An operator's complaint about whichever instance is up. */
int rs_complain_operator(const char *label, enum rs_reason reason);

/* ---- what RS knows: -ENOENT past the last one ---- */

int rs_info(u32 index, struct rs_info *info);
int rs_incident(u32 index, struct rs_incident *incident); /* the newest is number 0 */

/*
 * What a program of ours needs that is a server to others: all traps, messages
 * to anyone, the kernel calls that give no power over other processes.
 */
struct privilege rs_plain_privilege(const char *label);

#endif
