/*
 * What the kernel's log says goes into the event stream as well, a line an
 * event, so that those who watch from outside need no console for it.
 */
#include <libsys/kcall.h>

#include "log.h"

#define LINE_MAX 200u /* a longer line becomes several events */

static char line[LINE_MAX];
static u32 length;

static void
emit(void)
{
	struct event_field text = {
		.key = "text", .type = EVENT_TEXT, .length = length, .address = (u32)line};

	if (length > 0)
		(void)sys_event("log", &text, 1);
	length = 0;
}

void
events_take(const char *text, u32 size)
{
	for (u32 index = 0; index < size; index++) {
		if (text[index] == '\n' || length == LINE_MAX)
			emit();
		if (text[index] != '\n')
			line[length++] = text[index];
	}
}
