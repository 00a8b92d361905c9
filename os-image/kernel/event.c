/* See event.h. One JSON object a line, RFC 8259. */
#include "event.h"

#include <errno.h>

#include "clock.h"
#include "console.h"
#include "lib.h"

static void
put_text(const char *text)
{
	while (*text != '\0')
		serial_put(COM2, (u8)*text++);
}

/* A JSON string: whatever the bytes are, they stay inside its quotes, and the line ASCII. */
static void
put_string(const char *text, u32 length)
{
	char escaped[8];

	serial_put(COM2, '"');
	for (u32 i = 0; i < length; i++) {
		u8 c = (u8)text[i];
		if (c == '"' || c == '\\') {
			serial_put(COM2, '\\');
			serial_put(COM2, c);
		} else if (c < ' ' || c > '~') {
			format_string(escaped, sizeof(escaped), "\\u%04x", c);
			put_text(escaped);
		} else {
			serial_put(COM2, c);
		}
	}
	serial_put(COM2, '"');
}

static void
put_value(const struct event_value *value)
{
	char number[24];

	serial_put(COM2, ',');
	put_string(value->key, strnlen(value->key, EVENT_KEY_LEN));
	serial_put(COM2, ':');
	switch (value->type) {
	case EVENT_NUMBER:
		format_string(number, sizeof(number), "%lld", value->number);
		put_text(number);
		break;
	case EVENT_BOOL:
		put_text(value->number ? "true" : "false");
		break;
	case EVENT_TEXT:
		put_string(value->text, value->length);
		break;
	}
}

void
event_init(void)
{
	serial_init(COM2);
	serial_receive_interrupts(COM2);
}

void
event_write(const struct proc *from, const char *kind, const struct event_value *values, u32 count)
{
	char head[64];
	const char *source = from == NULL ? KERNEL_LABEL : priv_of(from)->label;

	format_string(head, sizeof(head), "{\"t_us\":%llu,\"src\":", clock_now_us());
	put_text(head);
	put_string(source, strnlen(source, LABEL_LEN));
	if (from != NULL) {
		format_string(head, sizeof(head), ",\"ep\":%d", from->endpoint);
		put_text(head);
	}
	put_text(",\"ev\":");
	put_string(kind, strnlen(kind, EVENT_KEY_LEN));
	for (u32 i = 0; i < count; i++)
		put_value(&values[i]);
	put_text("}\n");
}

/* ---- K_EVENT ---- */

static int
is_name(const char *name)
{
	u32 length = strnlen(name, EVENT_KEY_LEN);

	if (length == 0 || length == EVENT_KEY_LEN || name[0] < 'a' || name[0] > 'z')
		return 0;
	for (u32 i = 0; i < length; i++)
		if (!(name[i] >= 'a' && name[i] <= 'z') && !(name[i] >= '0' && name[i] <= '9') && name[i] != '_')
			return 0;
	return 1;
}

static int
is_reserved(const char *key)
{
	return strcmp(key, "t_us") == 0 || strcmp(key, "src") == 0 || strcmp(key, "ep") == 0 || strcmp(key, "ev") == 0;
}

/* Kinds that only the kernel itself may write. */
static int
is_kernel_kind(const char *kind)
{
	static const char *const kinds[] = { "panic", "boot", "halt", "reboot" };

	for (u32 i = 0; i < ARRAY_LEN(kinds); i++)
		if (strcmp(kind, kinds[i]) == 0)
			return 1;
	return 0;
}

s32
event_from(struct proc *p, u32 kind_address, u32 fields_address, u32 count)
{
	static struct event_field fields[EVENT_MAX_FIELDS];
	static struct event_value values[EVENT_MAX_FIELDS];
	static char texts[EVENT_TEXTS_MAX];
	u32 texts_used = 0;
	char kind[EVENT_KEY_LEN + 1]; /* a character more: is_name refuses one that is too long */

	if (!(priv_of(p)->flags & PRIV_EVENTS))
		return -EPERM;
	if (count > EVENT_MAX_FIELDS)
		return -E2BIG;
	if (copy_string_from_user(p, kind, kind_address, sizeof(kind)) < 0 ||
	    copy_from_user(p, fields, fields_address, count * (u32)sizeof(fields[0])) != 0)
		return -EFAULT;
	if (!is_name(kind))
		return -EINVAL;
	if (is_kernel_kind(kind))
		return -EPERM;
	for (u32 i = 0; i < count; i++) {
		struct event_field *field = &fields[i];
		if (!is_name(field->key))
			return -EINVAL;
		if (is_reserved(field->key))
			return -EPERM;
		for (u32 j = 0; j < i; j++)
			if (strcmp(fields[j].key, field->key) == 0)
				return -EINVAL;
		values[i] = (struct event_value){ .key = field->key, .type = field->type };
		if (field->type == EVENT_TEXT) {
			if (field->length > EVENT_TEXT_MAX || field->length > EVENT_TEXTS_MAX - texts_used)
				return -E2BIG;
			if (copy_from_user(p, texts + texts_used, field->address, field->length) != 0)
				return -EFAULT;
			values[i].text = texts + texts_used;
			values[i].length = field->length;
			texts_used += field->length;
		} else if (field->type == EVENT_NUMBER || field->type == EVENT_BOOL) {
			values[i].number = field->number;
		} else {
			return -EINVAL;
		}
	}
	event_write(p, kind, values, count);
	return 0;
}
