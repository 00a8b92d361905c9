/* Words: quotes, $x, ${x...}, $(...), `...` and $((...)). */
#include <ctype.h>
#include <string.h>

#include "lexer.h"
#include "parser.h"

/* The parts of one word as they are made. */
struct word_builder {
	struct lexer *lexer;
	enum word_context context;
	struct part *first, **next;
	struct text text;    /* of the PART_TEXT that is being collected */
	bool text_is_quoted;
	int parens;          /* CONTEXT_ARITHMETIC: open ones */
};

static bool
context_is_quoted(enum word_context context)
{
	return context == CONTEXT_QUOTES || context == CONTEXT_QUOTED_BRACES ||
			context == CONTEXT_ARITHMETIC || context == CONTEXT_HERE;
}

static struct part *
add_part(struct word_builder *b, enum part_kind kind, bool quoted)
{
	struct part *part = tree_allocate(b->lexer->tree, sizeof(*part));

	part->kind = kind;
	part->quoted = quoted;
	*b->next = part;
	b->next = &part->next;
	return part;
}

/* Makes a part of the text collected so far. */
static void
finish_text(struct word_builder *b)
{
	if (b->text.bytes == NULL)
		return;
	add_part(b, PART_TEXT, b->text_is_quoted)->text = b->text.bytes;
	b->text = (struct text){.arena = &b->lexer->tree->arena};
}

static void
add_bytes(struct word_builder *b, const char *bytes, size_t length, bool quoted)
{
	if (quoted != b->text_is_quoted)
		finish_text(b);
	b->text_is_quoted = quoted;
	text_append(&b->text, bytes, length);
}

static void
add_byte(struct word_builder *b, int byte, bool quoted)
{
	char c = (char)byte;

	add_bytes(b, &c, 1, quoted);
}

/* '...': behind the opening quote. */
static void
lex_single_quotes(struct word_builder *b)
{
	int byte;

	add_bytes(b, "", 0, true);
	while ((byte = source_get(b->lexer->source)) != '\'') {
		if (byte == INPUT_END)
			syntax_error(b->lexer, "Unterminated quoted string");
		add_byte(b, byte, true);
	}
}

/* "...": behind the opening quote. */
static void
lex_double_quotes(struct word_builder *b)
{
	struct part *parts = lex_parts(b->lexer, CONTEXT_QUOTES);

	finish_text(b);
	if (parts == NULL) {
		add_part(b, PART_TEXT, true)->text = "";
		return;
	}
	*b->next = parts;
	while (*b->next != NULL)
		b->next = &(*b->next)->next;
}

/* A backslash was read. */
static void
lex_backslash(struct word_builder *b)
{
	bool quoted = context_is_quoted(b->context);
	int byte = source_get(b->lexer->source);
	const char *escapable = b->context == CONTEXT_HERE ? "$`\\" :
			b->context == CONTEXT_QUOTED_BRACES ? "$`\\\"}" : "$`\\\"";

	if (byte == INPUT_END) {
		add_byte(b, '\\', true);
	} else if (!quoted || strchr(escapable, byte) != NULL) {
		add_byte(b, byte, true);
	} else {
		add_byte(b, '\\', true);
		source_unget(b->lexer->source, byte);
	}
}

/* `...`: behind the opening one. The text loses one level of backslashes and is parsed. */
static void
lex_backquotes(struct word_builder *b)
{
	struct lexer *lexer = b->lexer;
	bool quoted = b->context == CONTEXT_QUOTES || b->context == CONTEXT_QUOTED_BRACES;
	struct text text = {.arena = &lexer->tree->arena};
	struct source source;
	struct part *part;
	int line = lexer->source->line, byte;

	while ((byte = lexer_get(lexer)) != '`') {
		if (byte == '\\') {
			byte = source_get(lexer->source);
			if (byte != INPUT_END && strchr(quoted ? "$`\\\"" : "$`\\", byte) == NULL)
				text_add(&text, '\\');
		}
		if (byte == INPUT_END)
			syntax_error(lexer, "EOF in backquote substitution");
		text_add(&text, (char)byte);
	}
	source_of_string(&source, text_string(&text), line);
	finish_text(b);
	part = add_part(b, PART_COMMAND, context_is_quoted(b->context));
	part->command = parse_whole(&source, lexer->tree);
}

