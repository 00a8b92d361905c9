/*
 * What the data store is told: which endpoint a label has now, and what led to it.
 * RS does not wait for it. Whatever it has not been told because it was dead or slow
 * it is told when its next instance is up; then all components get a notification, on
 * which its clients look for it (libsys/ds_client.h).
 */
#include <errno.h>
#include <libsys/event.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/request.h>
#include <stdio.h>
#include <string.h>

#include "recovery.h"

#define DS_DEADLINE_US (5u * 1000u * 1000u)

static endpoint_t
data_store(void)
{
	const struct service *ds = service_by_label(DS_SERVER_LABEL);

	return ds != NULL && ds->state == RS_STATE_UP ? ds->endpoint : EP_NONE;
}

/* What an answer is about: the service, and which instance of it. */
struct publication {
	struct service *service; /* NULL: free */
	endpoint_t endpoint;
};
static struct publication publications[NR_PRIVS];

static void
published(u32 id, s32 status, const struct message *reply, void *context)
{
	struct publication *publication = context;
	struct service *service = publication->service;
	int is_current = service->endpoint == publication->endpoint;

	(void)id;
	publication->service = NULL;
	if (status == 0)
		status = MESSAGE_BODY(reply, const struct reply_head)->status;
	if (!is_current)
		return;
	if (status < 0) {
		printf("rs: the data store did not take the endpoint of %s: %s\n", service->label,
		       strerror(-status));
		return;
	}
	service->is_published = 1;
	incident_published(service);
}

static struct publication *
free_publication(void)
{
	for (u32 i = 0; i < ARRAY_LEN(publications); i++)
		if (publications[i].service == NULL)
			return &publications[i];
	return NULL;
}

void
publish(struct service *service)
{
	struct publication *publication = free_publication();
	struct message message = {.type = DS_PUBLISH};
	struct ds_publish *body = MESSAGE_BODY(&message, struct ds_publish);

	if (data_store() == EP_NONE || publication == NULL)
		return;
	*publication = (struct publication){service, service->endpoint};
	body->type = DS_LABEL;
	body->flags = DS_OVERWRITE;
	body->value = (u32)service->endpoint;
	body->cause = service->cause;
	strlcpy(body->key, service->label, sizeof(body->key));
	if (request_start(data_store(), &message, sys_uptime_us() + DS_DEADLINE_US, 0, published,
			  publication) <= 0)
		publication->service = NULL;
}

static void
forgotten(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	(void)status; /* the next data store is not told of it in the first place */
	(void)reply;
	(void)context;
}

void
publish_end(struct service *service)
{
	struct message message = {.type = DS_DELETE};
	struct ds_retrieve *body = MESSAGE_BODY(&message, struct ds_retrieve);

	service->is_published = 0;
	if (data_store() == EP_NONE)
		return;
	body->type = DS_LABEL;
	strlcpy(body->key, service->label, sizeof(body->key));
	(void)request_start(data_store(), &message, sys_uptime_us() + DS_DEADLINE_US, 0, forgotten,
			    NULL);
}

void
publish_all(void)
{
	FOR_EACH_SERVICE(service) {
		if (service->state != RS_STATE_UP)
			continue;
		publish(service);
		(void)ipc_notify(service->endpoint);
	}
}
