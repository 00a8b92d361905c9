/* The character driver: a read gets one line. */
#include <libsys/kcall.h>
#include <proto/char.h>

#include "breachtest.h"

#define OTHERS_BEFORE_READ 2u /* the open was ours, and before that the path was looked up */

static const char line[] = "a line\n";

static void
open_device(struct message *m)
{
	struct message reply = {0};
	u32 minor = MESSAGE_BODY(m, const struct char_open)->minor;

	MESSAGE_BODY(&reply, struct char_open_reply)->minor = minor;
	answer(m, &reply, BREACH_NONE, 0, 0);
}

static void
read_device(struct message *m)
{
	const struct char_transfer *request = MESSAGE_BODY(m, const struct char_transfer);
	u32 length = request->length < sizeof(line) - 1 ? request->length : sizeof(line) - 1;
	struct message reply = {0};
	struct reply_head *head = MESSAGE_BODY(&reply, struct reply_head);

	head->status = sys_safecopy_to(m->source, request->grant, 0, line, length);
	if (head->status == 0)
		head->status = (s32)length;
	answer(m, &reply, request->minor < BREACH_END ? (enum breach)request->minor : BREACH_NONE,
	       (s32)request->length + 1, OTHERS_BEFORE_READ);
}

static void
agree(struct message *m)
{
	answer_well(m, 0);
}

const struct event_route character_routes[] = {
	{CHAR_OPEN, EVENT_ON_LOOP, open_device}, {CHAR_CLOSE, EVENT_ON_LOOP, agree},
	{CHAR_READ, EVENT_ON_LOOP, read_device}, {CHAR_CANCEL, EVENT_ON_LOOP, agree},
};
const u32 character_route_count = ARRAY_LEN(character_routes);
