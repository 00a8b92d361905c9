/* Running the automaton: all states that the text so far can lead to, byte by byte. */
#include <ctype.h>
#include <string.h>
#include <toolkit/tool.h>

#include "regex_parts.h"

struct text {
	const char *bytes;
	size_t length;
};

static bool
is_word_at(const struct text *text, size_t position)
{
	unsigned char byte;

	if (position >= text->length)
		return false;
	byte = (unsigned char)text->bytes[position];
	return byte < 128 && (isalnum(byte) || byte == '_');
}

static bool
holds(enum assertion assertion, const struct text *text, size_t position)
{
	bool before = position > 0 && is_word_at(text, position - 1);
	bool after = is_word_at(text, position);

	switch (assertion) {
	case LINE_BEGIN:
		return position == 0;
	case LINE_END:
		return position == text->length;
	case WORD_BEGIN:
		return !before && after;
	case WORD_END:
		return before && !after;
	case WORD_EDGE:
		return before != after;
	case NO_WORD_EDGE:
		return before == after;
	case NO_WORD_BEFORE:
		return !before;
	case NO_WORD_AFTER:
		return !after;
	}
	return false;
}

static void
list_clear(struct step_list *list, int capacity)
{
	list->count = 0;
	if (++list->now == 0) {
		memset(list->generation, 0, (size_t)capacity * sizeof(list->generation[0]));
		list->now = 1;
	}
}

/*
 * Adds a step and all that can be reached from it without taking a byte. Returns
 * whether a match is among them.
 */
static bool
add_step(struct regex *regex, struct step_list *list, int first, const struct text *text,
	 size_t position)
{
	bool is_match = false;
	int depth = 0;

	regex->stack[depth++] = first;
	while (depth > 0) {
		int index = regex->stack[--depth];
		const struct step *step = &regex->steps[index];

		if (list->generation[index] == list->now)
			continue;
		list->generation[index] = list->now;
		switch (step->kind) {
		case STEP_MATCH:
			is_match = true;
			break;
		case STEP_SET:
			list->steps[list->count++] = index;
			break;
		case STEP_ASSERT:
			if (holds(step->assertion, text, position))
				regex->stack[depth++] = step->next;
			break;
		case STEP_SPLIT:
			regex->stack[depth++] = step->other;
			regex->stack[depth++] = step->next;
			break;
		}
	}
	return is_match;
}

/* Takes one byte; the new states replace the old ones. Returns whether a match is among them. */
static bool
take_byte(struct regex *regex, const struct text *text, size_t position)
{
	unsigned char byte = (unsigned char)text->bytes[position];
	struct step_list swapped;
	bool is_match = false;

	list_clear(&regex->following, regex->count);
	for (int i = 0; i < regex->current.count; i++) {
		const struct step *step = &regex->steps[regex->current.steps[i]];

		if (set_has(&step->set, byte))
			is_match |= add_step(regex, &regex->following, step->next, text, position + 1);
	}
	swapped = regex->current;
	regex->current = regex->following;
	regex->following = swapped;
	return is_match;
}

/* The next place where a match may begin: `length` also when only an empty one could. */
static size_t
next_start(const struct regex *regex, const struct text *text, size_t position)
{
	while (!regex->may_be_empty && position < text->length &&
	       !set_has(&regex->first, (unsigned char)text->bytes[position]))
		position++;
	return position;
}

bool
regex_matches(struct regex *regex, const char *bytes, size_t length)
{
	const struct text text = {bytes, length};
	size_t position = next_start(regex, &text, 0);

	list_clear(&regex->current, regex->count);
	for (;;) {
		if (add_step(regex, &regex->current, regex->start, &text, position))
			return true;
		if (position == length)
			return false;
		if (take_byte(regex, &text, position))
			return true;
		position++;
		if (regex->current.count == 0)
			position = next_start(regex, &text, position);
	}
}

/* The end of the longest match that begins there; false when there is none. */
static bool
longest_from(struct regex *regex, const struct text *text, size_t begin, size_t *end)
{
	bool found;

	list_clear(&regex->current, regex->count);
	found = add_step(regex, &regex->current, regex->start, text, begin);
	*end = begin;
	for (size_t position = begin; position < text->length && regex->current.count > 0; position++) {
		if (take_byte(regex, text, position)) {
			found = true;
			*end = position + 1;
		}
	}
	return found;
}

bool
regex_find(struct regex *regex, const char *bytes, size_t length, size_t from,
	   struct regex_match *match)
{
	const struct text text = {bytes, length};

	for (size_t begin = from; begin <= length; begin++) {
		begin = next_start(regex, &text, begin);
		if (longest_from(regex, &text, begin, &match->end)) {
			match->begin = begin;
			return true;
		}
	}
	return false;
}
