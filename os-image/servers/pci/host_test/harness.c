/* What the test reaches of the server, and what the server finds around itself there. */
#include <errno.h>
#include <libsys/kcall.h>
#include <proto/pci.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../server.h"
#include "fuzz.h"
#include "model.h"

#define EXPORT(name) __attribute__((export_name(#name)))

#define LOG_BYTES 4096u
#define RESOURCES_MAX 64u
#define BODY_WORDS (MESSAGE_BODY_SIZE / 4u)

static char log_text[LOG_BYTES];
static struct privilege privileges[NR_PRIVS];
static struct pci_resources resources[RESOURCES_MAX];
static struct message last_reply;
static u32 replies;

/* ---- around the server ---- */

int
printf(const char *format, ...)
{
	size_t used = strlen(log_text);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(log_text + used, sizeof(log_text) - used, format, arguments);
	va_end(arguments);
	return 0;
}

/* A process' privileges have its slot as number; its endpoint is that slot's first. */
int
sys_info(enum kinfo what, void *buffer, u32 length, u32 index)
{
	(void)length;
	if (what == KINFO_PROCESS)
		*(struct kprocess *)buffer = (struct kprocess){
			.endpoint = ENDPOINT(1, (s32)index),
			.priv_id = (u8)index,
		};
	else
		*(struct privilege *)buffer = privileges[index];
	return 0;
}

int
sys_safecopy_to(endpoint_t granter, grant_id_t grant, u32 offset, const void *from, u32 length)
{
	(void)granter;
	if (grant < 0 || offset + length > sizeof(resources))
		return -EBADGRANT;
	memcpy((u8 *)resources + offset, from, length);
	return 0;
}

s32
event_reply(endpoint_t target, const struct message *reply)
{
	last_reply = *reply;
	last_reply.source = target;
	replies++;
	return 0;
}

s32
event_reply_status(const struct message *request, s32 status)
{
	struct message reply = {.type = request->type | REPLY_BIT};

	*MESSAGE_BODY(&reply, struct reply_head) = (struct reply_head){
		.id = MESSAGE_BODY(request, const struct request_head)->id,
		.status = status,
	};
	return event_reply(request->source, &reply);
}

/* ---- for the test ---- */

EXPORT(clear) void
clear(void)
{
	model_clear();
	memset(privileges, 0, sizeof(privileges));
	memset(resources, 0, sizeof(resources));
	log_text[0] = '\0';
}

EXPORT(remove_mechanism) void
remove_mechanism(void)
{
	model.has_mechanism = 0;
}

/* Makes a function answer; where its 256 bytes are. */
EXPORT(add) u8 *
add(u32 function, u32 kind, u32 faults, u32 power_at)
{
	struct model_function *added = model_add((u16)function);

	added->kind = (u8)kind;
	added->faults = (u8)faults;
	added->power_at = (u8)power_at;
	return added->space;
}

/* Which bits of a function's space a write changes. */
EXPORT(writable_at) u8 *
writable_at(u32 function)
{
	return model_find((u16)function)->writable;
}

EXPORT(own) void
own(u32 source, u32 function)
{
	struct privilege *privilege = &privileges[ENDPOINT_SLOT((endpoint_t)source)];

	privilege->pci[privilege->pci_count++] = (u16)function;
}

/* Hands a request to its handler, with three words behind the head; how many replies came. */
EXPORT(ask) u32
ask(u32 source, u32 type, u32 first, u32 second, u32 third, u32 fourth)
{
	static request_handler *const handlers[] = {
		[PCI_FUNCTION - PROTO_PCI] = do_function, [PCI_BAR - PROTO_PCI] = do_bar,
		[PCI_READ - PROTO_PCI] = do_read,         [PCI_WRITE - PROTO_PCI] = do_write,
		[PCI_RESET - PROTO_PCI] = do_reset,       [PCI_RESOURCES - PROTO_PCI] = do_resources,
		[PCI_LIST - PROTO_PCI] = do_list,
	};
	struct message request = {.source = (endpoint_t)source, .type = type};
	u32 words[] = {type, first, second, third, fourth};

	memcpy(request.body, words, sizeof(words));
	replies = 0;
	handlers[type - PROTO_PCI](&request);
	return replies;
}

/* Asks for the resources of all that match, `count` at most. */
EXPORT(ask_resources) u32
ask_resources(u32 source, u32 vendor, u32 device, u32 class, u32 count, s32 grant)
{
	struct message request = {.source = (endpoint_t)source, .type = PCI_RESOURCES};

	*MESSAGE_BODY(&request, struct pci_find) = (struct pci_find){
		.match = {(u16)vendor, (u16)device, (u8)(class >> 16), (u8)(class >> 8), (u8)class, 0},
		.grant = grant,
		.count = count,
	};
	replies = 0;
	do_resources(&request);
	return replies;
}

/* Whether the reply is to that process, of the right type, with the request's id. */
EXPORT(reply_is_for) u32
reply_is_for(u32 source, u32 type)
{
	return last_reply.source == (endpoint_t)source && last_reply.type == (type | REPLY_BIT) &&
	       (type == PCI_RESOURCES ||
		MESSAGE_BODY(&last_reply, struct reply_head)->id == type);
}

EXPORT(reply_status) s32
reply_status(void)
{
	return MESSAGE_BODY(&last_reply, struct reply_head)->status;
}

EXPORT(reply_body) u8 *
reply_body(void)
{
	return last_reply.body;
}

EXPORT(resources_at) struct pci_resources *
resources_at(u32 index)
{
	return &resources[index];
}

EXPORT(breach_text) const char *
breach_text(void)
{
	return model.breach != NULL ? model.breach : "";
}

EXPORT(log_at) char *
log_at(void)
{
	return log_text;
}

EXPORT(resets_of) u32
resets_of(u32 function)
{
	return model_find((u16)function)->resets;
}

EXPORT(was_master_in_reset) u32
was_master_in_reset(void)
{
	return model.was_master_in_reset;
}

EXPORT(config_writes) u32
config_writes(void)
{
	return model.config_writes;
}

EXPORT(paused_us) u64
paused_us(void)
{
	return model.paused_us;
}

/* Runs one random case; NULL or what went wrong. */
EXPORT(fuzz) const char *
fuzz(u32 seed)
{
	clear();
	return fuzz_case(seed, ask, own);
}