/* $(...): behind the parenthesis. */
static void
lex_command(struct word_builder *b)
{
	struct part *part = add_part(b, PART_COMMAND, context_is_quoted(b->context));
	struct lexer *lexer = b->lexer;

	part->command = parse_list_until_paren(lexer);
}

static enum parameter_operator
operator_of(int byte, bool is_doubled)
{
	switch (byte) {
	case '-': return PARAMETER_DEFAULT;
	case '=': return PARAMETER_ASSIGN;
	case '?': return PARAMETER_ERROR;
	case '+': return PARAMETER_ALTERNATIVE;
	case '%': return is_doubled ? PARAMETER_CUT_LONG_SUFFIX : PARAMETER_CUT_SUFFIX;
	case '#': return is_doubled ? PARAMETER_CUT_LONG_PREFIX : PARAMETER_CUT_PREFIX;
	default: return PARAMETER_BAD;
	}
}

/* A name, a number or one special byte; NULL when there is none. Digits: one unless in braces. */
static const char *
lex_parameter_name(struct lexer *lexer, bool in_braces)
{
	struct text name = {.arena = &lexer->tree->arena};
	int byte = lexer_get(lexer);

	if (byte != INPUT_END && strchr("@*#?-$!", byte) != NULL && byte != '\0') {
		text_add(&name, (char)byte);
		return name.bytes;
	}
	if (isdigit(byte)) {
		do {
			text_add(&name, (char)byte);
			byte = lexer_get(lexer);
		} while (in_braces && isdigit(byte));
	} else if (isalpha(byte) || byte == '_') {
		do {
			text_add(&name, (char)byte);
			byte = lexer_get(lexer);
		} while (isalnum(byte) || byte == '_');
	}
	source_unget(lexer->source, byte);
	return name.bytes;
}

/* The operator and its word, behind the name; the closing brace is taken. */
static void
lex_parameter_operator(struct word_builder *b, struct part *part)
{
	struct lexer *lexer = b->lexer;
	int byte = lexer_get(lexer);
	bool is_doubled = false, cuts;

	if (byte == '}')
		return;
	if (byte == ':') {
		part->colon = true;
		byte = lexer_get(lexer);
	}
	cuts = byte == '%' || byte == '#';
	if (cuts && !part->colon) {
		int next = lexer_get(lexer);

		is_doubled = next == byte;
		if (!is_doubled)
			source_unget(lexer->source, next);
	}
	part->operator = part->colon && cuts ? PARAMETER_BAD : operator_of(byte, is_doubled);
	if (byte == INPUT_END)
		syntax_error(lexer, "Missing '}'");
	part->operand = lex_parts(lexer, context_is_quoted(b->context) && !cuts ?
			CONTEXT_QUOTED_BRACES : CONTEXT_BRACES);
}

/* ${...}: behind the brace. */
static void
lex_braced_parameter(struct word_builder *b)
{
	struct lexer *lexer = b->lexer;
	struct part *part = add_part(b, PART_PARAMETER, context_is_quoted(b->context));

	part->text = lex_parameter_name(lexer, true);
	if (part->text != NULL && strcmp(part->text, "#") == 0) {
		/* ${#} and ${#-w} ask for the count; ${#x}, and ${##} or ${#-}, for a length. */
		const char *name = lex_parameter_name(lexer, true);
		int byte = lexer_get(lexer);

		source_unget(lexer->source, byte);
		if (name != NULL && byte == '}') {
			part->text = name;
			part->operator = PARAMETER_LENGTH;
		} else if (name != NULL) {
			part->operator = operator_of(name[0], false);
			part->operand = lex_parts(lexer, CONTEXT_BRACES);
			return;
		}
	}
	if (part->text == NULL) {
		part->operator = PARAMETER_BAD;
		part->text = "";
		lex_parts(lexer, CONTEXT_BRACES);
		return;
	}
	lex_parameter_operator(b, part);
}

