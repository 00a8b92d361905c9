/* The loop that all protocols of a driver share. See libdriver/driver.h. */
#include <errno.h>
#include <libdriver/driver.h>
#include <libsys/panic.h>
#include "recovery_prepare.h"
#include "start.h"

#define PROTOCOL_MASK 0xff00u /* of a request's type */

static const struct driver_protocol *protocols[DRIVER_PROTOCOLS_MAX];
static u32 protocol_count;
static struct event_route routes[DRIVER_ROUTES_MAX];
static struct event_config config;

void
driver_add_protocol(const struct driver_protocol *protocol)
{
	u32 index;

	ASSERT(protocol_count < DRIVER_PROTOCOLS_MAX);
	ASSERT(config.route_count + protocol->route_count <= DRIVER_ROUTES_MAX);
	protocols[protocol_count++] = protocol;
	for (index = 0; index < protocol->route_count; index++)
		routes[config.route_count++] = protocol->routes[index];
}

static s32
accept(const struct message *request)
{
	u32 index;

	for (index = 0; index < protocol_count; index++)
		if ((request->type & PROTOCOL_MASK) == protocols[index]->base)
			return protocols[index]->accept(request);
	return -ENOSYS;
}

_Noreturn void
driver_run(const struct driver_events *events)
{
	config.routes = routes;
	config.accept = accept;
	config.interrupt = events->interrupt;
	config.managed = events->kernel;
	config.notified = events->notified;
	config.prepare = driver_prepare;
	config.quiescent = driver_quiescent;
	config.threads = events->threads;
	config.stack_bytes = events->stack_bytes;
	driver_prepare_init(events, protocols, protocol_count);
	if (events->start != NULL)
		start_init(events->start, routes, config.route_count);
	event_loop_run(&config);
}
