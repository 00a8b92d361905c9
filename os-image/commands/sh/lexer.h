/*
 * Text to tokens. Words come as lists of parts with the commands inside them
 * parsed already, so lexer and parser call each other.
 *
 * The lexer looks one token ahead. Here-documents that were announced are read
 * when the newline after them is.
 */
#ifndef SH_LEXER_H
#define SH_LEXER_H

#include "ast.h"
#include "input.h"

enum token_kind {
	TOKEN_END, TOKEN_NEWLINE, TOKEN_WORD, TOKEN_IO_NUMBER,
	TOKEN_SEMICOLON, TOKEN_DOUBLE_SEMICOLON, TOKEN_AMPERSAND, TOKEN_AND, TOKEN_PIPE, TOKEN_OR,
	TOKEN_LEFT_PAREN, TOKEN_RIGHT_PAREN,
	TOKEN_LESS, TOKEN_GREAT, TOKEN_CLOBBER, TOKEN_APPEND, TOKEN_LESS_GREAT,
	TOKEN_COPY_IN, TOKEN_COPY_OUT, TOKEN_HERE, TOKEN_HERE_TABS,
};

struct token {
	enum token_kind kind;
	int line;            /* where it starts */
	struct part *parts;  /* TOKEN_WORD */
	const char *plain;   /* TOKEN_WORD without anything quoted or expanded: its text */
	int number;          /* TOKEN_IO_NUMBER */
};

struct here_document {
	struct here_document *next;
	struct redirection *redirection;
	const char *delimiter;
	bool strips_tabs, is_literal;
};

struct lexer {
	struct source *source;
	struct tree *tree;             /* what is made belongs to it */
	struct token token;            /* the next one, when has_token */
	bool has_token;
	struct here_document *pending; /* announced, not read yet */
	int depth;                     /* of $( ) */
};

void lexer_begin(struct lexer *lexer, struct source *source, struct tree *tree);

/* The next token, which stays the next one. */
struct token *lexer_peek(struct lexer *lexer);
/* Takes the token that was peeked at. */
void lexer_take(struct lexer *lexer);

/* An error at the next token; `expected` may be NULL. */
_Noreturn void syntax_error_unexpected(struct lexer *lexer, const char *expected);
_Noreturn void syntax_error(struct lexer *lexer, const char *message);

/* A block of the tree, all zero. */
void *tree_allocate(struct tree *tree, size_t size);

/* The next byte, line continuations left out. */
int lexer_get(struct lexer *lexer);

/* ---- word_lexer.c ---- */

enum word_context {
	CONTEXT_WORD,         /* up to a blank or an operator */
	CONTEXT_QUOTES,       /* up to the closing " */
	CONTEXT_BRACES,       /* up to the } of ${ */
	CONTEXT_QUOTED_BRACES, /* the same, inside "..." */
	CONTEXT_ARITHMETIC,   /* up to the )) of $(( */
	CONTEXT_HERE,         /* up to the end of the source */
};

/* Parts up to the end of the context, which is taken but in CONTEXT_WORD. */
struct part *lex_parts(struct lexer *lexer, enum word_context context);
/* A text as the body of a here-document or a prompt: only $ and ` and \ are special. */
struct part *lex_quoted_text(struct tree *tree, const char *text, int line);

/* ---- here_document.c ---- */

/* Announces the document of a redirection whose delimiter was parsed. */
void here_document_announce(struct lexer *lexer, struct redirection *redirection,
		struct part *delimiter, bool strips_tabs);
/* Reads those that were announced, from the start of a line. */
void here_documents_read(struct lexer *lexer);

#endif
