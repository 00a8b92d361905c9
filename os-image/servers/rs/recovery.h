/*
 * What failure resilience costs the reincarnation server: counting defects, asking a
 * policy, restarting, and knowing when to stop.
 *
 * Bounds, whatever the policies say: a component of which START_FAILURES_MAX
 * instances in a row never came up, or of which BARREN_MAX in a row failed within
 * BARREN_US without having served anyone, is given up. Kills and updates by people do
 * not count for that.
 */
#ifndef RS_RECOVERY_H
#define RS_RECOVERY_H

#include "rs.h"

/* ---- recovery_decide.c ---- */

/* Counts a failure; before the incident is told. */
void recovery_count(struct service *service, enum defect_class class, int was_starting);
/* An instance has failed, and the service is in state FAILED: what now? */
void recovery_begin(struct service *service, enum defect_class class, int was_starting);
/* Its fresh instance is up. */
void recovery_is_up(struct service *service);
/* A client of it got an answer. */
void recovery_has_served(struct service *service);
/* RS itself got one, which counts when the instance is still there a heartbeat later. */
void recovery_was_answered(struct service *service);
/* Its policy did not decide, for that reason: RS restarts it, a few times, later and later. */
void recovery_default(struct service *service, const char *why);
/* No more instances, until an operator wants one. */
void recovery_give_up(struct service *service, const char *why);

/* ---- recovery_script.c ---- */

/* Runs the policy script of a failed component, as soon as there is a place to run it. */
void recovery_run_script(struct service *service);

/* ---- recovery_incident.c ---- */

struct rs_incident *incident_open(struct service *service, enum defect_class class,
				  const char *detail);
/* The service's incident under way, or a null pointer. */
struct rs_incident *incident_of(const struct service *service);
void incident_close(struct service *service, enum rs_outcome outcome);
/* The newest is number 0. A null pointer past the last that is kept. */
const struct rs_incident *incident_at(u32 index);
void incident_restarted(struct service *service);
void incident_published(struct service *service);

/* ---- recovery_heartbeat.c ---- */

/* The first one: the component is up. */
void heartbeat_begin(struct service *service);
void heartbeat_answered(struct service *service);

/* ---- recovery_end.c: what can't be replaced ---- */

/* PM or VFS is lost: says so, has the file systems written back, and ends the system. */
void system_lost(const char *label, const char *detail);
/* From then on nothing is restarted. */
int system_is_ending(void);
/* PM's heartbeat: from now on; and it has answered. */
void pm_watch(void);
void pm_answered(void);

/* ---- recovery_complaint.c ---- */

/* RS_COMPLAIN: the answer for whoever complained. */
s32 complaint_take(const struct message *request);
/* RS itself has found it out. */
void complaint_own(struct service *accused, enum rs_reason reason);

/* ---- recovery_update.c ---- */

/*
 * Replaces a running instance: quiescent point, end, fresh instance. `next` is what
 * comes then, or null pointers for the same again; RS takes its program over. The
 * request is answered when the fresh instance is up, or with the error.
 */
enum replace_how { REPLACE_RESTART, REPLACE_REFRESH, REPLACE_UPDATE };
void recovery_replace(struct service *service, enum replace_how how,
		      const struct service_config *config, const struct program *program,
		      const struct message *request);
/* A fresh instance did not come up. True: the one before is started again in its place. */
int recovery_roll_back(struct service *service);
/* Whether the update under way goes by the policy; a restart or refresh does not. */
int recovery_asks_policy(const struct service *service);
/* A fresh instance is up: what was before is not needed any more. */
void recovery_keep(struct service *service);

#endif
