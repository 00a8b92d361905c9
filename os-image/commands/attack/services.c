/* Starting and ending system processes: the runner's requests to RS. */
#include <proto/rs.h>
#include <stdio.h>
#include <string.h>

#include "attack.h"

#define DRIVER_PRIORITY 5u
#define DRIVER_QUANTUM_MS 10u
#define DRIVER_MAX_PAGES 512u

struct privilege
bare_driver(const char *label)
{
	static const u8 calls[] = {
		K_TIME,        K_INFO,          K_LOOKUP,      K_DIAG,
		K_EXIT,        K_VM_MAP,        K_VM_UNMAP,    K_GRANT_TABLE,
		K_ALARM,       K_SAFECOPY_FROM, K_SAFECOPY_TO, K_SAFECOPY_VECTOR,
	};
	struct privilege privilege = {
		.priority = DRIVER_PRIORITY,
		.quantum_ms = DRIVER_QUANTUM_MS,
		.traps = ((1u << IPC_TRAP_COUNT) - 1) & ~1u,
		.max_pages = DRIVER_MAX_PAGES,
	};

	strncpy(privilege.label, label, LABEL_LEN - 1);
	for (u32 i = 0; i < ARRAY_LEN(calls); i++)
		PRIV_BIT_SET(privilege.kcalls, calls[i]);
	PRIV_BIT_SET(privilege.ipc_targets, PRIV_ID_RS);
	for (u32 id = PRIV_ID_FIRST_SERVICE; id < NR_PRIVS; id++)
		PRIV_BIT_SET(privilege.ipc_targets, id);
	return privilege;
}

static int
ask(u32 type, const void *body, u32 length, struct message *message)
{
	int error;

	memset(message, 0, sizeof(*message));
	message->type = type;
	memcpy(message->body, body, length);
	do
		error = ipc_sendrec(RS_EP, message);
	while (error == -EINTR);
	return error < 0 ? error : MESSAGE_BODY(message, struct rs_status)->status;
}

int
start_service(const struct privilege *privilege, const char *arguments, endpoint_t *endpoint)
{
	static struct rs_service service;
	struct rs_up up = {.service = (u32)&service};
	struct message message;
	int error;

	memset(&service, 0, sizeof(service));
	strncpy(service.module, "attack", sizeof(service.module) - 1);
	strncpy(service.arguments, arguments, sizeof(service.arguments) - 1);
	service.privilege = *privilege;
	error = ask(RS_UP, &up, sizeof(up), &message);
	if (error >= 0)
		*endpoint = MESSAGE_BODY(&message, struct rs_up_reply)->endpoint;
	return error;
}

static int
ask_about(u32 type, endpoint_t endpoint, u32 deadline_ms, struct message *message)
{
	struct rs_target target = {.endpoint = endpoint, .deadline_ms = deadline_ms};

	return ask(type, &target, sizeof(target), message);
}

int
wait_service(endpoint_t endpoint, u32 deadline_ms, struct rs_end *end)
{
	struct message message;
	int error = ask_about(RS_WAIT, endpoint, deadline_ms, &message);

	*end = *MESSAGE_BODY(&message, struct rs_end);
	return error;
}

int
kill_service(endpoint_t endpoint)
{
	struct message message;

	return ask_about(RS_KILL, endpoint, 0, &message);
}

int
ping_service(endpoint_t endpoint, u32 deadline_ms)
{
	struct message message;

	return ask_about(RS_PING, endpoint, deadline_ms, &message);
}