/* A dollar sign was read. */
static void
lex_dollar(struct word_builder *b)
{
	struct lexer *lexer = b->lexer;
	bool quoted = context_is_quoted(b->context);
	int byte = lexer_get(lexer), next;
	const char *name;

	if (byte == '(' || byte == '{') {
		finish_text(b);
		if (byte == '{') {
			lex_braced_parameter(b);
			return;
		}
		next = lexer_get(lexer);
		if (next == '(') {
			struct part *part = add_part(b, PART_ARITHMETIC, quoted);

			part->operand = lex_parts(lexer, CONTEXT_ARITHMETIC);
			return;
		}
		source_unget(lexer->source, next);
		lex_command(b);
		return;
	}
	source_unget(lexer->source, byte);
	name = lex_parameter_name(lexer, false);
	if (name == NULL) {
		add_byte(b, '$', quoted);
		return;
	}
	finish_text(b);
	add_part(b, PART_PARAMETER, quoted)->text = name;
}

static const char *
context_is_unterminated(enum word_context context)
{
	switch (context) {
	case CONTEXT_QUOTES: return "Unterminated quoted string";
	case CONTEXT_BRACES:
	case CONTEXT_QUOTED_BRACES: return "Missing '}'";
	case CONTEXT_ARITHMETIC: return "Missing '))'";
	default: return NULL;
	}
}

/* Whether the byte just read ends the context; an end that belongs to it is taken. */
static bool
ends_context(struct word_builder *b, int byte)
{
	struct lexer *lexer = b->lexer;
	const char *error;
	int next;

	if (byte == INPUT_END) {
		error = context_is_unterminated(b->context);
		if (error != NULL)
			syntax_error(lexer, error);
		return true;
	}
	switch (b->context) {
	case CONTEXT_WORD:
		if (strchr(" \t\n;&|<>()", byte) == NULL)
			return false;
		source_unget(lexer->source, byte);
		return true;
	case CONTEXT_QUOTES:
		return byte == '"';
	case CONTEXT_BRACES:
	case CONTEXT_QUOTED_BRACES:
		return byte == '}';
	case CONTEXT_ARITHMETIC:
		b->parens += (byte == '(') - (byte == ')');
		if (b->parens >= 0)
			return false;
		next = lexer_get(lexer);
		if (next != ')')
			syntax_error(lexer, "Missing '))'");
		return true;
	default:
		return false;
	}
}

/* One byte that is not the end of the context. */
static void
lex_byte(struct word_builder *b, int byte)
{
	bool quoted = context_is_quoted(b->context);

	if (byte == '$')
		lex_dollar(b);
	else if (byte == '`')
		lex_backquotes(b);
	else if (byte == '\\')
		lex_backslash(b);
	else if (byte == '\'' && !quoted)
		lex_single_quotes(b);
	else if (byte == '"' && b->context == CONTEXT_ARITHMETIC)
		return;
	else if (byte == '"' && b->context != CONTEXT_HERE)
		lex_double_quotes(b);
	else
		add_byte(b, byte, quoted);
}

struct part *
lex_parts(struct lexer *lexer, enum word_context context)
{
	struct word_builder b = {
		.lexer = lexer, .context = context, .text = {.arena = &lexer->tree->arena}};
	int byte;

	check_stack();
	b.next = &b.first;
	while (byte = lexer_get(lexer), !ends_context(&b, byte))
		lex_byte(&b, byte);
	finish_text(&b);
	return b.first;
}

struct part *
lex_quoted_text(struct tree *tree, const char *text, int line)
{
	struct source source;
	struct lexer lexer;

	source_of_string(&source, text, line);
	lexer_begin(&lexer, &source, tree);
	return lex_parts(&lexer, CONTEXT_HERE);
}
