#include "lexer.h"

#include <ctype.h>
#include <string.h>

void
lexer_begin(struct lexer *lexer, struct source *source, struct tree *tree)
{
	*lexer = (struct lexer){.source = source, .tree = tree};
}

void *
tree_allocate(struct tree *tree, size_t size)
{
	return memset(arena_allocate(&tree->arena, size), 0, size);
}

int
lexer_get(struct lexer *lexer)
{
	for (;;) {
		int byte = source_get(lexer->source), next;

		if (byte != '\\')
			return byte;
		next = source_get(lexer->source);
		if (next != '\n') {
			source_unget(lexer->source, next);
			return byte;
		}
	}
}

/* Takes the next byte when it is the one wanted. */
static bool
accept_byte(struct lexer *lexer, int wanted)
{
	int byte = lexer_get(lexer);

	if (byte == wanted)
		return true;
	source_unget(lexer->source, byte);
	return false;
}

static void
skip_comment(struct lexer *lexer)
{
	int byte;

	do
		byte = source_get(lexer->source);
	while (byte != '\n' && byte != INPUT_END);
	source_unget(lexer->source, byte);
}

static enum token_kind
lex_less(struct lexer *lexer)
{
	if (accept_byte(lexer, '<'))
		return accept_byte(lexer, '-') ? TOKEN_HERE_TABS : TOKEN_HERE;
	if (accept_byte(lexer, '&'))
		return TOKEN_COPY_IN;
	return accept_byte(lexer, '>') ? TOKEN_LESS_GREAT : TOKEN_LESS;
}

static enum token_kind
lex_great(struct lexer *lexer)
{
	if (accept_byte(lexer, '>'))
		return TOKEN_APPEND;
	if (accept_byte(lexer, '&'))
		return TOKEN_COPY_OUT;
	return accept_byte(lexer, '|') ? TOKEN_CLOBBER : TOKEN_GREAT;
}

/* The operator that starts with the byte, or TOKEN_WORD when none does. */
static enum token_kind
lex_operator(struct lexer *lexer, int byte)
{
	switch (byte) {
	case INPUT_END: return TOKEN_END;
	case '\n': return TOKEN_NEWLINE;
	case ';': return accept_byte(lexer, ';') ? TOKEN_DOUBLE_SEMICOLON : TOKEN_SEMICOLON;
	case '&': return accept_byte(lexer, '&') ? TOKEN_AND : TOKEN_AMPERSAND;
	case '|': return accept_byte(lexer, '|') ? TOKEN_OR : TOKEN_PIPE;
	case '(': return TOKEN_LEFT_PAREN;
	case ')': return TOKEN_RIGHT_PAREN;
	case '<': return lex_less(lexer);
	case '>': return lex_great(lexer);
	default: return TOKEN_WORD;
	}
}

static void
lex_word(struct lexer *lexer, struct token *token)
{
	struct part *parts = lex_parts(lexer, CONTEXT_WORD);
	bool is_plain = parts != NULL && parts->next == NULL && parts->kind == PART_TEXT &&
			!parts->quoted;

	token->parts = parts;
	token->plain = is_plain ? parts->text : NULL;
	if (is_plain && isdigit((unsigned char)parts->text[0]) && parts->text[1] == '\0') {
		int next = lexer_get(lexer);

		source_unget(lexer->source, next);
		if (next == '<' || next == '>') {
			token->kind = TOKEN_IO_NUMBER;
			token->number = parts->text[0] - '0';
		}
	}
}

struct token *
lexer_peek(struct lexer *lexer)
{
	struct token token = {.kind = TOKEN_WORD};
	int byte;

	if (lexer->has_token)
		return &lexer->token;
	for (;;) {
		byte = lexer_get(lexer);
		if (byte == '#')
			skip_comment(lexer);
		else if (byte != ' ' && byte != '\t')
			break;
	}
	token.line = lexer->source->line - (byte == '\n');
	token.kind = lex_operator(lexer, byte);
	if (token.kind == TOKEN_WORD) {
		source_unget(lexer->source, byte);
		lex_word(lexer, &token);
	} else if (token.kind == TOKEN_NEWLINE) {
		here_documents_read(lexer);
	}
	lexer->token = token;
	lexer->has_token = true;
	return &lexer->token;
}

void
lexer_take(struct lexer *lexer)
{
	lexer->has_token = false;
}

static const char *
token_text(const struct token *token)
{
	static const char *const texts[] = {
		[TOKEN_END] = "end of file", [TOKEN_NEWLINE] = "newline", [TOKEN_WORD] = "word",
		[TOKEN_IO_NUMBER] = "redirection", [TOKEN_SEMICOLON] = "\";\"",
		[TOKEN_DOUBLE_SEMICOLON] = "\";;\"", [TOKEN_AMPERSAND] = "\"&\"",
		[TOKEN_AND] = "\"&&\"", [TOKEN_PIPE] = "\"|\"", [TOKEN_OR] = "\"||\"",
		[TOKEN_LEFT_PAREN] = "\"(\"", [TOKEN_RIGHT_PAREN] = "\")\"",
	};

	if (token->kind >= TOKEN_LESS)
		return "redirection";
	return texts[token->kind];
}

void
syntax_error(struct lexer *lexer, const char *message)
{
	shell.line = lexer->source->line;
	shell_error(STATUS_ERROR, "Syntax error: %s", message);
}

void
syntax_error_unexpected(struct lexer *lexer, const char *expected)
{
	struct token *token = lexer_peek(lexer);
	const char *text = token_text(token);

	shell.line = token->line;
	if (token->kind == TOKEN_WORD && token->plain != NULL)
		text = format_string("\"%s\"", token->plain);
	if (expected != NULL)
		shell_error(STATUS_ERROR, "Syntax error: %s unexpected (expecting \"%s\")", text,
				expected);
	shell_error(STATUS_ERROR, "Syntax error: %s unexpected", text);
}
