/* The services that a test has started: this program in its roles. */
#include <errno.h>
#include <libsys/rs_client.h>
#include <string.h>

#include "libsystest.h"

#define SERVICES_MAX 16u
#define WAIT_MS 20000u

static endpoint_t started[SERVICES_MAX];
static u32 started_count;

endpoint_t
service_start(const char *label, const char *arguments)
{
	struct privilege privilege = rs_plain_privilege(label);

	return service_start_with(&privilege, arguments);
}

endpoint_t
service_start_with(const struct privilege *privilege, const char *arguments)
{
	struct rs_service service = {.module = "libsystest", .privilege = *privilege};
	endpoint_t endpoint;
	int error;

	if (started_count == SERVICES_MAX)
		return -ENFILE;
	strlcpy(service.arguments, arguments, sizeof(service.arguments));
	error = rs_up(&service, &endpoint);
	if (error < 0)
		return error;
	started[started_count++] = endpoint;
	return endpoint;
}

int
service_wait(endpoint_t endpoint, struct rs_end *end)
{
	int error = rs_wait(endpoint, WAIT_MS, end);
	u32 index;

	for (index = 0; error >= 0 && index < started_count; index++)
		if (started[index] == endpoint)
			started[index] = started[--started_count];
	return error;
}

void
services_clear(void)
{
	struct rs_end end;

	while (started_count > 0) {
		endpoint_t endpoint = started[started_count - 1];
		if (rs_kill(endpoint) < 0 || service_wait(endpoint, &end) < 0)
			started_count--; /* RS has forgotten it already */
	}
}
