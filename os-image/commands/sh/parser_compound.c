/* Compound commands: ( ), { }, if, while, until, for and case. */
#include <string.h>

#include "parser.h"

/* The rest of an `if` behind its "if" or "elif". */
static struct node *
parse_if(struct lexer *lexer, struct node *node)
{
	check_stack();
	node->conditional.condition = parse_list(lexer);
	expect_word(lexer, "then");
	node->conditional.body = parse_list(lexer);
	if (accept_word(lexer, "elif")) {
		node->conditional.otherwise = parse_if(lexer, new_node(lexer, NODE_IF));
		return node;
	}
	if (accept_word(lexer, "else"))
		node->conditional.otherwise = parse_list(lexer);
	expect_word(lexer, "fi");
	return node;
}

static struct node *
parse_do_group(struct lexer *lexer)
{
	struct node *body;

	expect_word(lexer, "do");
	body = parse_list(lexer);
	expect_word(lexer, "done");
	return body;
}

static struct node *
parse_while(struct lexer *lexer, struct node *node)
{
	node->conditional.condition = parse_list(lexer);
	node->conditional.body = parse_do_group(lexer);
	return node;
}

static struct node *
parse_for(struct lexer *lexer, struct node *node)
{
	struct token *token = lexer_peek(lexer);
	struct word **next = &node->loop.words;

	if (token->kind != TOKEN_WORD || token->plain == NULL || !is_valid_name(token->plain))
		syntax_error(lexer, "Bad for loop variable");
	node->loop.variable = token->plain;
	lexer_take(lexer);
	skip_newlines(lexer);
	node->loop.over_arguments = !accept_word(lexer, "in");
	if (!node->loop.over_arguments) {
		while (lexer_peek(lexer)->kind == TOKEN_WORD) {
			*next = take_word(lexer);
			next = &(*next)->next;
		}
		if (!accept_token(lexer, TOKEN_SEMICOLON) &&
				!accept_token(lexer, TOKEN_NEWLINE))
			syntax_error_unexpected(lexer, NULL);
	} else {
		accept_token(lexer, TOKEN_SEMICOLON);
	}
	skip_newlines(lexer);
	node->loop.body = parse_do_group(lexer);
	return node;
}

/* PATTERN | PATTERN ... ) */
static struct word *
parse_patterns(struct lexer *lexer)
{
	struct word *first = NULL, **next = &first;

	do {
		if (lexer_peek(lexer)->kind != TOKEN_WORD)
			syntax_error_unexpected(lexer, NULL);
		*next = take_word(lexer);
		next = &(*next)->next;
	} while (accept_token(lexer, TOKEN_PIPE));
	if (!accept_token(lexer, TOKEN_RIGHT_PAREN))
		syntax_error_unexpected(lexer, ")");
	return first;
}

static struct node *
parse_case(struct lexer *lexer, struct node *node)
{
	struct case_item **next = &node->choice.items;

	if (lexer_peek(lexer)->kind != TOKEN_WORD)
		syntax_error_unexpected(lexer, NULL);
	node->choice.subject = take_word(lexer);
	skip_newlines(lexer);
	expect_word(lexer, "in");
	skip_newlines(lexer);
	while (!accept_word(lexer, "esac")) {
		struct case_item *item = tree_allocate(lexer->tree, sizeof(*item));
		struct token *token;

		accept_token(lexer, TOKEN_LEFT_PAREN);
		item->patterns = parse_patterns(lexer);
		skip_newlines(lexer);
		token = lexer_peek(lexer);
		if (token->kind != TOKEN_DOUBLE_SEMICOLON && (token->kind != TOKEN_WORD ||
				token->plain == NULL || strcmp(token->plain, "esac") != 0))
			item->body = parse_list(lexer);
		*next = item;
		next = &item->next;
		if (!accept_token(lexer, TOKEN_DOUBLE_SEMICOLON)) {
			if (!accept_word(lexer, "esac"))
				syntax_error_unexpected(lexer, ";;");
			return node;
		}
		skip_newlines(lexer);
	}
	return node;
}

static struct node *
parse_group(struct lexer *lexer, struct node *node)
{
	node->unary.body = parse_list(lexer);
	expect_word(lexer, "}");
	return node;
}

struct node *
parse_compound(struct lexer *lexer)
{
	static const struct {
		const char *word;
		enum node_kind kind;
		struct node *(*parse)(struct lexer *lexer, struct node *node);
	} compounds[] = {
		{"{", NODE_GROUP, parse_group}, {"if", NODE_IF, parse_if},
		{"while", NODE_WHILE, parse_while}, {"until", NODE_UNTIL, parse_while},
		{"for", NODE_FOR, parse_for}, {"case", NODE_CASE, parse_case},
	};
	struct token *token = lexer_peek(lexer);
	struct node *node;

	if (token->kind == TOKEN_LEFT_PAREN) {
		node = new_node(lexer, NODE_SUBSHELL);
		lexer_take(lexer);
		node->unary.body = parse_list(lexer);
		if (!accept_token(lexer, TOKEN_RIGHT_PAREN))
			syntax_error_unexpected(lexer, ")");
		return node;
	}
	if (token->kind != TOKEN_WORD || token->plain == NULL)
		return NULL;
	for (size_t i = 0; i < sizeof(compounds) / sizeof(compounds[0]); i++) {
		if (strcmp(token->plain, compounds[i].word) == 0) {
			node = new_node(lexer, compounds[i].kind);
			lexer_take(lexer);
			return compounds[i].parse(lexer, node);
		}
	}
	return NULL;
}
