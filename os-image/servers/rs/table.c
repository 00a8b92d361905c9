/* The table of components: finding them, and places for those that come by RS_UP. */
#include <libsys/kcall.h>
#include <string.h>

#include "rs.h"

struct service services[NR_PRIVS];
u32 first_free_place = PRIV_ID_FIRST_SERVICE;

struct service *
service_find(endpoint_t endpoint)
{
	if (endpoint == EP_NONE)
		return NULL;
	FOR_EACH_SERVICE(service)
		if (service->endpoint == endpoint)
			return service;
	return NULL;
}

struct service *
service_by_label(const char *label)
{
	if (label[0] == '\0')
		return NULL;
	FOR_EACH_SERVICE(service)
		if (strcmp(service->label, label) == 0)
			return service;
	return NULL;
}

int
is_dead(endpoint_t endpoint)
{
	struct kprocess process;

	return sys_info(KINFO_PROCESS, &process, sizeof(process), (u32)ENDPOINT_SLOT(endpoint)) < 0 ||
	       process.endpoint != endpoint;
}

u32
service_priv_id(const struct service *service)
{
	return (u32)(service - services);
}

/*
 * How good a place is for a new component: a free one; of those of RS_UP whose end nobody
 * came to fetch the oldest; at last one that an operator brought and took down. 0: taken.
 */
static u64
suitability(const struct service *service)
{
	if (service->label[0] == '\0')
		return UINT64_MAX;
	if (service->state != RS_STATE_DOWN)
		return 0;
	if (service->is_watched)
		return 1;
	return service->has_end ? UINT64_MAX - 2 - service->started_us : UINT64_MAX - 1;
}

void
service_name(struct service *service, const char *label)
{
	program_release(&service->program);
	memset(service, 0, sizeof(*service));
	service->program.module = -1;
	service->endpoint = EP_NONE;
	strlcpy(service->label, label, sizeof(service->label));
}

struct service *
service_new(const char *label)
{
	struct service *best = NULL;

	for (struct service *service = services + first_free_place;
	     service < services + NR_PRIVS; service++)
		if (suitability(service) > (best == NULL ? 0 : suitability(best)))
			best = service;
	if (best != NULL)
		service_name(best, label);
	return best;
}
