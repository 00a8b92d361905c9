/* See lexer.h. */
#include "lexer.h"

#include <string.h>

#include "characters.h"

static enum token_kind
kind_of(char c)
{
	switch (c) {
	case '{':
		return TOKEN_OPEN;
	case '}':
		return TOKEN_CLOSE;
	case ';':
		return TOKEN_SEMICOLON;
	default:
		return is_word_character(c) && c != '#' ? TOKEN_WORD : TOKEN_BAD;
	}
}

static void
skip_space(struct lexer *lexer)
{
	struct token *next = &lexer->token;
	int is_comment = 0;

	for (; lexer->at < lexer->end; lexer->at++) {
		char c = *lexer->at;

		if (c == '\n') {
			next->line++;
			next->begins_its_line = 1;
			is_comment = 0;
		} else if (c == '#') {
			is_comment = 1;
		} else if (!is_comment && c != ' ' && c != '\t' && c != '\r') {
			return;
		}
	}
}

void
conf_lexer_advance(struct lexer *lexer)
{
	struct token *next = &lexer->token;

	next->begins_its_line = next->length == 0;
	skip_space(lexer);
	next->text = lexer->at;
	next->length = 0;
	if (lexer->at == lexer->end) {
		next->kind = TOKEN_END;
		return;
	}
	next->kind = kind_of(*lexer->at);
	do {
		lexer->at++;
		next->length++;
	} while (next->kind == TOKEN_WORD && lexer->at < lexer->end &&
		 kind_of(*lexer->at) == TOKEN_WORD);
}

void
conf_lexer_begin(struct lexer *lexer, const char *text, u32 length)
{
	lexer->at = text;
	lexer->end = text + length;
	lexer->token = (struct token){.line = 1};
	conf_lexer_advance(lexer);
}

int
conf_token_is(const struct token *token, const char *word)
{
	return token->kind == TOKEN_WORD && token->length == strlen(word) &&
	       memcmp(token->text, word, token->length) == 0;
}

void
conf_say_token(struct sentence *sentence, const struct token *token)
{
	if (token->kind == TOKEN_END)
		conf_say(sentence, "the end of the text", NULL);
	else
		conf_say_quoted(sentence, token->text, token->length);
}
