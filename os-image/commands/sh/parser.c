/* Lists, pipelines, simple commands, function definitions and redirections. */
#include "parser.h"

#include <ctype.h>
#include <string.h>

#include "alias.h"
#include "builtins/builtins.h"

struct node *
new_node(struct lexer *lexer, enum node_kind kind)
{
	struct node *node = tree_allocate(lexer->tree, sizeof(*node));

	node->kind = kind;
	node->line = lexer_peek(lexer)->line;
	return node;
}

bool
accept_token(struct lexer *lexer, enum token_kind kind)
{
	if (lexer_peek(lexer)->kind != kind)
		return false;
	lexer_take(lexer);
	return true;
}

static bool
is_word(struct lexer *lexer, const char *word)
{
	struct token *token = lexer_peek(lexer);

	return token->kind == TOKEN_WORD && token->plain != NULL &&
			strcmp(token->plain, word) == 0;
}

bool
accept_word(struct lexer *lexer, const char *word)
{
	if (!is_word(lexer, word))
		return false;
	lexer_take(lexer);
	return true;
}

void
expect_word(struct lexer *lexer, const char *word)
{
	if (!accept_word(lexer, word))
		syntax_error_unexpected(lexer, word);
}

void
skip_newlines(struct lexer *lexer)
{
	while (accept_token(lexer, TOKEN_NEWLINE))
		;
}

bool
is_valid_name(const char *text)
{
	if (!isalpha((unsigned char)*text) && *text != '_')
		return false;
	while (isalnum((unsigned char)*text) || *text == '_')
		text++;
	return *text == '\0';
}

bool
is_reserved_word(const char *word)
{
	static const char *const words[] = {"!", "{", "}", "case", "do", "done", "elif", "else",
		"esac", "fi", "for", "if", "in", "then", "until", "while"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(word, words[i]) == 0)
			return true;
	return false;
}

struct word *
take_word(struct lexer *lexer)
{
	struct word *word = tree_allocate(lexer->tree, sizeof(*word));

	word->parts = lexer_peek(lexer)->parts;
	lexer_take(lexer);
	return word;
}

/* The kind of redirection that an operator starts, and its usual descriptor. */
static bool
redirection_of(enum token_kind token, enum redirection_kind *kind, int *fd)
{
	*fd = STDIN_FILENO;
	switch (token) {
	case TOKEN_LESS: *kind = REDIRECT_IN; return true;
	case TOKEN_LESS_GREAT: *kind = REDIRECT_IN_OUT; return true;
	case TOKEN_COPY_IN: *kind = REDIRECT_COPY_IN; return true;
	case TOKEN_HERE:
	case TOKEN_HERE_TABS: *kind = REDIRECT_HERE; return true;
	default: break;
	}
	*fd = STDOUT_FILENO;
	switch (token) {
	case TOKEN_GREAT: *kind = REDIRECT_OUT; return true;
	case TOKEN_CLOBBER: *kind = REDIRECT_CLOBBER; return true;
	case TOKEN_APPEND: *kind = REDIRECT_APPEND; return true;
	case TOKEN_COPY_OUT: *kind = REDIRECT_COPY_OUT; return true;
	default: return false;
	}
}

struct redirection **
parse_redirections(struct lexer *lexer, struct redirection **next)
{
	for (;;) {
		struct token token = *lexer_peek(lexer);
		bool has_number = token.kind == TOKEN_IO_NUMBER;
		struct redirection *redirection;
		enum redirection_kind kind;
		struct part *target;
		int fd;

		if (has_number) {
			lexer_take(lexer);
			token.kind = lexer_peek(lexer)->kind;
		}
		if (!redirection_of(token.kind, &kind, &fd))
			return next;
		lexer_take(lexer);
		redirection = tree_allocate(lexer->tree, sizeof(*redirection));
		redirection->kind = kind;
		redirection->fd = has_number ? token.number : fd;
		if (lexer_peek(lexer)->kind != TOKEN_WORD)
			syntax_error_unexpected(lexer, NULL);
		target = lexer_peek(lexer)->parts;
		/* Announced before the next token is looked at: that may be the newline. */
		if (kind == REDIRECT_HERE)
			here_document_announce(lexer, redirection, target,
					token.kind == TOKEN_HERE_TABS);
		else
			redirection->target = target;
		lexer_take(lexer);
		*next = redirection;
		next = &redirection->next;
	}
}

