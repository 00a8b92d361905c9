/* Words to marked bytes, and those to strings, patterns and fields. */
#include "expand.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>

#include "arith.h"
#include "pattern.h"
#include "vars.h"

#define CAPACITY_MIN 32
#define FIELDS_MIN 8

static bool
is_byte(const struct marked_byte *marked)
{
	return marked->mark < MARK_EMPTY;
}

static void
add_marked(struct expansion *e, char byte, enum byte_mark mark)
{
	if (e->length == e->capacity) {
		size_t capacity = e->capacity > 0 ? e->capacity * 2 : CAPACITY_MIN;

		e->bytes = arena_grow(&scratch, e->bytes, e->capacity * sizeof(*e->bytes),
				capacity * sizeof(*e->bytes));
		e->capacity = capacity;
	}
	e->bytes[e->length++] = (struct marked_byte){.byte = byte, .mark = (unsigned char)mark};
}

void
expansion_add(struct expansion *e, const char *bytes, size_t length, enum byte_mark mark)
{
	if (length == 0 && (mark == MARK_QUOTED || mark == MARK_EMPTY))
		add_marked(e, '\0', MARK_EMPTY);
	else if (mark == MARK_BREAK)
		add_marked(e, '\0', MARK_BREAK);
	for (size_t i = 0; i < length; i++)
		add_marked(e, bytes[i], mark);
}

/* The home directory for "~" or "~user"; NULL when there is none. */
static const char *
home_of(const char *user)
{
	struct passwd *entry;

	if (*user == '\0')
		return var_get("HOME");
	entry = getpwnam(user);
	return entry != NULL ? entry->pw_dir : NULL;
}

/*
 * Expands a tilde at `text`, up to a slash (or a colon, in an assignment) or the
 * end of the word. Returns what is behind it; `text` itself when it is no such tilde.
 */
static const char *
expand_tilde(struct expansion *e, const char *text, bool is_last, unsigned flags)
{
	size_t length = strcspn(text, flags & EXPAND_ASSIGNMENT ? "/:" : "/");
	const char *home;

	if (*text != '~' || (text[length] == '\0' && !is_last))
		return text;
	home = home_of(arena_copy(&scratch, text + 1, length - 1));
	if (home == NULL)
		return text;
	expansion_add(e, home, strlen(home), MARK_QUOTED);
	return text + length;
}

/* Text that stood there unquoted, with tildes at its start and after colons of an assignment. */
static void
expand_text(struct expansion *e, const struct part *part, bool at_start, unsigned flags)
{
	enum byte_mark mark = flags & EXPAND_OPERAND ? MARK_SPLIT : MARK_LITERAL;
	const char *text = part->text;

	if (at_start)
		text = expand_tilde(e, text, part->next == NULL, flags);
	for (; *text != '\0'; text++) {
		expansion_add(e, text, 1, mark);
		if (*text == ':' && (flags & EXPAND_ASSIGNMENT) && text[1] == '~')
			text = expand_tilde(e, text + 1, part->next == NULL, flags) - 1;
	}
}

static void
expand_arithmetic(struct expansion *e, const struct part *part)
{
	char digits[sizeof("-9223372036854775808")];

	snprintf(digits, sizeof(digits), "%jd", arith_evaluate(expand_string(part->operand)));
	expansion_add(e, digits, strlen(digits), part->quoted ? MARK_QUOTED : MARK_SPLIT);
}

void
expand_parts(struct expansion *e, const struct part *parts, unsigned flags)
{
	check_stack();
	for (const struct part *part = parts; part != NULL; part = part->next) {
		switch (part->kind) {
		case PART_TEXT:
			if (part->quoted)
				expansion_add(e, part->text, strlen(part->text), MARK_QUOTED);
			else
				expand_text(e, part, part == parts, flags);
			break;
		case PART_PARAMETER:
			expand_parameter(e, part, flags);
			break;
		case PART_COMMAND:
			expand_command(e, part);
			break;
		case PART_ARITHMETIC:
			expand_arithmetic(e, part);
			break;
		}
	}
}

char *
expansion_string(const struct expansion *e, size_t from, size_t to)
{
	char *string = arena_allocate(&scratch, to - from + 1), *end = string;

	for (; from < to; from++)
		if (is_byte(&e->bytes[from]))
			*end++ = e->bytes[from].byte;
	*end = '\0';
	return string;
}

char *
expansion_pattern(const struct expansion *e, size_t from, size_t to)
{
	char *pattern = arena_allocate(&scratch, 2 * (to - from) + 1), *end = pattern;

	for (; from < to; from++) {
		const struct marked_byte *marked = &e->bytes[from];

		if (!is_byte(marked))
			continue;
		if (marked->mark == MARK_QUOTED && strchr("*?[]!^-:\\", marked->byte) != NULL)
			*end++ = '\\';
		*end++ = marked->byte;
	}
	*end = '\0';
	return pattern;
}

char *
expand_string(const struct part *parts)
{
	struct expansion e = {0};

	expand_parts(&e, parts, EXPAND_NO_FIELDS);
	return expansion_string(&e, 0, e.length);
}

char *
expand_assignment(const struct part *parts)
{
	struct expansion e = {0};

	expand_parts(&e, parts, EXPAND_ASSIGNMENT | EXPAND_NO_FIELDS);
	return expansion_string(&e, 0, e.length);
}

char *
expand_pattern(const struct part *parts)
{
	struct expansion e = {0};

	expand_parts(&e, parts, EXPAND_NO_FIELDS);
	return expansion_pattern(&e, 0, e.length);
}

void
fields_add(struct fields *fields, char *value)
{
	if (fields->count == fields->capacity) {
		size_t capacity = fields->capacity > 0 ? fields->capacity * 2 : FIELDS_MIN;

		fields->values = arena_grow(&scratch, fields->values,
				fields->capacity * sizeof(char *), capacity * sizeof(char *));
		fields->capacity = capacity;
	}
	fields->values[fields->count++] = value;
}

static void
add_field(const struct expansion *e, size_t from, size_t to, void *context)
{
	struct fields *fields = context;
	char *pattern;

	if (!option(OPTION_NOGLOB)) {
		pattern = expansion_pattern(e, from, to);
		if (pattern_is_special(pattern) && expand_file_names(fields, pattern))
			return;
	}
	fields_add(fields, expansion_string(e, from, to));
}

void
expand_words(struct fields *fields, const struct word *words)
{
	for (const struct word *word = words; word != NULL; word = word->next) {
		struct expansion e = {0};

		expand_parts(&e, word->parts, 0);
		expand_split(&e, add_field, fields);
	}
	fields_add(fields, NULL);
	fields->count--;
}
