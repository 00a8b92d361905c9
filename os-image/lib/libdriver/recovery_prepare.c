/* A driver on its way to a quiescent point. See recovery_prepare.h. */
#include "recovery_prepare.h"

#include "start.h"

static const struct driver_events *events;
static const struct driver_protocol *const *protocols;
static u32 protocol_count;

void
driver_prepare_init(const struct driver_events *driver_events,
		    const struct driver_protocol *const *served, u32 count)
{
	events = driver_events;
	protocols = served;
	protocol_count = count;
}

void
driver_prepare(void)
{
	u32 index;

	for (index = 0; index < protocol_count; index++)
		if (protocols[index]->prepare != NULL)
			protocols[index]->prepare();
	if (events->prepare != NULL)
		events->prepare();
}

int
driver_quiescent(void)
{
	u32 index;

	if (start_is_pending())
		return 0;
	for (index = 0; index < protocol_count; index++)
		if (protocols[index]->quiescent != NULL && !protocols[index]->quiescent())
			return 0;
	return events->quiescent == NULL || events->quiescent();
}
