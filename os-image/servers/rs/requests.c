/* What RS is asked, and by whom: see proto/rs.h. */
#include <errno.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <string.h>

#include "recovery.h"

/* ---- who may ask ---- */

/* Those PM vouched for; with too many that live the ones before give way in turn. */
#define OPERATORS_MAX 16u
static endpoint_t operators[OPERATORS_MAX];
static u32 next_operator;

#define HOST_LABEL "host"

int
is_operator(endpoint_t endpoint)
{
	const struct service *service = service_find(endpoint);

	if (service != NULL)
		return strcmp(service->label, HOST_LABEL) == 0;
	for (u32 i = 0; i < OPERATORS_MAX; i++)
		if (operators[i] == endpoint)
			return 1;
	return 0;
}

s32
request_accept(const struct message *request)
{
	switch (request->type) {
	case RS_OPERATOR:
		return request->source == PM_EP ? 0 : -EPERM;
	case RS_COMPLAIN:
	case RS_WORKS:
		return is_operator(request->source) || service_find(request->source) != NULL ? 0 : -EPERM;
	case RS_KILL:
		return is_operator(request->source) || request->source == PM_EP ? 0 : -EPERM;
	default:
		return is_operator(request->source) ? 0 : -EPERM;
	}
}

static u32
place_for_operator(void)
{
	for (u32 i = 0; i < OPERATORS_MAX; i++)
		if (is_dead(operators[i]))
			return i;
	return next_operator++ % OPERATORS_MAX;
}

static void
do_operator(struct message *request)
{
	operators[place_for_operator()] = MESSAGE_BODY(request, const struct rs_operator)->endpoint;
}

/* ---- about one instance ---- */

static void
answer_up(const struct message *request, int result)
{
	struct message reply = {.type = request->type | REPLY_BIT};
	struct rs_up_reply *body = MESSAGE_BODY(&reply, struct rs_up_reply);

	body->head.id = MESSAGE_BODY(request, const struct request_head)->id;
	body->head.status = result < 0 ? result : 0;
	body->endpoint = EP_NONE;
	if (result >= 0) {
		body->endpoint = result;
		body->priv_id = service_priv_id(service_find(result));
	}
	(void)event_reply(request->source, &reply);
}

static void
do_up(struct message *request)
{
	static struct rs_service wanted;
	u32 address = MESSAGE_BODY(request, const struct rs_up)->service;
	int result = sys_copy_in(request->source, address, &wanted, sizeof(wanted));

	answer_up(request, result < 0 ? result : service_up(&wanted));
}

static int
runs(const struct service *service)
{
	return service->state == RS_STATE_UP || service->state == RS_STATE_STARTING;
}

static void
do_wait(struct message *request)
{
	const struct rs_target *target = MESSAGE_BODY(request, const struct rs_target);
	struct service *service = service_find(target->endpoint);
	s32 error = -ESRCH;

	if (service != NULL && !service->is_watched && (runs(service) || service->has_end))
		error = wait_add(WAIT_END, service, request, target->deadline_ms);
	if (error < 0)
		(void)event_reply_status(request, error);
}

static void
do_kill(struct message *request)
{
	struct service *service = service_find(MESSAGE_BODY(request, const struct rs_target)->endpoint);
	s32 status = 0;

	if (service == NULL)
		status = -ESRCH;
	else if (service_is_vital(service))
		status = -EPERM;
	else if (runs(service))
		defect_killed(service);
	(void)event_reply_status(request, status);
}

static void
do_ping(struct message *request)
{
	const struct rs_target *target = MESSAGE_BODY(request, const struct rs_target);
	struct service *service = service_find(target->endpoint);
	s32 error = service == NULL ? -ESRCH : -EDEADEP;

	if (service != NULL && runs(service))
		error = ipc_notify(service->endpoint);
	if (error == 0)
		error = wait_add(WAIT_PING, service, request, target->deadline_ms);
	if (error < 0)
		(void)event_reply_status(request, error);
}

/* ---- about a component ---- */

/* The component with the label of a request, or a null pointer after the client was told. */
static struct service *
named(const struct message *request, const char *label)
{
	char copy[LABEL_LEN];
	struct service *service;

	memcpy(copy, label, LABEL_LEN);
	copy[LABEL_LEN - 1] = '\0';
	service = service_by_label(copy);
	if (service == NULL)
		(void)event_reply_status(request, -ESRCH);
	return service;
}

/* The same, of one that can be ended and replaced: -EPERM. */
static struct service *
named_replaceable(const struct message *request, const char *label)
{
	struct service *service = named(request, label);

	if (service == NULL || !service_is_vital(service))
		return service;
	(void)event_reply_status(request, -EPERM);
	return NULL;
}

