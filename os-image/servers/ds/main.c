/* The data store. See proto/ds.h. */
#include "recovery.h"
#include "requests.h"

#include <proto/ds.h>

int
main(void)
{
	static const struct event_config config = {
		.routes = ds_routes,
		.route_count = DS_ROUTES,
		.accept = request_accept,
	};

	recovery_restore();
	event_on_heartbeat(recovery_sweep);
	event_loop_run(&config);
}