/* NAME=value as an assignment, or NULL when the parts don't start with NAME=. */
static struct assignment *
assignment_of(struct lexer *lexer, const struct part *parts)
{
	struct assignment *assignment;
	const char *equals;
	struct part *value;
	char *name;

	if (parts == NULL || parts->kind != PART_TEXT || parts->quoted)
		return NULL;
	equals = strchr(parts->text, '=');
	if (equals == NULL)
		return NULL;
	name = arena_copy(&lexer->tree->arena, parts->text, (size_t)(equals - parts->text));
	if (!is_valid_name(name))
		return NULL;
	value = tree_allocate(lexer->tree, sizeof(*value));
	*value = *parts;
	value->text = equals + 1;
	assignment = tree_allocate(lexer->tree, sizeof(*assignment));
	assignment->name = name;
	assignment->value = equals[1] != '\0' ? value : parts->next;
	return assignment;
}

/* Replaces the next word when it is an alias: true, and the next token is another one. */
static bool
replace_alias(struct lexer *lexer)
{
	struct token *token = lexer_peek(lexer);
	struct alias *alias;

	if (token->kind != TOKEN_WORD || token->plain == NULL)
		return false;
	alias = alias_find(token->plain);
	if (alias == NULL || alias->is_in_use)
		return false;
	/* The blank keeps the alias in use until its last word has been looked at. */
	source_insert(lexer->source, &lexer->tree->arena, alias,
			format_string("%s ", alias->value));
	lexer_take(lexer);
	return true;
}

static struct node *
parse_function(struct lexer *lexer, struct node *node, const char *name)
{
	lexer_take(lexer); /* the left parenthesis */
	if (!accept_token(lexer, TOKEN_RIGHT_PAREN))
		syntax_error_unexpected(lexer, ")");
	if (!is_valid_name(name) || builtin_is_special(name))
		syntax_error(lexer, "Bad function name");
	skip_newlines(lexer);
	node->kind = NODE_FUNCTION;
	node->function.name = name;
	node->function.tree = lexer->tree;
	node->function.body = parse_command(lexer);
	return node;
}

static struct node *
parse_simple(struct lexer *lexer)
{
	struct node *node = new_node(lexer, NODE_SIMPLE);
	struct assignment **next_assignment = &node->simple.assignments;
	struct word **next_word = &node->simple.words;
	struct redirection **next_redirection = &node->redirections;

	for (;;) {
		struct token token;

		next_redirection = parse_redirections(lexer, next_redirection);
		token = *lexer_peek(lexer);
		if (token.kind != TOKEN_WORD)
			break;
		if (node->simple.words == NULL) {
			*next_assignment = assignment_of(lexer, token.parts);
			if (*next_assignment != NULL) {
				next_assignment = &(*next_assignment)->next;
				lexer_take(lexer);
				continue;
			}
			if (node->simple.assignments != NULL && replace_alias(lexer))
				continue;
		}
		*next_word = take_word(lexer);
		(*next_word)->assignment = assignment_of(lexer, token.parts);
		next_word = &(*next_word)->next;
		if (lexer_peek(lexer)->kind == TOKEN_LEFT_PAREN &&
				node->simple.words->next == NULL && token.plain != NULL &&
				node->simple.assignments == NULL && node->redirections == NULL)
			return parse_function(lexer, node, token.plain);
	}
	if (node->simple.words == NULL && node->simple.assignments == NULL &&
			node->redirections == NULL)
		syntax_error_unexpected(lexer, NULL);
	return node;
}

struct node *
parse_command(struct lexer *lexer)
{
	struct token *token;
	struct node *command, *group;

	check_stack();
	while (replace_alias(lexer))
		;
	token = lexer_peek(lexer);
	command = parse_compound(lexer);
	if (command == NULL) {
		if (token->kind == TOKEN_WORD && token->plain != NULL &&
				is_reserved_word(token->plain) && strcmp(token->plain, "in") != 0)
			syntax_error_unexpected(lexer, NULL);
		return parse_simple(lexer);
	}
	group = command;
	if (command->kind != NODE_GROUP && command->kind != NODE_SUBSHELL) {
		group = new_node(lexer, NODE_GROUP);
		group->line = command->line;
		group->unary.body = command;
	}
	parse_redirections(lexer, &group->redirections);
	return group->redirections != NULL ? group : command;
}

static struct node *
parse_pipeline(struct lexer *lexer)
{
	struct node *first, *pipeline, *negation;
	struct node_list **next;

	check_stack();
	while (replace_alias(lexer))
		;
	if (is_word(lexer, "!")) {
		negation = new_node(lexer, NODE_NOT);
		lexer_take(lexer);
		negation->unary.body = parse_pipeline(lexer);
		return negation;
	}
	first = parse_command(lexer);
	if (lexer_peek(lexer)->kind != TOKEN_PIPE)
		return first;
	pipeline = new_node(lexer, NODE_PIPELINE);
	next = &pipeline->pipeline.commands;
	*next = tree_allocate(lexer->tree, sizeof(**next));
	(*next)->node = first;
	while (accept_token(lexer, TOKEN_PIPE)) {
		next = &(*next)->next;
		*next = tree_allocate(lexer->tree, sizeof(**next));
		skip_newlines(lexer);
		(*next)->node = parse_command(lexer);
	}
	return pipeline;
}

