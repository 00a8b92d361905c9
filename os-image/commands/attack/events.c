/*
 * The event stream can't be forged: without the privilege nothing is written;
 * with it, nothing that breaks a line, repeats a field, or says what only the
 * kernel says. Texts of any bytes come out escaped (attack.test.ts checks that).
 */
#include <string.h>

#include "attack.h"

static struct event_field
text(const char *key, const char *bytes, u32 length)
{
	struct event_field field = {.type = EVENT_TEXT, .length = length, .address = (u32)bytes};

	strncpy(field.key, key, sizeof(field.key));
	return field;
}

static void
without_privilege(u32 argument)
{
	struct event_field field = text("label", "forged", 6);
	char line[64];

	(void)argument;
	must_be("K_EVENT", 0, sys_event("log", &field, 1), -EPERM);
	must_be("K_EVENT", 0, sys_event("log", NULL, 0), -EPERM);
	must_be("K_EVENT_READ", 0, sys_event_read(line, sizeof(line)), -EPERM);
	must_be("K_EVENT_READ", 0, sys_event_read(NULL, 0), -EPERM);
}

/* The calls are granted, the flags are not. */
static void
allow_calls(struct privilege *privilege)
{
	PRIV_BIT_SET(privilege->kcalls, K_EVENT);
	PRIV_BIT_SET(privilege->kcalls, K_EVENT_READ);
}

static void
allow_events(struct privilege *privilege)
{
	allow_calls(privilege);
	privilege->flags = PRIV_EVENTS;
}

static void
bad_names(u32 argument)
{
	static const char names[][EVENT_KEY_LEN] = {
		"",
		"Upper",
		"1digit",
		"_line",
		"with space",
		"with-dash",
		"quote\"",
		"line\nbreak",
		"back\\slash",
		"colon:",
		"curly}",
		"\x80high",
		"\x01low",
		{'u', 'n', 't', 'e', 'r', 'm', 'i', 'n', 'a', 't', 'e', 'd', '_', '_', '_', '_'},
	};

	(void)argument;
	for (u32 i = 0; i < ARRAY_LEN(names); i++) {
		struct event_field field = {.type = EVENT_NUMBER, .number = 1};

		memcpy(field.key, names[i], EVENT_KEY_LEN);
		must_refuse("K_EVENT of kind", i, sys_event(names[i], NULL, 0));
		must_refuse("K_EVENT with key", i, sys_event("log", &field, 1));
	}
}

static void
reserved(u32 argument)
{
	static const char *const keys[] = {"t_us", "src", "ep", "ev"};
	static const char *const kinds[] = {"boot", "halt", "panic"};
	struct event_field fields[2];

	(void)argument;
	for (u32 i = 0; i < ARRAY_LEN(keys); i++) {
		fields[0] = text(keys[i], "rs", 2);
		must_refuse("K_EVENT with reserved key", i, sys_event("log", fields, 1));
	}
	for (u32 i = 0; i < ARRAY_LEN(kinds); i++)
		must_refuse("K_EVENT of the kernel's kind", i, sys_event(kinds[i], fields, 0));
	fields[0] = text("label", "one", 3);
	fields[1] = text("label", "two", 3);
	must_refuse("K_EVENT with one key twice", 0, sys_event("log", fields, 2));
}

static void
too_much(u32 argument)
{
	static struct event_field fields[EVENT_MAX_FIELDS + 1];
	static char bytes[EVENT_TEXT_MAX + 1];
	static const u32 counts[] = {EVENT_MAX_FIELDS + 1, 256, 0x10000000, 0x7fffffff, 0xffffffff};
	static const u32 types[] = {0, 4, 256, 0x80000001, 0xffffffff};
	static const u32 lengths[] = {EVENT_TEXT_MAX + 1, 4096, 0x7fffffff, 0xffffffff};

	(void)argument;
	for (u32 i = 0; i < ARRAY_LEN(fields); i++) {
		fields[i] = text("a", bytes, 1);
		fields[i].key[0] = (char)('a' + i);
	}
	for (u32 i = 0; i < ARRAY_LEN(counts); i++)
		must_refuse("K_EVENT with fields", counts[i], sys_event("log", fields, counts[i]));
	for (u32 i = 0; i < ARRAY_LEN(lengths); i++) {
		fields[0].length = lengths[i];
		must_refuse("K_EVENT with text of", lengths[i], sys_event("log", fields, 1));
	}
	for (u32 i = 0; i < ARRAY_LEN(types); i++) {
		fields[0].length = 1;
		fields[0].type = types[i];
		must_refuse("K_EVENT with type", types[i], sys_event("log", fields, 1));
	}
}

/* Every byte there is, and lines that look like other components' events. */
static void
hostile_texts(u32 argument)
{
	static const char forged[] =
		"x\"}\n{\"t_us\":1,\"src\":\"kernel\",\"ev\":\"panic\",\"text\":\"forged\"}\n";
	static char bytes[256];
	struct event_field fields[3];

	(void)argument;
	for (u32 i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)i;
	fields[0] = text("text", forged, sizeof(forged) - 1);
	fields[1] = text("bytes", bytes, sizeof(bytes));
	fields[2] = text("empty", bytes, 0);
	must_be("K_EVENT", 0, sys_event("hostile", fields, ARRAY_LEN(fields)), 0);
}

static const struct attack attacks[] = {
	{.name = "without_call", .run = without_privilege, .as = AS_BOTH,
	 .promise = "nobody writes or reads the event port without leave"},
	{.name = "without_privilege", .run = without_privilege, .as = AS_DRIVER,
	 .allow = allow_calls, .promise = "the kernel call alone is no leave to write events"},
	{.name = "bad_names", .run = bad_names, .as = AS_DRIVER, .allow = allow_events,
	 .promise = "kinds and keys that are no names are refused"},
	{.name = "reserved", .run = reserved, .as = AS_DRIVER, .allow = allow_events,
	 .promise = "what the kernel says nobody else can say"},
	{.name = "too_much", .run = too_much, .as = AS_DRIVER, .allow = allow_events,
	 .promise = "too many fields, too long texts and unknown types are refused"},
	{.name = "hostile_texts", .run = hostile_texts, .as = AS_DRIVER, .allow = allow_events,
	 .promise = "texts of any bytes stay inside their quotes"},
};

const struct suite events_suite = {"events", attacks, ARRAY_LEN(attacks)};
