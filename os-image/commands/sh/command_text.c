#include "command_text.h"

#include <string.h>

#define TEXT_MAX 60 /* bytes; what is cut off ends in three dots */

static void add_node(struct text *text, const struct node *node);

static void
add(struct text *text, const char *string)
{
	if (text->length <= TEXT_MAX)
		text_append(text, string, strlen(string));
}

static void
add_parts(struct text *text, const struct part *part)
{
	for (; part != NULL; part = part->next) {
		const char *quote = part->quoted ? "\"" : "";

		add(text, quote);
		switch (part->kind) {
		case PART_TEXT:
			add(text, part->text);
			break;
		case PART_PARAMETER:
			add(text, "${");
			add(text, part->text);
			add(text, part->operator == PARAMETER_PLAIN ? "}" : "...}");
			break;
		case PART_COMMAND:
			add(text, "$(...)");
			break;
		case PART_ARITHMETIC:
			add(text, "$((");
			add_parts(text, part->operand);
			add(text, "))");
			break;
		}
		add(text, quote);
	}
}

static void
add_words(struct text *text, const struct word *words)
{
	for (; words != NULL; words = words->next) {
		add_parts(text, words->parts);
		if (words->next != NULL)
			add(text, " ");
	}
}

static void
add_redirections(struct text *text, const struct redirection *redirection)
{
	static const char *const operators[] = {
		[REDIRECT_IN] = "<", [REDIRECT_OUT] = ">", [REDIRECT_CLOBBER] = ">|",
		[REDIRECT_APPEND] = ">>", [REDIRECT_IN_OUT] = "<>", [REDIRECT_COPY_IN] = "<&",
		[REDIRECT_COPY_OUT] = ">&", [REDIRECT_HERE] = "<<...",
	};

	for (; redirection != NULL; redirection = redirection->next) {
		char fd[] = {(char)('0' + redirection->fd), '\0'};

		add(text, " ");
		add(text, fd);
		add(text, operators[redirection->kind]);
		if (redirection->kind != REDIRECT_HERE)
			add_parts(text, redirection->target);
	}
}

static void
add_simple(struct text *text, const struct node *node)
{
	for (const struct assignment *a = node->simple.assignments; a != NULL; a = a->next) {
		add(text, a->name);
		add(text, "=");
		add_parts(text, a->value);
		if (a->next != NULL || node->simple.words != NULL)
			add(text, " ");
	}
	add_words(text, node->simple.words);
}

static void
add_between(struct text *text, const char *before, const struct node *node, const char *after)
{
	add(text, before);
	add_node(text, node);
	add(text, after);
}

static void
add_conditional(struct text *text, const struct node *node)
{
	add(text, node->kind == NODE_IF ? "if " : node->kind == NODE_WHILE ? "while " : "until ");
	add_node(text, node->conditional.condition);
	add_between(text, node->kind == NODE_IF ? "; then " : "; do ", node->conditional.body, "");
	if (node->kind == NODE_IF && node->conditional.otherwise != NULL)
		add_between(text, "; else ", node->conditional.otherwise, "");
	add(text, node->kind == NODE_IF ? "; fi" : "; done");
}

static void
add_compound(struct text *text, const struct node *node)
{
	switch (node->kind) {
	case NODE_FOR:
		add(text, "for ");
		add(text, node->loop.variable);
		add(text, node->loop.over_arguments ? "" : " in ");
		add_words(text, node->loop.words);
		add_between(text, "; do ", node->loop.body, "; done");
		break;
	case NODE_CASE:
		add(text, "case ");
		add_parts(text, node->choice.subject->parts);
		add(text, " in ... esac");
		break;
	case NODE_FUNCTION:
		add(text, node->function.name);
		add_between(text, "() ", node->function.body, "");
		break;
	default:
		add_conditional(text, node);
	}
}

static void
add_pipeline(struct text *text, const struct node_list *commands)
{
	for (; commands != NULL; commands = commands->next)
		add_between(text, "", commands->node, commands->next != NULL ? " | " : "");
}

static void
add_node(struct text *text, const struct node *node)
{
	if (node == NULL || text->length > TEXT_MAX)
		return;
	switch (node->kind) {
	case NODE_SIMPLE:
		add_simple(text, node);
		break;
	case NODE_PIPELINE:
		add_pipeline(text, node->pipeline.commands);
		break;
	case NODE_AND:
	case NODE_OR:
	case NODE_LIST:
		add_between(text, "", node->binary.left, node->kind == NODE_AND ? " && " :
				node->kind == NODE_OR ? " || " : "; ");
		add_node(text, node->binary.right);
		break;
	case NODE_NOT:
		add_between(text, "! ", node->unary.body, "");
		break;
	case NODE_BACKGROUND:
		add_between(text, "", node->unary.body, " &");
		break;
	case NODE_SUBSHELL:
		add_between(text, "(", node->unary.body, ")");
		break;
	case NODE_GROUP:
		add_between(text, "{ ", node->unary.body, "; }");
		break;
	default:
		add_compound(text, node);
	}
	add_redirections(text, node->redirections);
}

const char *
command_text(const struct node *node)
{
	struct text text = {.arena = &scratch};

	add_node(&text, node);
	text_string(&text);
	if (text.length > TEXT_MAX)
		memcpy(text.bytes + TEXT_MAX - 3, "...", sizeof("..."));
	return text.bytes;
}
