/* Start, and how replies break the protocol. See breachtest.h. */
#include <libsys/panic.h>
#include <libsys/request_table.h>
#include <proto/request.h>
#include <string.h>

#include "breachtest.h"

#define NO_SUCH_ERROR (-3999)

static void
send(const struct message *request, struct message *reply, u32 id, u32 type)
{
	MESSAGE_BODY(reply, struct reply_head)->id = id;
	reply->type = type | REPLY_BIT;
	(void)event_notice(request->source, reply);
}

void
answer(const struct message *request, struct message *reply, enum breach breach, s32 more,
       u32 forged)
{
	struct reply_head *head = MESSAGE_BODY(reply, struct reply_head);
	u32 id = MESSAGE_BODY(request, const struct request_head)->id;

	if (breach == BREACH_SILENCE)
		return;
	if (breach == BREACH_STATUS)
		head->status = NO_SUCH_ERROR;
	if (breach == BREACH_LENGTH)
		head->status = more;
	if (breach == BREACH_TYPE)
		send(request, reply, id, request->type + 1);
	send(request, reply, id, request->type);
	if (breach == BREACH_REPEATED)
		send(request, reply, id, request->type);
	if (breach == BREACH_UNASKED)
		send(request, reply, id + (REQUEST_GENERATIONS / 2 << REQUEST_INDEX_BITS),
		     request->type);
	if (breach == BREACH_FORGED && forged != 0)
		send(request, reply, forged, request->type);
}

void
answer_well(const struct message *request, s32 status)
{
	struct message reply = {0};

	MESSAGE_BODY(&reply, struct reply_head)->status = status;
	answer(request, &reply, BREACH_NONE, 0, 0);
}

int
main(int argc, char **argv)
{
	static struct event_config config;
	const char *label = argc > 1 ? argv[1] : "";

	if (strncmp(label, "blk.", 4) == 0) {
		config.routes = block_routes;
		config.route_count = block_route_count;
	} else if (strncmp(label, "chr.", 4) == 0) {
		config.routes = character_routes;
		config.route_count = character_route_count;
	} else if (strncmp(label, "mfs.", 4) == 0) {
		config.routes = file_routes;
		config.route_count = file_route_count;
	} else {
		panic("a label that begins with blk., chr. or mfs. is needed, not \"%s\"", label);
	}
	event_loop_run(&config);
}
