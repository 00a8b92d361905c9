/*
 * The reincarnation server: receives, checks who asks, dispatches on the type,
 * replies. It waits for nobody but in the one receive of this loop, so nothing
 * that a service or a client does can hold it up.
 */
#include <errno.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <string.h>

#include "rs.h"

static endpoint_t operator_endpoint = EP_NONE;

void
reply(endpoint_t to, u32 type, const void *body, u32 length)
{
	struct message message = {.type = type | REPLY_BIT};

	memcpy(message.body, body, length);
	ipc_sendnb(to, &message);
}

void
reply_status(endpoint_t to, u32 type, s32 status)
{
	struct rs_status body = {.status = status};

	reply(to, type, &body, sizeof(body));
}

static void
do_up(const struct message *request)
{
	static struct rs_service wanted;
	const struct rs_up *up = MESSAGE_BODY((struct message *)request, struct rs_up);
	struct rs_up_reply answer = {.endpoint = EP_NONE};

	answer.status = sys_copy_in(request->source, up->service, &wanted, sizeof(wanted));
	if (answer.status >= 0)
		answer.status = service_up(&wanted);
	if (answer.status >= 0) {
		answer.endpoint = answer.status;
		answer.priv_id = service_priv_id(service_find(answer.endpoint));
		answer.status = 0;
	}
	reply(request->source, RS_UP, &answer, sizeof(answer));
}

/* The service that a request is about, or a null pointer after the client was told. */
static struct service *
target(const struct message *request)
{
	const struct rs_target *body = MESSAGE_BODY((struct message *)request, struct rs_target);
	struct service *service = service_find(body->endpoint);

	if (service == NULL)
		reply_status(request->source, request->type, -ESRCH);
	return service;
}

static u32
deadline_ms(const struct message *request)
{
	return MESSAGE_BODY((struct message *)request, struct rs_target)->deadline_ms;
}

static void
do_wait(const struct message *request)
{
	struct service *service = target(request);

	if (service != NULL)
		wait_for_end(service, request->source, deadline_ms(request));
}

static void
do_kill(const struct message *request)
{
	struct service *service = target(request);

	if (service == NULL)
		return;
	if (service->state == SERVICE_UP)
		defect_killed(service);
	reply_status(request->source, RS_KILL, 0);
}

static void
do_ping(const struct message *request)
{
	struct service *service = target(request);

	if (service != NULL)
		wait_for_answer(service, request->source, deadline_ms(request));
}

static void
do_status(const struct message *request)
{
	struct service *service = target(request);
	struct rs_status_reply answer;

	if (service == NULL)
		return;
	answer.status = service->state == SERVICE_UP;
	answer.priv_id = service_priv_id(service);
	answer.defects = service->defects;
	memcpy(answer.label, service->label, LABEL_LEN);
	reply(request->source, RS_STATUS, &answer, sizeof(answer));
}

typedef void request_handler(const struct message *request);

static request_handler *const handlers[RS_TYPE_END - PROTO_RS] = {
	[RS_UP - PROTO_RS] = do_up,         [RS_WAIT - PROTO_RS] = do_wait,
	[RS_KILL - PROTO_RS] = do_kill,     [RS_PING - PROTO_RS] = do_ping,
	[RS_STATUS - PROTO_RS] = do_status,
};

static void
on_notification(endpoint_t source)
{
	struct service *service;

	switch (source) {
	case EP_SYSTEM:
		defects_collect();
		break;
	case EP_CLOCK:
		waits_expire();
		break;
	default:
		service = service_find(source);
		if (service != NULL)
			waits_answered(service);
	}
}

static void
on_request(const struct message *request)
{
	u32 index = request->type - PROTO_RS;

	if (request->source == PM_EP && request->type == RS_OPERATOR)
		operator_endpoint =
			MESSAGE_BODY((struct message *)request, struct rs_operator)->endpoint;
	else if (request->source != operator_endpoint)
		reply_status(request->source, request->type, -EPERM);
	else if (index >= ARRAY_LEN(handlers) || handlers[index] == NULL)
		reply_status(request->source, request->type, -EBADCALL);
	else
		handlers[index](request);
}

int
main(void)
{
	struct message message;

	for (;;) {
		int error = ipc_receive(EP_ANY, &message);

		if (error < 0)
			panic("receiving from anyone failed: error %d", -error);
		if (message.type == MSG_NOTIFY)
			on_notification(message.source);
		else
			on_request(&message);
	}
}
