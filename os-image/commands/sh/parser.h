/* Tokens to trees, by recursive descent. Syntax errors unwind (shell_error). */
#ifndef SH_PARSER_H
#define SH_PARSER_H

#include "lexer.h"

/*
 * Parses up to the end of the next line that holds a command, into tree->root.
 * Returns false when the source ended first.
 */
bool parse_line(struct lexer *lexer);

/* Parses all of a source; NULL when there is no command in it. */
struct node *parse_whole(struct source *source, struct tree *tree);

/* Parses up to a closing parenthesis and takes it; NULL when there is no command. */
struct node *parse_list_until_paren(struct lexer *lexer);

/* ---- between parser.c and parser_compound.c ---- */

struct node *new_node(struct lexer *lexer, enum node_kind kind);
/* One command with its redirections. */
struct node *parse_command(struct lexer *lexer);
/* Commands up to a token that can't start one; at least one command. */
struct node *parse_list(struct lexer *lexer);
/* Takes the next token when it is the reserved word or operator; else returns false. */
bool accept_word(struct lexer *lexer, const char *word);
bool accept_token(struct lexer *lexer, enum token_kind kind);
/* Takes the reserved word, else it is a syntax error. */
void expect_word(struct lexer *lexer, const char *word);
void skip_newlines(struct lexer *lexer);
/* Adds the redirections that follow to the list. Returns where the next one goes. */
struct redirection **parse_redirections(struct lexer *lexer, struct redirection **next);
/* The next token as a word with its parts; the token is taken. */
struct word *take_word(struct lexer *lexer);
bool is_valid_name(const char *text);
bool is_reserved_word(const char *word);

/* ---- parser_compound.c ---- */

/* A compound command without its redirections, or NULL when the next token starts none. */
struct node *parse_compound(struct lexer *lexer);

#endif
