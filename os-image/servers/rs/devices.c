/*
 * What devices a component's configuration names: the PCI server is asked once, and
 * the answer kept, so that the driver can be restarted while the PCI server is dead.
 */
#include <errno.h>
#include <libsys/grant.h>
#include <libsys/kcall.h>
#include <libsys/request.h>
#include <stdio.h>
#include <string.h>

#include "rs.h"

#define PCI_DEADLINE_US (2u * 1000u * 1000u)

/* A question under way. Fewer components have PCI devices than there are questions. */
struct question {
	struct service *service; /* NULL: free */
	grant_id_t grant;
	struct pci_resources answer[CONFIG_PCI_MAX];
};
static struct question questions[8];

static endpoint_t
pci_server(void)
{
	const struct service *pci = service_by_label(PCI_SERVER_LABEL);

	return pci != NULL && pci->state == RS_STATE_UP ? pci->endpoint : EP_NONE;
}

static void
one_settled(struct service *service)
{
	if (--service->devices_pending == 0 && service->state == RS_STATE_STARTING)
		service_devices_settled(service);
}

/* Ranges of nonsense would be refused by the kernel with all the rest: such a device is left out. */
static int
is_sound(const struct pci_resources *device)
{
	for (u32 bar = 0; bar < PCI_BARS; bar++) {
		const struct pci_bar_range *range = &device->bars[bar];
		u64 limit = range->is_memory ? 1ull << 32 : 1ull << 16;

		if ((u64)range->base + range->length > limit)
			return 0;
	}
	return device->irq == PCI_NO_IRQ || device->irq < 16;
}

static void
keep(struct service *service, const struct pci_resources *device)
{
	if (service->device_count == CONFIG_PCI_MAX)
		return;
	if (is_sound(device))
		service->devices[service->device_count++] = *device;
	else
		printf("rs: %s: the PCI server tells nonsense about function %04x\n", service->label,
		       device->function);
}

static void
answered(u32 id, s32 status, const struct message *reply, void *context)
{
	struct question *question = context;
	struct service *service = question->service;

	(void)id;
	grant_revoke(question->grant);
	question->service = NULL;
	if (status == 0)
		status = MESSAGE_BODY(reply, const struct reply_head)->status;
	for (s32 i = 0; i < status && i < (s32)CONFIG_PCI_MAX; i++)
		keep(service, &question->answer[i]);
	if (status >= 0)
		service->devices_known = 1;
	else
		printf("rs: %s starts without its PCI device: the PCI server answered %s\n",
		       service->label, strerror(-status));
	one_settled(service);
}

static struct question *
free_question(void)
{
	for (u32 i = 0; i < ARRAY_LEN(questions); i++)
		if (questions[i].service == NULL)
			return &questions[i];
	return NULL;
}

static int
ask(struct service *service, const struct pci_match *match)
{
	struct question *question = free_question();
	struct message message = {.type = PCI_RESOURCES};
	struct pci_find *find = MESSAGE_BODY(&message, struct pci_find);
	endpoint_t pci = pci_server();
	s32 result;

	if (pci == EP_NONE || question == NULL)
		return -EAGAIN;
	question->grant =
		grant_direct(pci, question->answer, sizeof(question->answer), GRANT_WRITE);
	if (question->grant < 0)
		return question->grant;
	question->service = service;
	find->match = *match;
	find->grant = question->grant;
	find->count = CONFIG_PCI_MAX;
	result = request_start(pci, &message, sys_uptime_us() + PCI_DEADLINE_US, 0, answered, question);
	if (result > 0)
		return 0;
	grant_revoke(question->grant);
	question->service = NULL;
	return result;
}

int
devices_ask(struct service *service)
{
	if (service->devices_known)
		return 0;
	if (service->devices_pending > 0)
		return 1; /* of a start that was cancelled: its answers do as well */
	service->device_count = 0;
	service->devices_pending = 1; /* so that no answer settles it before all are asked */
	for (u32 i = 0; i < service->config.pci_count; i++) {
		int error = ask(service, &service->config.pci[i]);

		if (error < 0)
			printf("rs: %s starts without its PCI device: the PCI server is not asked: %s\n",
			       service->label, strerror(-error));
		else
			service->devices_pending++;
	}
	return --service->devices_pending > 0;
}

static void
was_reset(u32 id, s32 status, const struct message *reply, void *context)
{
	struct service *service = context;

	(void)id;
	if (status == 0)
		status = MESSAGE_BODY(reply, const struct reply_head)->status;
	if (status < 0)
		printf("rs: a device of %s is not reset: %s\n", service->label, strerror(-status));
	else
		printf("rs: a device of %s is reset\n", service->label);
	one_settled(service);
}

int
devices_reset(struct service *service)
{
	if (service->devices_pending > 0)
		return 1;
	service->devices_pending = 1;
	for (u32 i = 0; i < service->device_count; i++) {
		struct message message = {.type = PCI_RESET};

		MESSAGE_BODY(&message, struct pci_target)->function = service->devices[i].function;
		if (pci_server() != EP_NONE &&
		    request_start(pci_server(), &message, sys_uptime_us() + PCI_DEADLINE_US, 0,
				  was_reset, service) > 0)
			service->devices_pending++;
		else
			printf("rs: a device of %s is not reset: there is no PCI server\n",
			       service->label);
	}
	return --service->devices_pending > 0;
}
