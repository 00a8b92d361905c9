/* What the server says: events of the kinds `reply` and `channel`. */
#include <channel/base64.h>
#include <libsys/kcall.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "host.h"

#define ERROR_MAX 256

static struct event_field
number(const char *key, s64 value)
{
	struct event_field field = {.type = EVENT_NUMBER, .number = value};

	strlcpy(field.key, key, sizeof(field.key));
	return field;
}

static struct event_field
truth(const char *key, int value)
{
	struct event_field field = {.type = EVENT_BOOL, .number = value};

	strlcpy(field.key, key, sizeof(field.key));
	return field;
}

static struct event_field
text(const char *key, const char *value, u32 length)
{
	struct event_field field = {.type = EVENT_TEXT, .length = length, .address = (u32)value};

	strlcpy(field.key, key, sizeof(field.key));
	return field;
}

/* The kernel writes an event or, if we lack the privilege, says no: there is nobody else to tell. */
static void
reply(const struct event_field *fields, u32 count)
{
	(void)sys_event("reply", fields, count);
}

void
reply_pong(u32 id, int hostd_is_there)
{
	struct event_field fields[] = {
		number("id", id),
		number("status", 0),
		truth("hostd", hostd_is_there),
	};

	reply(fields, ARRAY_LEN(fields));
}

void
reply_started(u32 id)
{
	struct event_field fields[] = {number("id", id), truth("more", 1)};

	reply(fields, ARRAY_LEN(fields));
}

void
reply_output(u32 id, const void *data, u32 length)
{
	static char encoded[BASE64_LENGTH(CHANNEL_DATA_MAX)];
	u32 characters = base64_encode(encoded, data, length);
	struct event_field fields[] = {
		number("id", id),
		text("out", encoded, characters),
		truth("more", 1),
	};

	_Static_assert(sizeof(encoded) <= EVENT_TEXT_MAX, "a part of the output fits an event");
	reply(fields, ARRAY_LEN(fields));
}

void
reply_ended(u32 id, s32 status, s32 signal)
{
	struct event_field fields[] = {
		number("id", id),
		number("status", status),
		number("signal", signal),
	};

	reply(fields, ARRAY_LEN(fields) - (signal == 0));
}

void
reply_failed(u32 id, const char *reason, u32 length)
{
	struct event_field fields[] = {
		number("id", id),
		number("status", CHANNEL_STATUS_FAILED),
		text("error", reason, length),
	};

	reply(fields, ARRAY_LEN(fields));
}

void
reply_error(u32 id, const char *format, ...)
{
	char reason[ERROR_MAX];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(reason, sizeof(reason), format, arguments);
	va_end(arguments);
	reply_failed(id, reason, (u32)strlen(reason));
}

void
announce_state(const char *state)
{
	struct event_field field = text("state", state, (u32)strlen(state));

	(void)sys_event("channel", &field, 1);
}
