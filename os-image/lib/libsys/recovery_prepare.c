/* Coming to a quiescent point. See recovery_prepare.h. */
#include <errno.h>
#include "dispatch.h"
#include <libsys/outbox.h>
#include "recovery_prepare.h"

static enum {
	SERVING,
	PREPARING, /* `order` is to be answered */
	QUIESCENT,
} phase;

static struct message order;
static const struct event_config *config;

void
prepare_init(const struct event_config *event_config)
{
	config = event_config;
}

void
prepare_begin(const struct message *message)
{
	if (phase != SERVING) {
		(void)event_reply_status(message, phase == QUIESCENT ? 0 : -EALREADY);
		return;
	}
	phase = PREPARING;
	order = *message;
	dispatch_refuse_waiting(-EMOVED);
	if (config->prepare != NULL)
		config->prepare();
}

void
prepare_cancel(const struct message *message)
{
	if (phase == PREPARING)
		(void)event_reply_status(&order, -ECANCELED);
	phase = SERVING;
	(void)event_reply_status(message, 0);
}

s32
prepare_admits(void)
{
	return phase == SERVING ? 0 : -EMOVED;
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
prepare_settle(void)
{
	if (phase != PREPARING || !is_quiescent())
		return;
	phase = QUIESCENT;
	(void)event_reply_status(&order, 0);
}
