/*
 * Field splitting: blanks of IFS between fields are one separator, any other
 * byte of IFS is one by itself, with the blanks around it. Only bytes that came
 * from an unquoted expansion separate.
 */
#include <string.h>

#include "expand.h"
#include "vars.h"

static bool
is_separator(const struct marked_byte *marked, const char *ifs)
{
	return marked->mark == MARK_SPLIT && strchr(ifs, marked->byte) != NULL;
}

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n';
}

void
expand_split(const struct expansion *e, field_found *found, void *context)
{
	const char *ifs = var_ifs();
	size_t start = 0;
	bool in_field = false;
	bool after_blank = false; /* a field ended at a blank: a separator after it adds none */

	for (size_t i = 0; i < e->length; i++) {
		const struct marked_byte *marked = &e->bytes[i];
		bool separates = is_separator(marked, ifs);

		if (marked->mark != MARK_BREAK && !separates) {
			if (!in_field)
				start = i;
			in_field = true;
			continue;
		}
		if (in_field || (separates && !is_blank(marked->byte) && !after_blank))
			found(e, in_field ? start : i, i, context);
		if (marked->mark == MARK_BREAK || !is_blank(marked->byte))
			after_blank = false;
		else
			after_blank |= in_field;
		in_field = false;
	}
	if (in_field)
		found(e, start, e->length, context);
}
