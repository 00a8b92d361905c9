/* The side that answers, in as few traps as it takes. */
#include <libsys/grant.h>
#include <libsys/ipc.h>
#include <libsys/panic.h>

#include "bench.h"

static u8 granted[FAR_BYTES] __attribute__((aligned(PAGE_SIZE)));

static void
answer(struct message *message)
{
	if (message->type == MSG_NOTIFY) {
		ipc_notify(message->source);
		return;
	}
	if (message->type == BENCH_GRANT)
		MESSAGE_BODY(message, struct bench_grant)->grant =
			grant_direct(message->source, granted, sizeof(granted),
				     GRANT_READ | GRANT_WRITE);
	message->type |= REPLY_BIT;
	ipc_sendnb(message->source, message);
}

void
far_side(void)
{
	struct message message;
	int error;

	while ((error = ipc_receive(EP_ANY, &message)) == 0)
		answer(&message);
	panic("the kernel refused to receive: error %d", -error);
}
