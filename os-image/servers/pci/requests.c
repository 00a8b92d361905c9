/* The server's requests: checked, done, answered. */
#include <errno.h>
#include <libsys/kcall.h>
#include <proto/pci.h>

#include "bars.h"
#include "config.h"
#include "filter.h"
#include "functions.h"
#include "pause.h"
#include "recovery.h"
#include "server.h"

#define RESET_POLL_US (1u * MS)

/* Drivers may do something to their own functions, RS may ask about any and reset it. */
static s32
check_caller(const struct message *request, u32 function, int is_open_to_rs)
{
	if (!(is_open_to_rs && request->source == RS_EP) && !owner_has(request->source, function))
		return -EPERM;
	return function <= UINT16_MAX && config_is_present((u16)function) ? 0 : -ENODEV;
}

/* ---- which functions there are ---- */

static void
describe(const struct message *request, s32 function)
{
	struct message reply = {.type = request->type | REPLY_BIT};
	struct pci_function_reply *answer = MESSAGE_BODY(&reply, struct pci_function_reply);
	struct identity identity;

	answer->head.id = MESSAGE_BODY(request, const struct request_head)->id;
	answer->head.status = function < 0 ? function : 0;
	if (function >= 0) {
		identity = function_identify((u16)function);
		answer->function = (u16)function;
		answer->vendor = identity.vendor;
		answer->device = identity.device;
		answer->base_class = identity.base_class;
		answer->sub_class = identity.sub_class;
		answer->interface = identity.interface;
		answer->revision = identity.revision;
		answer->irq = identity.irq;
		answer->can_reset = (u8)reset_is_possible((u16)function);
	}
	(void)event_reply(request->source, &reply);
}

void
do_function(struct message *request)
{
	u32 index = MESSAGE_BODY(request, const struct pci_function)->index;

	describe(request, owner_function(request->source, index));
}

void
do_list(struct message *request)
{
	u32 index = MESSAGE_BODY(request, const struct pci_list)->index;
	struct function_list list;

	functions_find(&list);
	describe(request, index < list.count ? list.functions[index] : -ENOENT);
}

/* ---- one function ---- */

void
do_bar(struct message *request)
{
	const struct pci_bar *asked = MESSAGE_BODY(request, const struct pci_bar);
	struct message reply = {.type = request->type | REPLY_BIT};
	struct pci_bar_reply *answer = MESSAGE_BODY(&reply, struct pci_bar_reply);

	answer->head.id = asked->head.id;
	answer->head.status = check_caller(request, asked->function, 1);
	if (answer->head.status == 0 && asked->index >= PCI_BARS)
		answer->head.status = -EINVAL;
	if (answer->head.status == 0)
		answer->head.status = bar_range((u16)asked->function, asked->index, &answer->range);
	(void)event_reply(request->source, &reply);
}

void
do_read(struct message *request)
{
	const struct pci_config *asked = MESSAGE_BODY(request, const struct pci_config);
	struct message reply = {.type = request->type | REPLY_BIT};
	struct pci_config_reply *answer = MESSAGE_BODY(&reply, struct pci_config_reply);

	answer->head.id = asked->head.id;
	answer->head.status = check_caller(request, asked->function, 1);
	if (answer->head.status == 0)
		answer->head.status = filter_place(asked->offset, asked->width);
	if (answer->head.status == 0)
		answer->value = config_read((u16)asked->function, asked->offset, asked->width);
	(void)event_reply(request->source, &reply);
}

void
do_write(struct message *request)
{
	const struct pci_config *asked = MESSAGE_BODY(request, const struct pci_config);
	u16 function = (u16)asked->function;
	s32 status = check_caller(request, asked->function, 0);

	if (status == 0)
		status = filter_place(asked->offset, asked->width);
	if (status == 0)
		status = filter_write(function, asked->offset, asked->width, asked->value);
	if (status == 0)
		config_write(function, asked->offset, asked->width, asked->value);
	(void)event_reply_status(request, status);
}

void
do_reset(struct message *request)
{
	u32 function = MESSAGE_BODY(request, const struct pci_target)->function;
	s32 status = check_caller(request, function, 1);

	if (status == 0)
		status = reset_function((u16)function);
	(void)event_reply_status(request, status);
}

/* ---- all that match ---- */

static struct pci_resources
collect(u16 function, const struct identity *identity)
{
	struct pci_resources resources = {
		.function = function,
		.vendor = identity->vendor,
		.device = identity->device,
		.base_class = identity->base_class,
		.sub_class = identity->sub_class,
		.interface = identity->interface,
		.irq = identity->irq,
		.can_reset = (u8)reset_is_possible(function),
	};
	u32 index;

	for (index = 0; index < PCI_BARS; index++)
		(void)bar_range(function, index, &resources.bars[index]); /* no range: zeros */
	return resources;
}

/* How many were copied, or an error. */
static s32
copy_matching(endpoint_t client, const struct pci_find *asked)
{
	struct function_list list;
	struct pci_resources resources;
	u32 copied = 0, index;
	s32 status = 0;

	functions_find(&list);
	for (index = 0; index < list.count && copied < asked->count && status == 0; index++) {
		struct identity identity = function_identify(list.functions[index]);

		if (!function_matches(&identity, &asked->match))
			continue;
		while (reset_is_under_way(list.functions[index]))
			pause_us(RESET_POLL_US);
		resources = collect(list.functions[index], &identity);
		status = sys_safecopy_to(client, asked->grant, copied * sizeof(resources),
					 &resources, sizeof(resources));
		copied++;
	}
	return status < 0 ? status : (s32)copied;
}

void
do_resources(struct message *request)
{
	const struct pci_find *asked = MESSAGE_BODY(request, const struct pci_find);

	(void)event_reply_status(request, request->source == RS_EP
						  ? copy_matching(request->source, asked)
						  : -EPERM);
}