/* Starts what does not run, and answers when it is up. */
static void
start_and_wait(struct service *service, const struct message *request)
{
	int error = wait_add(WAIT_UP, service, request, 0);

	if (error < 0)
		(void)event_reply_status(request, error);
	else if (service->state != RS_STATE_STARTING)
		service_start(service);
}

static void
do_start(struct message *request)
{
	struct rs_label *wanted = MESSAGE_BODY(request, struct rs_label);
	struct service *service;
	int error = -ENOENT;

	wanted->label[LABEL_LEN - 1] = '\0';
	service = configuration_instance(wanted->label, &error);
	if (service != NULL && service->is_watched && service->state != RS_STATE_UP)
		start_and_wait(service, request);
	else
		answer_up(request, service != NULL ? -EEXIST : error);
}

static void
do_down(struct message *request)
{
	const char *label = MESSAGE_BODY(request, const struct rs_label)->label;
	struct service *service = named_replaceable(request, label);
	s32 status = 0;

	if (service == NULL)
		return;
	/* Without those that RS restarts by itself nobody could start them again. */
	if (service->is_watched && service->config.policy_kind == POLICY_BUILTIN)
		status = -EPERM;
	else if (service->is_watched)
		service_down(service);
	else if (runs(service))
		defect_killed(service);
	(void)event_reply_status(request, status);
}

static void
do_restart(struct message *request)
{
	const struct rs_restart *wanted = MESSAGE_BODY(request, const struct rs_restart);
	struct service *service = named_replaceable(request, wanted->label);

	if (service == NULL)
		return;
	if (!service->is_watched) {
		(void)event_reply_status(request, -EINVAL);
		return;
	}
	if (wanted->incident != 0 && (service->state != RS_STATE_FAILED ||
				      service->recovery.incident != wanted->incident)) {
		(void)event_reply_status(request, -ESTALE);
		return;
	}
	service->reset_is_due |= (wanted->flags & RS_RESET_DEVICE) != 0;
	if (service->state == RS_STATE_UP)
		recovery_replace(service, REPLACE_RESTART, NULL, NULL, request);
	else
		start_and_wait(service, request);
}

static void
do_info(struct message *request)
{
	const struct rs_info_request *wanted = MESSAGE_BODY(request, const struct rs_info_request);
	static struct rs_info info;
	u32 index = 0;

	FOR_EACH_SERVICE(service) {
		if (index++ != wanted->index)
			continue;
		info_fill(&info, service);
		(void)event_reply_status(request, sys_copy_out(&info, request->source, wanted->buffer,
							       sizeof(info)));
		return;
	}
	(void)event_reply_status(request, -ENOENT);
}

static void
do_incidents(struct message *request)
{
	const struct rs_info_request *wanted = MESSAGE_BODY(request, const struct rs_info_request);
	const struct rs_incident *incident = incident_at(wanted->index);
	s32 status = -ENOENT;

	if (incident != NULL)
		status = sys_copy_out(incident, request->source, wanted->buffer, sizeof(*incident));
	(void)event_reply_status(request, status);
}

static void
do_inject(struct message *request)
{
	struct service *service = named(request, MESSAGE_BODY(request, const struct rs_inject)->label);
	s32 error = 0;

	if (service != NULL)
		error = inject(service, request);
	if (error < 0)
		(void)event_reply_status(request, error);
}

/* ---- from components ---- */

static void
do_complain(struct message *request)
{
	(void)event_reply_status(request, complaint_take(request));
}

static void
do_works(struct message *request)
{
	struct service *service = service_find(MESSAGE_BODY(request, const struct rs_target)->endpoint);
	const struct service *client = service_find(request->source);

	if (service != NULL && client != NULL && label_in_list(&service->config.complain, client->label))
		recovery_has_served(service);
}

const struct event_route request_routes[] = {
	{RS_OPERATOR, EVENT_ON_LOOP, do_operator},
	{RS_UP, EVENT_ON_LOOP, do_up},
	{RS_WAIT, EVENT_ON_LOOP, do_wait},
	{RS_KILL, EVENT_ON_LOOP, do_kill},
	{RS_PING, EVENT_ON_LOOP, do_ping},
	{RS_START, EVENT_ON_LOOP, do_start},
	{RS_DOWN, EVENT_ON_LOOP, do_down},
	{RS_RESTART, EVENT_ON_LOOP, do_restart},
	{RS_CONFIGURE, EVENT_ON_LOOP, configure},
	{RS_INFO, EVENT_ON_LOOP, do_info},
	{RS_INCIDENTS, EVENT_ON_LOOP, do_incidents},
	{RS_INJECT, EVENT_ON_LOOP, do_inject},
	{RS_COMPLAIN, EVENT_ON_LOOP, do_complain},
	{RS_WORKS, EVENT_ON_LOOP, do_works},
};
const u32 request_route_count = ARRAY_LEN(request_routes);
