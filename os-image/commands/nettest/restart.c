/* A driver that fails while frames are under way, as its client sees it. */
#include <libsys/ipc.h>
#include <libsys/panic.h>
#include <proto/rs.h>

#include "nettest.h"

#define ROUNDS 4u /* RS hears no more complaints than 5 a minute */

/* INET may have the driver replaced: RS takes a complaint for good. */
static void
have_it_replaced(void)
{
	struct message message = {.type = RS_COMPLAIN};

	*MESSAGE_BODY(&message, struct rs_complain) = (struct rs_complain){
		.endpoint = client_driver(),
		.reason = COMPLAINT_DATA,
	};
	must("complaining", ipc_sendrec(RS_EP, &message), 0);
	must("the complaint", MESSAGE_BODY(&message, const struct reply_head)->status, 0);
}

void
restart_role(void)
{
	u32 round;

	traffic_begin();
	for (round = 0; round < ROUNDS; round++) {
		endpoint_t old = client_driver();

		traffic_ping(round);
		have_it_replaced();
		client_find_driver(old);
		traffic_begin();
		traffic_ping(ROUNDS + round);
	}
	pass("%u times", ROUNDS);
}