static struct node *
parse_and_or(struct lexer *lexer)
{
	struct node *left = parse_pipeline(lexer);

	for (;;) {
		enum token_kind kind = lexer_peek(lexer)->kind;
		struct node *node;

		if (kind != TOKEN_AND && kind != TOKEN_OR)
			return left;
		node = new_node(lexer, kind == TOKEN_AND ? NODE_AND : NODE_OR);
		lexer_take(lexer);
		skip_newlines(lexer);
		node->binary.left = left;
		node->binary.right = parse_pipeline(lexer);
		left = node;
	}
}

/* Whether a list ends here: at what can't start a command. */
static bool
list_ends(struct lexer *lexer)
{
	static const char *const ends[] = {"}", "do", "done", "elif", "else", "esac", "fi", "then"};
	struct token *token = lexer_peek(lexer);

	if (token->kind == TOKEN_END || token->kind == TOKEN_RIGHT_PAREN ||
			token->kind == TOKEN_DOUBLE_SEMICOLON || token->kind == TOKEN_NEWLINE)
		return true;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (is_word(lexer, ends[i]))
			return true;
	return false;
}

/* One command with the separator behind it; *goes_on tells whether there was one. */
static struct node *
parse_and_or_separated(struct lexer *lexer, bool *goes_on)
{
	struct node *node = parse_and_or(lexer);
	struct node *background;

	*goes_on = true;
	if (accept_token(lexer, TOKEN_AMPERSAND)) {
		background = new_node(lexer, NODE_BACKGROUND);
		background->line = node->line;
		background->unary.body = node;
		return background;
	}
	*goes_on = accept_token(lexer, TOKEN_SEMICOLON);
	return node;
}

/*
 * Adds a command to a list. *last is where its last command stands; a list leans
 * to the right, so that executing a long one needs no deep recursion.
 */
static void
append(struct lexer *lexer, struct node ***last, struct node *node)
{
	struct node *list;

	if (**last == NULL) {
		**last = node;
		return;
	}
	list = tree_allocate(lexer->tree, sizeof(*list));
	list->kind = NODE_LIST;
	list->line = (**last)->line;
	list->binary.left = **last;
	list->binary.right = node;
	**last = list;
	*last = &list->binary.right;
}

struct node *
parse_list(struct lexer *lexer)
{
	struct node *list = NULL, **last = &list;
	bool goes_on = true;

	skip_newlines(lexer);
	while (goes_on && (list == NULL || !list_ends(lexer))) {
		append(lexer, &last, parse_and_or_separated(lexer, &goes_on));
		goes_on |= lexer_peek(lexer)->kind == TOKEN_NEWLINE;
		skip_newlines(lexer);
	}
	return list;
}

bool
parse_line(struct lexer *lexer)
{
	struct node *list = NULL, **last = &list;
	bool goes_on = true;

	while (accept_token(lexer, TOKEN_NEWLINE))
		lexer->source->second_prompt = false;
	if (lexer_peek(lexer)->kind == TOKEN_END)
		return false;
	while (goes_on) {
		enum token_kind kind;

		append(lexer, &last, parse_and_or_separated(lexer, &goes_on));
		kind = lexer_peek(lexer)->kind;
		goes_on &= kind != TOKEN_NEWLINE && kind != TOKEN_END;
	}
	if (!accept_token(lexer, TOKEN_NEWLINE) && lexer_peek(lexer)->kind != TOKEN_END)
		syntax_error_unexpected(lexer, NULL);
	here_documents_read(lexer);
	lexer->tree->root = list;
	return true;
}

struct node *
parse_whole(struct source *source, struct tree *tree)
{
	struct node *list = NULL;
	struct lexer lexer;

	check_stack();
	lexer_begin(&lexer, source, tree);
	skip_newlines(&lexer);
	if (lexer_peek(&lexer)->kind != TOKEN_END)
		list = parse_list(&lexer);
	if (lexer_peek(&lexer)->kind != TOKEN_END)
		syntax_error_unexpected(&lexer, NULL);
	here_documents_read(&lexer);
	return list;
}

struct node *
parse_list_until_paren(struct lexer *lexer)
{
	struct node *list = NULL;

	check_stack();
	skip_newlines(lexer);
	if (lexer_peek(lexer)->kind != TOKEN_RIGHT_PAREN)
		list = parse_list(lexer);
	if (!accept_token(lexer, TOKEN_RIGHT_PAREN))
		syntax_error_unexpected(lexer, ")");
	return list;
}
