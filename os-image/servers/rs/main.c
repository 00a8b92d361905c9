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

#include "boot_set.h"

/* Those PM vouched for, the last ones; the dead among them can't come back under their endpoint. */
#define OPERATORS_MAX 16u
static endpoint_t operators[OPERATORS_MAX];
static u32 operators_count;

static int
may_ask(endpoint_t source)
{
	const struct service *service = service_find(source);

	if (service != NULL)
		return strcmp(service->label, "host") == 0;
	for (u32 i = 0; i < OPERATORS_MAX; i++)
		if (operators[i] == source)
			return 1;
	return 0;
}

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
	struct reply_head body = {.status = status};

	reply(to, type, &body, sizeof(body));
}

static void
answer_up(const struct message *request, int result)
{
	struct rs_up_reply answer = {.head.status = result, .endpoint = EP_NONE};

	if (result >= 0) {
		answer.endpoint = result;
		answer.priv_id = service_priv_id(service_find(result));
		answer.head.status = 0;
	}
	reply(request->source, request->type, &answer, sizeof(answer));
}

static void
do_start(const struct message *request)
{
	struct rs_label wanted = *MESSAGE_BODY((struct message *)request, struct rs_label);

	wanted.label[LABEL_LEN - 1] = '\0';
	answer_up(request, boot_set_up(wanted.label));
}

static void
do_up(const struct message *request)
{
	static struct rs_service wanted;
	const struct rs_up *up = MESSAGE_BODY((struct message *)request, struct rs_up);
	int result = sys_copy_in(request->source, up->service, &wanted, sizeof(wanted));

	answer_up(request, result < 0 ? result : service_up(&wanted));
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

typedef void request_handler(const struct message *request);

static request_handler *const handlers[RS_REQUEST_END - PROTO_RS] = {
	[RS_UP - PROTO_RS] = do_up,         [RS_WAIT - PROTO_RS] = do_wait,
	[RS_KILL - PROTO_RS] = do_kill,     [RS_PING - PROTO_RS] = do_ping,
	[RS_START - PROTO_RS] = do_start,
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
		operators[operators_count++ % OPERATORS_MAX] =
			MESSAGE_BODY((struct message *)request, struct rs_operator)->endpoint;
	else if (!may_ask(request->source))
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

	boot_set_start();
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
