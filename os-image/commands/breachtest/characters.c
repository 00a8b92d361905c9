/* The character driver: a read gets one line. */
#include <libsys/kcall.h>
#include <proto/char.h>
#include <string.h>

#include "breachtest.h"

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
give(const struct message *m, const char *text)
{
	const struct char_transfer *request = MESSAGE_BODY(m, const struct char_transfer);
	u32 whole = (u32)strlen(text);
	u32 length = request->length < whole ? request->length : whole;
	struct message reply = {0};
	struct reply_head *head = MESSAGE_BODY(&reply, struct reply_head);

	head->status = sys_safecopy_to(m->source, request->grant, 0, text, length);
	if (head->status == 0)
		head->status = (s32)length;
	answer(m, &reply, request->minor < BREACH_END ? (enum breach)request->minor : BREACH_NONE,
	       (s32)request->length + 1, forger_id());
}

static void
read_device(struct message *m)
{
	u32 minor = MESSAGE_BODY(m, const struct char_transfer)->minor;
	char id[ID_TEXT_SIZE];
	struct message kept;

	if (minor == WITNESS_KEEPS) {
		witness_keep(m);
		return;
	}
	if (minor == WITNESS_RELEASES && witness_release(&kept))
		give(&kept, line);
	if (minor == WITNESS_TELLS)
		witness_tell(id);
	give(m, minor == WITNESS_TELLS ? id : line);
}

static void
write_device(struct message *m)
{
	const struct char_transfer *request = MESSAGE_BODY(m, const struct char_transfer);

	answer_well(m, forger_listen(m, request->grant, request->length));
}

static void
agree(struct message *m)
{
	answer_well(m, 0);
}

const struct event_route character_routes[] = {
	{CHAR_OPEN, EVENT_ON_LOOP, open_device}, {CHAR_CLOSE, EVENT_ON_LOOP, agree},
	{CHAR_READ, EVENT_ON_LOOP, read_device}, {CHAR_WRITE, EVENT_ON_LOOP, write_device},
	{CHAR_CANCEL, EVENT_ON_LOOP, agree},
};
const u32 character_route_count = ARRAY_LEN(character_routes);
