/* The table of services: finding, starting and ending them. */
#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <string.h>

#include "boot_set.h"

struct service services[NR_PRIVS];

static u32 ends; /* how many have ended, to tell which ended first */
static u32 ended_as[NR_PRIVS];

struct service *
service_find(endpoint_t endpoint)
{
	for (u32 id = PRIV_ID_FIRST_SERVICE; id < NR_PRIVS; id++)
		if (services[id].state != SERVICE_FREE && services[id].endpoint == endpoint)
			return &services[id];
	return NULL;
}

u32
service_priv_id(const struct service *service)
{
	return (u32)(service - services);
}

/*
 * How good a place is for a new service of that label: the label's own, so that
 * its count goes on; one never used; a free one; or of those whose end nobody
 * came to fetch the oldest. 0: taken.
 */
static u32
suitability(const struct service *service, const char *label)
{
	if (service->state == SERVICE_UP)
		return 0;
	if (service->state == SERVICE_ENDED)
		return ends - ended_as[service_priv_id(service)] + 1;
	if (strcmp(service->label, label) == 0)
		return UINT32_MAX;
	return service->label[0] == '\0' ? UINT32_MAX - 1 : UINT32_MAX - 2;
}

static struct service *
find_place(const char *label)
{
	struct service *best = NULL;
	u32 best_suitability = 0;
	int kept = boot_set_id(label);

	if (kept != 0)
		return kept < 0 || services[kept].state == SERVICE_UP ? NULL : &services[kept];
	for (u32 id = BOOT_ID_END; id < NR_PRIVS; id++) {
		u32 this_suitability = suitability(&services[id], label);

		if (this_suitability > best_suitability) {
			best = &services[id];
			best_suitability = this_suitability;
		}
	}
	return best;
}

static int
is_up(const char *label)
{
	for (u32 id = PRIV_ID_FIRST_SERVICE; id < NR_PRIVS; id++)
		if (services[id].state == SERVICE_UP && strcmp(services[id].label, label) == 0)
			return 1;
	return 0;
}

/* Labels stand in logs, events and scripts: no character there may need quoting. */
static int
label_is_good(const char *label)
{
	u32 length = (u32)strnlen(label, LABEL_LEN);

	if (length == 0 || length == LABEL_LEN)
		return 0;
	for (u32 i = 0; i < length; i++) {
		char c = label[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_'))
			return 0;
	}
	return 1;
}

static int
check(struct rs_service *wanted)
{
	if (!label_is_good(wanted->privilege.label) ||
	    strnlen(wanted->module, sizeof(wanted->module)) == sizeof(wanted->module) ||
	    strnlen(wanted->arguments, sizeof(wanted->arguments)) == sizeof(wanted->arguments))
		return -EINVAL;
	return is_up(wanted->privilege.label) ? -EEXIST : 0;
}

/* Makes the process, with privileges and image, and lets it run. */
static int
start_process(u32 priv_id, const struct rs_service *wanted)
{
	endpoint_t endpoint = sys_proc_create(wanted->privilege.label);
	int error;

	if (endpoint < 0)
		return endpoint;
	error = sys_priv_set(endpoint, priv_id, &wanted->privilege);
	if (error >= 0)
		error = image_load(endpoint, wanted);
	if (error >= 0)
		error = sys_proc_resume(endpoint);
	if (error >= 0)
		return endpoint;
	if (sys_proc_exit(endpoint) < 0)
		panic("a service that failed to start can't be ended");
	return error;
}

static void
announce(const struct service *service)
{
	struct event_field fields[] = {
		{.key = "label", .type = EVENT_TEXT, .length = (u32)strlen(service->label),
		 .address = (u32)service->label},
		{.key = "endpoint", .type = EVENT_NUMBER, .number = service->endpoint},
	};

	sys_event("up", fields, ARRAY_LEN(fields));
}

int
service_up(struct rs_service *wanted)
{
	struct service *place;
	int result = check(wanted);

	if (result < 0)
		return result;
	place = find_place(wanted->privilege.label);
	if (place == NULL)
		return -ENFILE;
	wanted->privilege.manager = RS_EP;
	result = start_process(service_priv_id(place), wanted);
	if (result < 0)
		return result;
	if (strcmp(place->label, wanted->privilege.label) != 0)
		place->defects = 0;
	memcpy(place->label, wanted->privilege.label, LABEL_LEN);
	place->endpoint = result;
	place->state = SERVICE_UP;
	place->waiting.endpoint = EP_NONE;
	place->pinging.endpoint = EP_NONE;
	announce(place);
	return result;
}

void
service_end(struct service *service, const struct rs_end *end)
{
	int error = sys_proc_exit(service->endpoint);

	if (error < 0)
		panic("service %s can't be ended: error %d", service->label, -error);
	service->end = *end;
	service->state = SERVICE_ENDED;
	service->defects++;
	ended_as[service_priv_id(service)] = ends++;
	waits_ended(service);
}
