/*
 * Which id is forged. A component is not told of requests to others, so two play
 * together: a witness keeps a request unanswered and tells its id, which the user of
 * both passes to the forger. See breachtest.h.
 */
#include <errno.h>
#include <libsys/kcall.h>
#include <proto/request.h>
#include <stdio.h>
#include <stdlib.h>

#include "breachtest.h"

static struct message kept; /* its type is 0 when there is none */
static u32 id_told;

void
witness_keep(const struct message *request)
{
	if (kept.type != 0)
		answer_well(request, -EAGAIN);
	else
		kept = *request;
}

int
witness_release(struct message *request)
{
	*request = kept;
	kept.type = 0;
	return request->type != 0;
}

void
witness_tell(char text[ID_TEXT_SIZE])
{
	u32 id = kept.type != 0 ? MESSAGE_BODY(&kept, const struct request_head)->id : 0;

	snprintf(text, ID_TEXT_SIZE, "%0*u", ID_DIGITS, (unsigned)id);
}

s32
forger_listen(const struct message *request, grant_id_t grant, u32 length)
{
	char text[ID_TEXT_SIZE] = "";
	u32 used = length < ID_DIGITS ? length : ID_DIGITS;
	s32 status = sys_safecopy_from(request->source, grant, 0, text, used);

	if (status < 0)
		return status;
	id_told = (u32)strtoul(text, NULL, 10);
	return (s32)length;
}

u32
forger_id(void)
{
	return id_told;
}
