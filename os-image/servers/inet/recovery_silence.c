/*
 * Silent failures: a driver that answers its heartbeats and all requests, and moves no
 * frames. It is found from end to end: something was sent that wants an answer, and since
 * then nothing at all has come in through the interface. (That sending never completes is
 * found by the deadline of each request.)
 *
 * It may be the silence of one host: at half time the gateway is asked whether it is there.
 * A network on which really nobody answers looks the same. A fresh driver does not help
 * there and does no harm, but each time that it did not help the patience is doubled; and one
 * that was never heard from gives no reason to blame the driver.
 */
#include "link.h"

#include "inet.h"

#include <libsys/complain.h>
#include <libsys/kcall.h>
#include <stdio.h>

#define SILENCE_US (5u * 1000u * 1000u) /* a driver that hangs has missed its heartbeats by then */
#define SILENCE_MAX_US (300u * 1000u * 1000u)

static u64
frames_received(const struct link *link)
{
	struct net_interface_info info;

	net_interface_info(link->interface, &info);
	return info.counters.received_frames;
}

static int
is_usable(const struct link *link)
{
	struct net_interface_info info;

	if (link->state != LINK_UP || !link->link_is_up)
		return 0;
	net_interface_info(link->interface, &info);
	return info.is_up;
}

/*
 * How long somebody has waited in vain; 0: nobody, or the driver can't be blamed. What was
 * asked while the cable was out or the interface down is asked again when that is back, and
 * counts from then.
 */
static u64
silent_for(struct link *link)
{
	u64 unanswered_us, usable_us;

	if (!is_usable(link) || frames_received(link) == 0) {
		link->usable_since_us = 0;
		return 0;
	}
	if (link->usable_since_us == 0)
		link->usable_since_us = sys_uptime_us();
	unanswered_us = net_unanswered_us(link->interface);
	if (unanswered_us == 0)
		return 0;
	usable_us = sys_uptime_us() - link->usable_since_us + 1;
	return unanswered_us < usable_us ? unanswered_us : usable_us;
}

/* At half time, and at the end. */
static void
look_again(struct link *link, u64 silent_us)
{
	u64 next_us = silent_us < link->silence_us / 2 ? link->silence_us / 2 : link->silence_us;

	if (next_us <= silent_us)
		next_us = silent_us + link->silence_us;
	(void)timer_arm(&link->silence, sys_uptime_us() + next_us - silent_us);
}

static void
complain(struct link *link, u64 us)
{
	if (!complain_about(link->driver, COMPLAINT_SILENCE))
		return;
	link->complaints++;
	link->silence_us = link->silence_us * 2 < SILENCE_MAX_US ? link->silence_us * 2 : SILENCE_MAX_US;
	printf("inet: nothing has come through %s for %u ms, though answers are due\n", link->label,
	       (u32)(us / 1000));
}

static void
look(struct timer *timer)
{
	struct link *link = timer->context;
	u64 us;

	inet_begin();
	us = silent_for(link);
	if (us >= link->silence_us) {
		complain(link, us);
	} else if (us > 0) {
		if (us >= link->silence_us / 2)
			net_probe(link->interface);
		look_again(link, us);
	}
	inet_settle();
}

void
recovery_silence_watch(struct link *link)
{
	u64 us = silent_for(link);

	if (us == 0)
		return;
	if (frames_received(link) != link->received) {
		link->received = frames_received(link);
		link->silence_us = SILENCE_US;
	}
	if (link->silence.place == 0)
		look_again(link, us);
}

void
recovery_silence_reset(struct link *link)
{
	timer_cancel(&link->silence);
	link->usable_since_us = 0;
	link->silence.fire = look;
	link->silence.context = link;
	if (link->silence_us == 0)
		link->silence_us = SILENCE_US;
}
