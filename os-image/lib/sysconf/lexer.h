/*
 * From text to tokens: words, the three marks "{ } ;", and the end. Space, line ends
 * and comments part words and mean nothing else.
 */
#ifndef SYSCONF_LEXER_H
#define SYSCONF_LEXER_H

#include "sentence.h"

enum token_kind {
	TOKEN_WORD,
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_SEMICOLON,
	TOKEN_BAD, /* a character that has no place in a configuration */
	TOKEN_END,
};

struct token {
	enum token_kind kind;
	const char *text; /* in the text that is read */
	u32 length;
	u32 line;           /* from 1 on */
	u8 begins_its_line; /* nothing but space before it */
};

struct lexer {
	const char *at;
	const char *end;
	struct token token; /* the next one */
};

void conf_lexer_begin(struct lexer *lexer, const char *text, u32 length);
void conf_lexer_advance(struct lexer *lexer);

int conf_token_is(const struct token *token, const char *word);
void conf_say_token(struct sentence *sentence, const struct token *token);

#endif
