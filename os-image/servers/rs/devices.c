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

#include "recovery.h"

#define PCI_DEADLINE_US (2u * 1000u * 1000u)

/*
 * A question or an order under way. A start goes on when all of its own are answered;
 * when it ends before that they are taken back. Few components have PCI devices.
 */
struct question {
	struct service *service; /* NULL: free */
	u32 request;             /* its id */
	grant_id_t grant;        /* for the answer; below 0: of an order */
	struct pci_resources answer[CONFIG_PCI_MAX];
};
static struct question questions[16];

#define NO_GRANT (-1)

static endpoint_t
pci_server(void)
{
	const struct service *pci = service_by_label(PCI_SERVER_LABEL);

	return pci != NULL && pci->state == RS_STATE_UP ? pci->endpoint : EP_NONE;
}

static void
one_settled(struct service *service)
{
	if (--service->devices_pending == 0)
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

/* Frees the question's place. Whose it was. */
static struct service *
finish(struct question *question)
{
	struct service *service = question->service;

	if (question->grant >= 0)
		grant_revoke(question->grant);
	question->service = NULL;
	return service;
}

/* What was not answered is asked again at the next start. */
static void
answered(u32 id, s32 status, const struct message *reply, void *context)
{
	struct question *question = context;
	struct service *service = finish(question);

	(void)id;
	if (status == -ECANCELED) {
		service->devices_known = 0;
		return;
	}
	if (status == 0) {
		recovery_was_answered(service_by_label(PCI_SERVER_LABEL));
		status = MESSAGE_BODY(reply, const struct reply_head)->status;
	}
	for (s32 i = 0; i < status && i < (s32)CONFIG_PCI_MAX; i++)
		keep(service, &question->answer[i]);
	if (status < 0) {
		service->devices_known = 0;
		printf("rs: %s starts without its PCI device: the PCI server answered %s\n",
		       service->label, strerror(-status));
	}
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

/* Sends it for the service. 0 or an error; then the grant is taken back. */
static int
send(struct question *question, struct service *service, const struct message *message,
     request_completion *complete)
{
	s32 result;

	question->service = service;
	result = request_start(pci_server(), message, sys_uptime_us() + PCI_DEADLINE_US, 0, complete,
			       question);
	if (result <= 0) {
		finish(question);
		return result;
	}
	question->request = (u32)result;
	service->devices_pending++;
	return 0;
}

static int
ask(struct service *service, const struct pci_match *match)
{
	struct question *question = free_question();
	struct message message = {.type = PCI_RESOURCES};
	struct pci_find *find = MESSAGE_BODY(&message, struct pci_find);

	if (pci_server() == EP_NONE || question == NULL)
		return -EAGAIN;
	question->grant =
		grant_direct(pci_server(), question->answer, sizeof(question->answer), GRANT_WRITE);
	if (question->grant < 0)
		return question->grant;
	find->match = *match;
	find->grant = question->grant;
	find->count = CONFIG_PCI_MAX;
	return send(question, service, &message, answered);
}

int
devices_ask(struct service *service)
{
	if (service->devices_known)
		return 0;
	service->device_count = 0;
	service->devices_known = 1;
	service->devices_pending = 1; /* so that no answer settles it before all are asked */
	for (u32 i = 0; i < service->config.pci_count; i++) {
		int error = ask(service, &service->config.pci[i]);

		if (error == 0)
			continue;
		service->devices_known = 0;
		printf("rs: %s starts without its PCI device: the PCI server is not asked: %s\n",
		       service->label, strerror(-error));
	}
	return --service->devices_pending > 0;
}

static void
was_reset(u32 id, s32 status, const struct message *reply, void *context)
{
	struct service *service = finish(context);

	(void)id;
	if (status == -ECANCELED)
		return;
	if (status == 0)
		status = MESSAGE_BODY(reply, const struct reply_head)->status;
	if (status < 0)
		printf("rs: a device of %s is not reset: %s\n", service->label, strerror(-status));
	else
		printf("rs: a device of %s is reset\n", service->label);
	one_settled(service);
}

static int
reset(struct service *service, const struct pci_resources *device)
{
	struct question *question = free_question();
	struct message message = {.type = PCI_RESET};

	if (pci_server() == EP_NONE || question == NULL)
		return -EAGAIN;
	question->grant = NO_GRANT;
	MESSAGE_BODY(&message, struct pci_target)->function = device->function;
	return send(question, service, &message, was_reset);
}

int
devices_reset(struct service *service)
{
	service->devices_pending = 1;
	for (u32 i = 0; i < service->device_count; i++)
		if (reset(service, &service->devices[i]) < 0)
			printf("rs: a device of %s is not reset: the PCI server is not asked\n",
			       service->label);
	return --service->devices_pending > 0;
}

void
devices_cancel(struct service *service)
{
	for (u32 i = 0; i < ARRAY_LEN(questions); i++)
		if (questions[i].service == service)
			(void)request_cancel(questions[i].request);
	service->devices_pending = 0;
}
