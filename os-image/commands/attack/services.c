/* The services of the suite: this program in its other faces, with a driver's privileges. */
#include <libsys/rs_client.h>
#include <string.h>

#include "attack.h"

#define DRIVER_QUANTUM_MS 10u
#define DRIVER_MAX_PAGES 512u

struct privilege
bare_driver(const char *label)
{
	struct privilege privilege = rs_plain_privilege(label);

	privilege.quantum_ms = DRIVER_QUANTUM_MS;
	privilege.max_pages = DRIVER_MAX_PAGES;
	privilege.ipc_targets[0] &= ~(1u << PRIV_ID_USER | 1u << PRIV_ID_PM);
	return privilege;
}

int
start_service(const struct privilege *privilege, const char *arguments, endpoint_t *endpoint)
{
	struct rs_service service = {.module = "attack", .privilege = *privilege};

	strlcpy(service.arguments, arguments, sizeof(service.arguments));
	return rs_up(&service, endpoint);
}
