/* Writing events. See event.h. */
#include <libsys/event.h>
#include <libsys/kcall.h>
#include <string.h>

static struct event_field
field_of(const char *key, u32 type)
{
	struct event_field field = {.type = type};

	strlcpy(field.key, key, sizeof(field.key));
	return field;
}

struct event_field
event_text(const char *key, const char *text)
{
	struct event_field field = field_of(key, EVENT_TEXT);

	field.length = (u32)strlen(text);
	field.address = (u32)text;
	return field;
}

struct event_field
event_number(const char *key, s64 number)
{
	struct event_field field = field_of(key, EVENT_NUMBER);

	field.number = number;
	return field;
}

struct event_field
event_bool(const char *key, int is_true)
{
	struct event_field field = field_of(key, EVENT_BOOL);

	field.number = is_true != 0;
	return field;
}

void
event_write(const char *kind, const struct event_field *fields, u32 count)
{
	(void)sys_event(kind, fields, count);
}
