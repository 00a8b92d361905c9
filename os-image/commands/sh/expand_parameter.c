/* $x and ${x...}: variables, positional and special parameters. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "expand.h"
#include "options.h"
#include "params.h"
#include "pattern.h"
#include "vars.h"

static bool
is_list(const char *name)
{
	return strcmp(name, "@") == 0 || strcmp(name, "*") == 0;
}

/* The value of a parameter that is not a list; NULL when it is unset. */
static const char *
value_of(const char *name)
{
	if (isdigit((unsigned char)*name)) {
		unsigned long number = strtoul(name, NULL, 10);

		return number == 0 ? shell.name : params_get(number);
	}
	switch (*name) {
	case '?': return format_string("%d", shell.status);
	case '#': return format_string("%zu", params_count());
	case '$': return format_string("%ld", (long)shell.pid);
	case '-': return options_letters();
	case '!':
		return shell.last_background != 0 ?
				format_string("%ld", (long)shell.last_background) : NULL;
	default: return var_get(name);
	}
}

/* What stands between the parameters of "$*", or of $* and $@ when one string is wanted. */
static void
add_joint(struct expansion *e, enum byte_mark mark)
{
	const char *ifs = var_get("IFS");

	if (ifs == NULL)
		expansion_add(e, " ", 1, mark);
	else if (*ifs != '\0')
		expansion_add(e, ifs, 1, mark);
}

/* $@ or $*: all positional parameters. */
static void
add_list(struct expansion *e, const struct part *part, unsigned flags)
{
	enum byte_mark mark = part->quoted ? MARK_QUOTED : MARK_SPLIT;
	bool joined = (flags & EXPAND_NO_FIELDS) || (part->quoted && *part->text == '*');
	size_t count = params_count();

	if (count == 0 && part->quoted && *part->text == '*')
		expansion_add(e, "", 0, MARK_EMPTY);
	for (size_t i = 1; i <= count; i++) {
		const char *value = params_get(i);

		expansion_add(e, value, strlen(value), mark);
		if (i == count)
			break;
		if (joined)
			add_joint(e, mark);
		else
			expansion_add(e, "", 0, MARK_BREAK);
	}
}

static void
add_value(struct expansion *e, const struct part *part, const char *value)
{
	expansion_add(e, value, strlen(value), part->quoted ? MARK_QUOTED : MARK_SPLIT);
}

/* The value as one string whatever the parameter is; NULL when unset. */
static const char *
joined_value(const struct part *part)
{
	struct expansion e = {0};

	if (!is_list(part->text))
		return value_of(part->text);
	if (params_count() == 0)
		return NULL;
	add_list(&e, part, EXPAND_NO_FIELDS);
	return expansion_string(&e, 0, e.length);
}

static _Noreturn void
report_unset(const struct part *part, const char *why)
{
	shell_error(STATUS_ERROR, "%s: %s", part->text, why);
}

static const char *
checked_value(const struct part *part)
{
	const char *value = joined_value(part);

	if (value == NULL && option(OPTION_NOUNSET) && !is_list(part->text))
		report_unset(part, "parameter not set");
	return value != NULL ? value : "";
}

/* ${x%pattern} and its kin: the value without the shortest or longest match at one end. */
static void
add_cut(struct expansion *e, const struct part *part)
{
	const char *value = checked_value(part);
	char *pattern = expand_pattern(part->operand);
	size_t length = strlen(value);
	bool is_prefix = part->operator == PARAMETER_CUT_PREFIX ||
			part->operator == PARAMETER_CUT_LONG_PREFIX;
	bool is_long = part->operator == PARAMETER_CUT_LONG_PREFIX ||
			part->operator == PARAMETER_CUT_LONG_SUFFIX;
	enum byte_mark mark = part->quoted ? MARK_QUOTED : MARK_SPLIT;

	for (size_t i = 0; i <= length; i++) {
		size_t cut = is_long ? length - i : i;

		if (is_prefix && pattern_match(pattern, value, cut)) {
			expansion_add(e, value + cut, length - cut, mark);
			return;
		}
		if (!is_prefix && pattern_match(pattern, value + length - cut, cut)) {
			expansion_add(e, value, length - cut, mark);
			return;
		}
	}
	expansion_add(e, value, length, mark);
}

static void
add_operand(struct expansion *e, const struct part *part, unsigned flags)
{
	if (part->operand == NULL && part->quoted)
		expansion_add(e, "", 0, MARK_EMPTY);
	expand_parts(e, part->operand, flags | (part->quoted ? 0 : EXPAND_OPERAND));
}

static void
assign_default(struct expansion *e, const struct part *part)
{
	char *value;

	if (!isalpha((unsigned char)*part->text) && *part->text != '_')
		report_unset(part, "bad variable name");
	value = expand_assignment(part->operand);
	var_set(part->text, value);
	add_value(e, part, value);
}

static _Noreturn void
report_missing(const struct part *part)
{
	const char *message = part->operand != NULL ? expand_string(part->operand) :
			part->colon ? "parameter not set or null" : "parameter not set";

	report_unset(part, message);
}

/* ${x-w} ${x=w} ${x?w} ${x+w}, with a colon or without. */
static void
add_conditional(struct expansion *e, const struct part *part, unsigned flags)
{
	const char *value = joined_value(part);
	bool is_set = value != NULL && !(part->colon && *value == '\0');

	switch (part->operator) {
	case PARAMETER_ALTERNATIVE:
		if (is_set)
			add_operand(e, part, flags);
		else if (part->quoted)
			expansion_add(e, "", 0, MARK_EMPTY);
		return;
	case PARAMETER_DEFAULT:
		if (!is_set) {
			add_operand(e, part, flags);
			return;
		}
		break;
	case PARAMETER_ASSIGN:
		if (!is_set) {
			assign_default(e, part);
			return;
		}
		break;
	default:
		if (!is_set)
			report_missing(part);
	}
	if (is_list(part->text))
		add_list(e, part, flags);
	else
		add_value(e, part, value);
}

void
expand_parameter(struct expansion *e, const struct part *part, unsigned flags)
{
	switch (part->operator) {
	case PARAMETER_BAD:
		shell_error(STATUS_ERROR, "Bad substitution");
	case PARAMETER_PLAIN:
		if (is_list(part->text))
			add_list(e, part, flags);
		else
			add_value(e, part, checked_value(part));
		return;
	case PARAMETER_LENGTH:
		add_value(e, part, format_string("%zu", strlen(checked_value(part))));
		return;
	case PARAMETER_CUT_SUFFIX:
	case PARAMETER_CUT_LONG_SUFFIX:
	case PARAMETER_CUT_PREFIX:
	case PARAMETER_CUT_LONG_PREFIX:
		add_cut(e, part);
		return;
	default:
		add_conditional(e, part, flags);
	}
}
