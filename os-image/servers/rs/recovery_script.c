/*
 * Policy scripts: user processes that PM runs for RS (proto/pm_rs.h). A script learns
 * what happened as arguments and as variables, and says what to do by `service
 * restart`, or by ending without it: then the component is given up. One that can't be
 * run, fails, is killed or takes too long has not decided, and RS does it itself.
 */
#include <errno.h>
#include <libsys/event.h>
#include <libsys/grant.h>
#include <libsys/kcall.h>
#include <libsys/request.h>
#include <proto/pm_rs.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "recovery.h"

#define SHELL "/bin/sh"
#define SHELL_OPTION "-P" /* it is a policy script */
#define POLICIES "/etc/policies/"
/* A script has this long, and the time of an exponential back-off, as the slides' makes it. */
#define SCRIPT_DEADLINE_S 120u
#define BACK_OFF_SHIFT_MAX 8u
#define SCRIPTS_MAX 8u /* at a time, as PM has it */
#define END_DEADLINE_US (5u * 1000u * 1000u)

struct script {
	struct service *service; /* NULL: free */
	u32 incident;
	char label[LABEL_LEN];   /* as it began: the place may be another component's meanwhile */
	char policy[RS_POLICY_TEXT];
	u32 request;             /* id of PM_RUN */
	grant_id_t grant;
	u32 length;              /* of the strings */
	u32 count;
	char strings[PM_RUN_STRINGS_MAX];
};
static struct script scripts[SCRIPTS_MAX];

/* ---- what a script is told ---- */

static void __attribute__((format(printf, 2, 3)))
add(struct script *script, const char *format, ...)
{
	va_list arguments;
	char *at = script->strings + script->length;
	u32 room = sizeof(script->strings) - script->length;
	int length;

	va_start(arguments, format);
	length = vsnprintf(at, room, format, arguments);
	va_end(arguments);
	if (length < 0 || (u32)length >= room)
		return; /* what has no room is left out: a policy's name and parameters are short */
	script->length += (u32)length + 1;
	script->count++;
}

/* The script's name, and each of its parameters. */
static void
add_words(struct script *script, const char *words)
{
	while (*words != '\0') {
		int length = (int)strcspn(words, " ");

		add(script, "%.*s", length, words);
		words += length;
		words += strspn(words, " ");
	}
}

static u32
add_arguments(struct script *script, const struct service *service, enum defect_class class)
{
	const char *policy = service->config.policy;
	int name_length = (int)strcspn(policy, " ");

	add(script, "%s", SHELL);
	add(script, "%s", SHELL_OPTION);
	add(script, "%s%.*s", POLICIES, name_length, policy);
	add(script, "%s", service->label);
	add(script, "%u", (unsigned)class);
	add(script, "%s", defect_name(class));
	add(script, "%u", (unsigned)service->recovery.told_repetition);
	add_words(script, policy + name_length + strspn(policy + name_length, " "));
	return script->count;
}

static u32
add_variables(struct script *script, const struct service *service, enum defect_class class)
{
	u32 before = script->count;

	add(script, "PATH=/bin:/sbin:/usr/bin");
	add(script, "component=%s", service->label);
	add(script, "reason=%u", (unsigned)class);
	add(script, "reason_name=%s", defect_name(class));
	add(script, "repetition=%u", (unsigned)service->recovery.told_repetition);
	add(script, "incident=%u", (unsigned)script->incident);
	add(script, "EXIT=%u", DEFECT_EXIT);
	add(script, "EXCEPTION=%u", DEFECT_EXCEPTION);
	add(script, "KILLED=%u", DEFECT_KILLED);
	add(script, "HEARTBEAT=%u", DEFECT_HEARTBEAT);
	add(script, "COMPLAINT=%u", DEFECT_COMPLAINT);
	add(script, "DYNAMIC_UPDATE=%u", DEFECT_UPDATE);
	return script->count - before;
}

/* ---- running it ---- */

#define BEGIN_FIELDS 4u
#define END_FIELDS 5u /* its status as well */

static void
tell(const struct script *script, const char *phase, u32 fields, s32 status)
{
	event_write("policy",
		    (struct event_field[]){
			    event_text("label", script->label),
			    event_text("phase", phase),
			    event_text("script", script->policy),
			    event_number("incident", script->incident),
			    event_number("status", status),
		    },
		    fields);
}

static void
end_answered(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	(void)status; /* there is nothing else to be done about the process */
	(void)reply;
	(void)context;
}

