/*
 * Between the parts: parse.c makes a tree of a pattern, compile.c makes the
 * automaton of the trees, match.c runs it.
 */
#ifndef REGEX_PARTS_H
#define REGEX_PARTS_H

#include <stdint.h>
#include <toolkit/regex.h>

#define BYTES 256
#define REPEAT_MAX 255     /* POSIX's RE_DUP_MAX */
#define REPEAT_FOREVER (-1)
#define NODES_MAX 8192   /* of a pattern: trees are walked by recursion */
#define STEPS_MAX 32768    /* of the automaton: {m,n} makes copies */
#define DEPTH_MAX 500      /* of parentheses */

struct byte_set {
	uint32_t bits[BYTES / 32];
};

static inline bool
set_has(const struct byte_set *set, unsigned char byte)
{
	return (set->bits[byte / 32] >> byte % 32 & 1) != 0;
}

static inline void
set_add(struct byte_set *set, unsigned char byte)
{
	set->bits[byte / 32] |= 1u << byte % 32;
}

enum assertion {
	LINE_BEGIN,
	LINE_END,
	WORD_BEGIN,
	WORD_END,
	WORD_EDGE,     /* \b */
	NO_WORD_EDGE,  /* \B */
	NO_WORD_BEFORE, /* for whole_word */
	NO_WORD_AFTER,
};

enum node_kind { NODE_EMPTY, NODE_SET, NODE_ASSERT, NODE_SEQUENCE, NODE_EITHER, NODE_REPEAT };

struct node {
	enum node_kind kind;
	int left, right;  /* nodes; of NODE_REPEAT only the left one */
	int least, most;  /* NODE_REPEAT; most may be REPEAT_FOREVER */
	enum assertion assertion;
	struct byte_set set;
};

struct node_list {
	struct node *nodes;
	int count, capacity;
};

/* A new node, or -1 when there are too many. */
int node_add(struct node_list *list, enum node_kind kind);

/* The tree of one pattern: its root, or -1 with *error. */
int regex_parse(const char *pattern, const struct regex_options *options, struct node_list *list,
		const char **error);

enum step_kind {
	STEP_SET,    /* a byte of the set, then the next step */
	STEP_ASSERT, /* the next step, if it holds */
	STEP_SPLIT,  /* on at `next` and at `other` */
	STEP_MATCH,
};

struct step {
	enum step_kind kind;
	int next, other;
	enum assertion assertion;
	struct byte_set set;
};

/* The steps that are to be taken, in no order, each once. */
struct step_list {
	int *steps;
	int count;
	uint32_t *generation; /* of each step: in the list if it is `now` */
	uint32_t now;
};

struct regex {
	struct step *steps;
	int count, capacity;
	int start;
	struct step_list current, following;
	int *stack; /* for following splits */
	struct byte_set first; /* bytes that a match may begin with */
	bool may_be_empty; /* or hangs on assertions: `first` tells nothing */
};

#endif
