/*
 * The tree of a command. A complete command is parsed into a tree of its own,
 * which is freed when the command is done, unless a function that it defined is
 * still there: trees count their references.
 */
#ifndef SH_AST_H
#define SH_AST_H

#include <stdbool.h>
#include <stddef.h>

#include "memory.h"

struct node;

/* ---- words ---- */

enum part_kind {
	PART_TEXT,       /* bytes as they stand, quotes removed */
	PART_PARAMETER,  /* $x, ${x...} */
	PART_COMMAND,    /* $(...) or `...` */
	PART_ARITHMETIC, /* $((...)) */
};

enum parameter_operator {
	PARAMETER_PLAIN,
	PARAMETER_LENGTH,          /* ${#x} */
	PARAMETER_DEFAULT,         /* ${x-w} */
	PARAMETER_ASSIGN,          /* ${x=w} */
	PARAMETER_ERROR,           /* ${x?w} */
	PARAMETER_ALTERNATIVE,     /* ${x+w} */
	PARAMETER_CUT_SUFFIX,      /* ${x%w} */
	PARAMETER_CUT_LONG_SUFFIX, /* ${x%%w} */
	PARAMETER_CUT_PREFIX,      /* ${x#w} */
	PARAMETER_CUT_LONG_PREFIX, /* ${x##w} */
	PARAMETER_BAD,             /* makes no sense: an error when it is expanded */
};

/* A word is a list of parts; quotes show only in each part's `quoted`. */
struct part {
	struct part *next;
	enum part_kind kind;
	bool quoted;              /* its result is neither split nor a pattern */
	const char *text;         /* PART_TEXT, and a parameter's name */
	struct part *operand;     /* PART_ARITHMETIC: the expression; a parameter's word */
	struct node *command;     /* PART_COMMAND; may be NULL */
	enum parameter_operator operator;
	bool colon;               /* the operator takes empty for unset */
};

struct word {
	struct word *next;
	struct part *parts;
	struct assignment *assignment; /* the word as NAME=value, when it looks so */
};

/* NAME=value before a command. */
struct assignment {
	struct assignment *next;
	const char *name;
	struct part *value;
};

enum redirection_kind {
	REDIRECT_IN, REDIRECT_OUT, REDIRECT_CLOBBER, REDIRECT_APPEND, REDIRECT_IN_OUT,
	REDIRECT_COPY_IN, REDIRECT_COPY_OUT, /* <& >& */
	REDIRECT_HERE, /* << and <<- */
};

struct redirection {
	struct redirection *next;
	enum redirection_kind kind;
	int fd;
	struct part *target; /* file name, descriptor, or the text of a here-document */
};

/* ---- commands ---- */

enum node_kind {
	NODE_SIMPLE,
	NODE_PIPELINE,
	NODE_NOT,
	NODE_AND,
	NODE_OR,
	NODE_LIST, /* left; right */
	NODE_BACKGROUND,
	NODE_SUBSHELL,
	NODE_GROUP, /* { }, or a compound command with redirections */
	NODE_IF,
	NODE_WHILE,
	NODE_UNTIL,
	NODE_FOR,
	NODE_CASE,
	NODE_FUNCTION,
};

struct case_item {
	struct case_item *next;
	struct word *patterns;
	struct node *body;
};

struct node {
	enum node_kind kind;
	int line;
	struct redirection *redirections; /* SIMPLE, SUBSHELL, GROUP */
	union {
		struct {
			struct assignment *assignments;
			struct word *words;
		} simple;
		struct {
			struct node_list *commands; /* at least two */
		} pipeline;
		struct {
			struct node *left, *right;
		} binary; /* AND OR LIST */
		struct {
			struct node *body;
		} unary; /* NOT BACKGROUND SUBSHELL GROUP */
		struct {
			struct node *condition, *body, *otherwise;
		} conditional; /* IF WHILE UNTIL */
		struct {
			const char *variable;
			struct word *words;
			bool over_arguments; /* no `in`: over "$@" */
			struct node *body;
		} loop; /* FOR */
		struct {
			struct word *subject;
			struct case_item *items;
		} choice; /* CASE */
		struct {
			const char *name;
			struct node *body;
			struct tree *tree; /* that this node is in */
		} function;
	};
};

struct node_list {
	struct node_list *next;
	struct node *node;
};

struct tree {
	struct arena arena;
	int references;
	struct node *root; /* NULL: nothing but blanks */
};

/* A tree with one reference. */
struct tree *tree_new(void);
void tree_hold(struct tree *tree);
void tree_drop(struct tree *tree);

#endif
