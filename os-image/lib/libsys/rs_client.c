/* Requests to the reincarnation server. See rs_client.h. */
#include <errno.h>
#include <kintsugi/kcall.h>
#include <kintsugi/trap.h>
#include <libsys/ipc.h>
#include <libsys/rs_client.h>
#include <string.h>

#define PLAIN_PRIORITY 5
#define PLAIN_QUANTUM_MS 20

/* Sends a request whose body is filled in; RS' answer, whose status is returned, comes into it. */
static int
ask(u32 type, struct message *message)
{
	int error;

	message->type = type;
	error = ipc_sendrec(RS_EP, message);
	return error < 0 ? error : MESSAGE_BODY(message, const struct reply_head)->status;
}

/* The same for requests that are answered by a struct rs_up_reply. */
static int
ask_for_instance(u32 type, struct message *message, endpoint_t *endpoint)
{
	int error = ask(type, message);

	if (error >= 0)
		*endpoint = MESSAGE_BODY(message, const struct rs_up_reply)->endpoint;
	return error;
}

/* 0, or -ESRCH for what is too long to be anyone's. */
static int
put_label(char to[LABEL_LEN], const char *label)
{
	return strlcpy(to, label, LABEL_LEN) < LABEL_LEN ? 0 : -ESRCH;
}

/* ---- about an instance ---- */

int
rs_up(const struct rs_service *service, endpoint_t *endpoint)
{
	struct message message = {0};

	MESSAGE_BODY(&message, struct rs_up)->service = (u32)service;
	return ask_for_instance(RS_UP, &message, endpoint);
}

static int
ask_about(u32 type, endpoint_t endpoint, u32 deadline_ms, struct message *message)
{
	*message = (struct message){0};
	*MESSAGE_BODY(message, struct rs_target) = (struct rs_target){
		.endpoint = endpoint,
		.deadline_ms = deadline_ms,
	};
	return ask(type, message);
}

int
rs_wait(endpoint_t endpoint, u32 deadline_ms, struct rs_end *end)
{
	struct message message;
	int error = ask_about(RS_WAIT, endpoint, deadline_ms, &message);

	if (error >= 0)
		*end = *MESSAGE_BODY(&message, const struct rs_end);
	return error;
}

int
rs_kill(endpoint_t endpoint)
{
	struct message message;

	return ask_about(RS_KILL, endpoint, 0, &message);
}

int
rs_ping(endpoint_t endpoint, u32 deadline_ms)
{
	struct message message;

	return ask_about(RS_PING, endpoint, deadline_ms, &message);
}

/* ---- about a component ---- */

int
rs_start(const char *label, endpoint_t *endpoint)
{
	struct message message = {0};
	int error = put_label(MESSAGE_BODY(&message, struct rs_label)->label, label);

	return error < 0 ? error : ask_for_instance(RS_START, &message, endpoint);
}

int
rs_down(const char *label)
{
	struct message message = {0};
	int error = put_label(MESSAGE_BODY(&message, struct rs_label)->label, label);

	return error < 0 ? error : ask(RS_DOWN, &message);
}

int
rs_restart(const char *label, u32 incident, u32 flags, endpoint_t *endpoint)
{
	struct message message = {0};
	struct rs_restart *body = MESSAGE_BODY(&message, struct rs_restart);
	int error = put_label(body->label, label);

	body->incident = incident;
	body->flags = flags;
	return error < 0 ? error : ask_for_instance(RS_RESTART, &message, endpoint);
}

int
rs_configure(enum rs_how how, const struct service_config *config, const void *image,
	     u32 image_length, endpoint_t *endpoint)
{
	struct message message = {0};

	*MESSAGE_BODY(&message, struct rs_configure) = (struct rs_configure){
		.how = how,
		.config = (u32)config,
		.image = (u32)image,
		.image_length = image_length,
	};
	return ask_for_instance(RS_CONFIGURE, &message, endpoint);
}

int
rs_inject(const char *label, enum rs_misbehaviour how, u32 odds, u32 seed)
{
	struct message message = {0};
	struct rs_inject *body = MESSAGE_BODY(&message, struct rs_inject);
	int error = put_label(body->label, label);

	body->how = how;
	body->odds = odds;
	body->seed = seed;
	return error < 0 ? error : ask(RS_INJECT, &message);
}

int
rs_complain_operator(const char *label, enum rs_reason reason)
{
	struct message message = {0};
	struct rs_complain *body = MESSAGE_BODY(&message, struct rs_complain);
	int error = put_label(body->label, label);

	body->endpoint = EP_NONE;
	body->reason = reason;
	return error < 0 ? error : ask(RS_COMPLAIN, &message);
}

/* ---- what RS knows ---- */

static int
ask_index(u32 type, u32 index, void *buffer)
{
	struct message message = {0};

	*MESSAGE_BODY(&message, struct rs_info_request) = (struct rs_info_request){
		.index = index,
		.buffer = (u32)buffer,
	};
	return ask(type, &message);
}

int
rs_info(u32 index, struct rs_info *info)
{
	return ask_index(RS_INFO, index, info);
}

int
rs_incident(u32 index, struct rs_incident *incident)
{
	return ask_index(RS_INCIDENTS, index, incident);
}

struct privilege
rs_plain_privilege(const char *label)
{
	static const u8 kcalls[] = {
		K_TIME,        K_INFO,          K_LOOKUP,      K_DIAG,
		K_EXIT,        K_VM_MAP,        K_VM_UNMAP,    K_ALARM,
		K_GRANT_TABLE, K_SAFECOPY_FROM, K_SAFECOPY_TO, K_SAFECOPY_VECTOR,
	};
	struct privilege privilege = {
		.priority = PLAIN_PRIORITY,
		.quantum_ms = PLAIN_QUANTUM_MS,
		.flags = PRIV_SYSTEM,
		.traps = 1u << IPC_SEND | 1u << IPC_RECEIVE | 1u << IPC_SENDREC |
			 1u << IPC_NOTIFY | 1u << IPC_SENDNB | 1u << IPC_SENDA,
	};
	u32 index;

	strlcpy(privilege.label, label, sizeof(privilege.label));
	for (index = 0; index < ARRAY_LEN(kcalls); index++)
		PRIV_BIT_SET(privilege.kcalls, kcalls[index]);
	for (index = 0; index < ARRAY_LEN(privilege.ipc_targets); index++)
		privilege.ipc_targets[index] = UINT32_MAX;
	return privilege;
}