/* It takes too long: its processes are ended. PM then answers the PM_RUN, which nobody waits for. */
static void
end_process(const struct script *script)
{
	struct message message = {.type = PM_RUN_END};

	MESSAGE_BODY(&message, struct pm_run_end)->run = script->request;
	(void)request_start(PM_EP, &message, sys_uptime_us() + END_DEADLINE_US, 0, end_answered,
			    NULL);
}

/* Why the script did not decide; an empty text: it did. */
static void
explain(const struct script *script, s32 error, s32 status, char *why)
{
	const char *policy = script->policy;
	int length = (int)strcspn(policy, " ");

	why[0] = '\0';
	if (error == -ETIMEDOUT)
		snprintf(why, RS_DETAIL_MAX, "policy %.*s did not end in time", length, policy);
	else if (error < 0)
		snprintf(why, RS_DETAIL_MAX, "policy %.*s can't be run: %s", length, policy,
			 strerror(-error));
	else if (WIFSIGNALED(status))
		snprintf(why, RS_DETAIL_MAX, "policy %.*s was ended by signal %d", length, policy,
			 WTERMSIG(status));
	else if (WEXITSTATUS(status) != 0)
		snprintf(why, RS_DETAIL_MAX, "policy %.*s failed with status %d", length, policy,
			 WEXITSTATUS(status));
}

static void run_waiting(void);

/* Status of the event: the exit status, 128 + signal, or a negative error. */
static s32
status_of(s32 error, s32 status)
{
	if (error < 0)
		return error;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void
ended(struct script *script, s32 error, s32 status)
{
	struct service *service = script->service;
	int is_undecided = service->state == RS_STATE_FAILED &&
			   service->recovery.incident == script->incident;
	char why[RS_DETAIL_MAX];

	explain(script, error, status, why);
	tell(script, "end", END_FIELDS, status_of(error, status));
	script->service = NULL;
	if (!is_undecided) {
		service->recovery.defaults = 0;
		if (why[0] != '\0')
			printf("rs: %s: %s, after it had been decided\n", script->label, why);
	} else if (why[0] != '\0') {
		recovery_default(service, why);
	} else {
		recovery_give_up(service, "its policy did not restart it");
	}
	run_waiting();
}

static void
answered(u32 id, s32 error, const struct message *reply, void *context)
{
	struct script *script = context;
	s32 status = 0;

	(void)id;
	grant_revoke(script->grant);
	if (error == -ETIMEDOUT)
		end_process(script);
	if (error == 0) {
		error = MESSAGE_BODY(reply, const struct reply_head)->status;
		status = MESSAGE_BODY(reply, const struct pm_run_reply)->status;
	}
	ended(script, error, status);
}

static u64
script_deadline_us(const struct service *service)
{
	u32 repetition = service->recovery.told_repetition;
	u32 shift = repetition < BACK_OFF_SHIFT_MAX ? repetition : BACK_OFF_SHIFT_MAX;

	return sys_uptime_us() + (SCRIPT_DEADLINE_S + (1u << shift)) * 1000000ull;
}

static void
run(struct script *script, struct service *service)
{
	struct message message = {.type = PM_RUN};
	struct pm_run *body = MESSAGE_BODY(&message, struct pm_run);
	const struct rs_incident *incident = incident_of(service);
	enum defect_class class = incident != NULL ? incident->defect : service->cause;
	s32 result;

	*script = (struct script){.service = service, .incident = service->recovery.incident};
	strlcpy(script->label, service->label, sizeof(script->label));
	strlcpy(script->policy, service->config.policy, sizeof(script->policy));
	body->argc = add_arguments(script, service, class);
	body->envc = add_variables(script, service, class);
	body->strings_length = script->length;
	script->grant = grant_direct(PM_EP, script->strings, script->length, GRANT_READ);
	body->strings = script->grant;
	tell(script, "begin", BEGIN_FIELDS, 0);
	result = request_start(PM_EP, &message, script_deadline_us(service), 0, answered, script);
	if (result > 0) {
		script->request = (u32)result;
		return;
	}
	grant_revoke(script->grant);
	ended(script, result, 0);
}

static struct script *
free_script(void)
{
	for (u32 i = 0; i < SCRIPTS_MAX; i++)
		if (scripts[i].service == NULL)
			return &scripts[i];
	return NULL;
}

void
recovery_run_script(struct service *service)
{
	struct script *script = free_script();

	service->recovery.script_is_due = script == NULL;
	if (script != NULL)
		run(script, service);
}

/* Those that found no place; an operator may have decided meanwhile. */
static void
run_waiting(void)
{
	FOR_EACH_SERVICE(service) {
		if (!service->recovery.script_is_due)
			continue;
		service->recovery.script_is_due = 0;
		if (service->state == RS_STATE_FAILED)
			recovery_run_script(service);
	}
}
