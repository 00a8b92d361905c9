/*
 * The PCI server. What concerns one function is done on threads, one request at a
 * time, since a reset waits for its device; other functions' users don't notice.
 */
#include <proto/pci.h>
#include <stddef.h>
#include <stdio.h>

#include "functions.h"
#include "server.h"

#define LANE_OF_NONE UINT32_MAX /* requests that are not about one function */

/* All of these begin alike. */
_Static_assert(offsetof(struct pci_bar, function) == offsetof(struct pci_target, function) &&
		       offsetof(struct pci_config, function) == offsetof(struct pci_target, function),
	       "the lane of a request is its function's");

static u32
lane(const struct message *request)
{
	if (request->type == PCI_RESOURCES)
		return LANE_OF_NONE;
	return MESSAGE_BODY(request, const struct pci_target)->function;
}

static void
report(void)
{
	struct function_list list;

	functions_find(&list);
	printf("pci: %u functions\n", list.count);
}

int
main(void)
{
	static const struct event_route routes[] = {
		{PCI_FUNCTION, EVENT_ON_LOOP, do_function},
		{PCI_LIST, EVENT_ON_LOOP, do_list},
		{PCI_BAR, EVENT_ON_THREAD, do_bar},
		{PCI_READ, EVENT_ON_THREAD, do_read},
		{PCI_WRITE, EVENT_ON_THREAD, do_write},
		{PCI_RESET, EVENT_ON_THREAD, do_reset},
		{PCI_RESOURCES, EVENT_ON_THREAD, do_resources},
	};
	static const struct event_config config = {
		.routes = routes,
		.route_count = ARRAY_LEN(routes),
		.threads = SERVER_THREADS,
		.stack_bytes = SERVER_STACK_BYTES,
		.lane_threads = 1,
		.lane = lane,
	};

	report();
	event_loop_run(&config);
}
