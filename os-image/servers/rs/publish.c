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

/*
 * What the data store is being told of a label. There is one at a time, as messages that
 * wait for their receiver may overtake each other: what is new takes the old one back.
 */
struct publication {
	u32 request; /* its id; 0: the place is free */
	char label[LABEL_LEN];
	struct service *service; /* NULL: the label's end */
	endpoint_t endpoint;
};
static struct publication publications[NR_PRIVS];

static void
take_back(const char *label)
{
	for (u32 i = 0; i < ARRAY_LEN(publications); i++)
		if (publications[i].request != 0 && strcmp(publications[i].label, label) == 0)
			(void)request_cancel(publications[i].request);
}

/* A data store that does not answer leaves its clients with endpoints of the dead: it is replaced. */
static void
failed(const struct publication *publication, s32 status)
{
	struct service *ds = service_by_label(DS_SERVER_LABEL);

	printf("rs: the data store was not told of %s: %s\n", publication->label, strerror(-status));
	if (status == -ETIMEDOUT && ds->state == RS_STATE_UP)
		complaint_own(ds, COMPLAINT_DEADLINE);
}

static void
answered(u32 id, s32 status, const struct message *reply, void *context)
{
	struct publication publication = *(struct publication *)context;
	struct service *service = publication.service;

	(void)id;
	((struct publication *)context)->request = 0;
	if (status == -ECANCELED || status == -EDEADEP)
		return; /* what is told instead, or its next instance, makes up for it */
	if (status == 0) {
		recovery_was_answered(service_by_label(DS_SERVER_LABEL));
		status = MESSAGE_BODY(reply, const struct reply_head)->status;
	}
	if (status < 0 && !(status == -ENOENT && service == NULL))
		failed(&publication, status);
	else if (service != NULL && service->endpoint == publication.endpoint &&
		 service->state == RS_STATE_UP)
		incident_published(service);
}

/* Sends it. `service` is who is published, or NULL when the label ends. */
static void
tell(const struct message *message, const char *label, struct service *service)
{
	struct publication *publication = publications;
	s32 result;

	take_back(label);
	while (publication->request != 0)
		if (++publication == publications + ARRAY_LEN(publications))
			return; /* of a data store that does not answer: see failed */
	publication->service = service;
	publication->endpoint = service != NULL ? service->endpoint : EP_NONE;
	strlcpy(publication->label, label, sizeof(publication->label));
	result = request_start(data_store(), message, sys_uptime_us() + DS_DEADLINE_US, 0, answered,
			       publication);
	if (result > 0)
		publication->request = (u32)result;
	else if (result != -EDEADEP)
		failed(publication, result);
}

void
publish(struct service *service)
{
	struct message message = {.type = DS_PUBLISH};
	struct ds_publish *body = MESSAGE_BODY(&message, struct ds_publish);

	if (data_store() == EP_NONE)
		return;
	body->type = DS_LABEL;
	body->flags = DS_OVERWRITE;
	body->value = (u32)service->endpoint;
	body->cause = service->cause;
	strlcpy(body->key, service->label, sizeof(body->key));
	tell(&message, service->label, service);
}

void
publish_end(struct service *service)
{
	struct message message = {.type = DS_DELETE};
	struct ds_retrieve *body = MESSAGE_BODY(&message, struct ds_retrieve);

	if (data_store() == EP_NONE)
		return;
	body->type = DS_LABEL;
	strlcpy(body->key, service->label, sizeof(body->key));
	tell(&message, service->label, NULL);
}

void
publish_all(void)
{
	FOR_EACH_SERVICE(service) {
		if (service->state == RS_STATE_DOWN)
			publish_end(service); /* what it had stored is not to come back from a backup */
		if (service->state != RS_STATE_UP)
			continue;
		publish(service);
		(void)ipc_notify(service->endpoint);
	}
}
