/* Coming to a quiescent point. See recovery_prepare.h. */
#include "dispatch.h"
#include <libsys/outbox.h>
#include "recovery_prepare.h"

enum prepare_phase prepare_phase;

static struct message order; /* to be answered, while it is under way */
static const struct event_config *config;

void
prepare_init(const struct event_config *event_config)
{
	config = event_config;
}

void
prepare_begin(const struct message *message)
{
	if (prepare_phase != PREPARE_NONE) {
		(void)event_reply_status(message, prepare_phase == PREPARE_DONE ? 0 : -EALREADY);
		return;
	}
	prepare_phase = PREPARE_UNDER_WAY;
	order = *message;
	dispatch_refuse_waiting(-EMOVED);
	if (config->prepare != NULL)
		config->prepare();
}

void
prepare_cancel(const struct message *message)
{
	if (prepare_phase == PREPARE_UNDER_WAY)
		(void)event_reply_status(&order, -ECANCELED);
	prepare_phase = PREPARE_NONE;
	(void)event_reply_status(message, 0);
}

/* The component is asked first: it may answer its last requests in that call. */
static int
is_quiescent(void)
{
	if (!dispatch_is_idle() || (config->quiescent != NULL && !config->quiescent()))
		return 0;
	return outbox_watch_replies(EP_ANY) == 0;
}

void
prepare_try(void)
{
	if (!is_quiescent())
		return;
	prepare_phase = PREPARE_DONE;
	(void)event_reply_status(&order, 0);
}
