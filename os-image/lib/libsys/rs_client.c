/* Requests to the reincarnation server. See rs_client.h. */
#include <kintsugi/kcall.h>
#include <kintsugi/trap.h>
#include <libsys/ipc.h>
#include <libsys/rs_client.h>
#include <string.h>

#define PLAIN_PRIORITY 5
#define PLAIN_QUANTUM_MS 20

int
rs_up(const struct rs_service *service, endpoint_t *endpoint)
{
	struct message message = {.type = RS_UP};
	const struct rs_up_reply *reply = MESSAGE_BODY(&message, const struct rs_up_reply);
	int error;

	MESSAGE_BODY(&message, struct rs_up)->service = (u32)service;
	error = ipc_sendrec(RS_EP, &message);
	if (error < 0)
		return error;
	*endpoint = reply->endpoint;
	return reply->head.status;
}

static int
ask(u32 type, endpoint_t endpoint, u32 deadline_ms, struct message *message)
{
	int error;

	*message = (struct message){.type = type};
	*MESSAGE_BODY(message, struct rs_target) = (struct rs_target){
		.endpoint = endpoint,
		.deadline_ms = deadline_ms,
	};
	error = ipc_sendrec(RS_EP, message);
	return error < 0 ? error : MESSAGE_BODY(message, const struct reply_head)->status;
}

int
rs_start(const char *label, endpoint_t *endpoint)
{
	struct message message = {.type = RS_START};
	int error;

	strlcpy(MESSAGE_BODY(&message, struct rs_label)->label, label, LABEL_LEN);
	error = ipc_sendrec(RS_EP, &message);
	if (error >= 0)
		error = MESSAGE_BODY(&message, const struct reply_head)->status;
	if (error >= 0)
		*endpoint = MESSAGE_BODY(&message, const struct rs_up_reply)->endpoint;
	return error;
}

int
rs_wait(endpoint_t endpoint, u32 deadline_ms, struct rs_end *end)
{
	struct message message;
	int error = ask(RS_WAIT, endpoint, deadline_ms, &message);

	if (error >= 0)
		*end = *MESSAGE_BODY(&message, const struct rs_end);
	return error;
}

int
rs_kill(endpoint_t endpoint)
{
	struct message message;

	return ask(RS_KILL, endpoint, 0, &message);
}

int
rs_ping(endpoint_t endpoint, u32 deadline_ms)
{
	struct message message;

	return ask(RS_PING, endpoint, deadline_ms, &message);
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
