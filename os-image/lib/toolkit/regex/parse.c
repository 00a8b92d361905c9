/* From a pattern to a tree, by recursive descent. */
#include <ctype.h>
#include <string.h>
#include <toolkit/tool.h>

#include "regex_parts.h"

#define FIRST_CAPACITY 64

struct parser {
	const char *at;
	const struct regex_options *options;
	struct node_list *list;
	const char *error;
	int depth; /* of open parentheses */
};

static int parse_either(struct parser *parser);

int
node_add(struct node_list *list, enum node_kind kind)
{
	if (list->count == NODES_MAX)
		return -1;
	if (list->count == list->capacity) {
		list->capacity = list->capacity > 0 ? 2 * list->capacity : FIRST_CAPACITY;
		list->nodes = need_more_memory(list->nodes,
					       (size_t)list->capacity * sizeof(list->nodes[0]));
	}
	list->nodes[list->count] = (struct node){.kind = kind};
	return list->count++;
}

static int
fail(struct parser *parser, const char *error)
{
	if (parser->error == NULL)
		parser->error = error;
	return -1;
}

static int
new_node(struct parser *parser, enum node_kind kind)
{
	int node = node_add(parser->list, kind);

	return node >= 0 ? node : fail(parser, "the pattern is too long");
}

static int
join(struct parser *parser, enum node_kind kind, int left, int right)
{
	int node = left < 0 || right < 0 ? -1 : new_node(parser, kind);

	if (node >= 0) {
		parser->list->nodes[node].left = left;
		parser->list->nodes[node].right = right;
	}
	return node;
}

static bool
is_extended(const struct parser *parser)
{
	return parser->options->syntax == REGEX_EXTENDED;
}

/* Whether the operator stands here: a bare character in extended, after a backslash in basic ones. */
static bool
is_operator(const struct parser *parser, char operator)
{
	if (is_extended(parser))
		return parser->at[0] == operator;
	return parser->at[0] == '\\' && parser->at[1] == operator;
}

static void
skip_operator(struct parser *parser)
{
	parser->at += is_extended(parser) ? 1 : 2;
}

/* ---- sets ---- */

static void
close_under_case(struct byte_set *set)
{
	for (int c = 'A'; c <= 'Z'; c++) {
		if (set_has(set, (unsigned char)c) || set_has(set, (unsigned char)tolower(c))) {
			set_add(set, (unsigned char)c);
			set_add(set, (unsigned char)tolower(c));
		}
	}
}

static void
negate(struct byte_set *set)
{
	for (size_t i = 0; i < sizeof(set->bits) / sizeof(set->bits[0]); i++)
		set->bits[i] = ~set->bits[i];
}

static int
is_word(int c)
{
	return isalnum(c) || c == '_';
}

static void
add_class(struct byte_set *set, int (*is_member)(int))
{
	for (int c = 0; c < 128; c++)
		if (is_member(c))
			set_add(set, (unsigned char)c);
}

static int
set_node(struct parser *parser, struct byte_set set, bool is_negated)
{
	int node = new_node(parser, NODE_SET);

	if (node < 0)
		return -1;
	if (parser->options->ignore_case)
		close_under_case(&set);
	if (is_negated)
		negate(&set);
	parser->list->nodes[node].set = set;
	return node;
}

static int
byte_node(struct parser *parser, char byte)
{
	struct byte_set set = {{0}};

	set_add(&set, (unsigned char)byte);
	return set_node(parser, set, false);
}

/* "[:name:]" in brackets; moves behind it. */
static bool
take_class(struct parser *parser, struct byte_set *set)
{
	static const struct {
		const char *name;
		int (*is_member)(int);
	} classes[] = {
		{"[:alnum:]", isalnum}, {"[:alpha:]", isalpha}, {"[:blank:]", isblank},
		{"[:cntrl:]", iscntrl}, {"[:digit:]", isdigit}, {"[:graph:]", isgraph},
		{"[:lower:]", islower}, {"[:print:]", isprint}, {"[:punct:]", ispunct},
		{"[:space:]", isspace}, {"[:upper:]", isupper}, {"[:xdigit:]", isxdigit},
	};

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		size_t length = strlen(classes[i].name);

		if (strncmp(parser->at, classes[i].name, length) != 0)
			continue;
		add_class(set, classes[i].is_member);
		parser->at += length;
		return true;
	}
	return false;
}

static int
parse_bracket(struct parser *parser)
{
	struct byte_set set = {{0}};
	bool is_negated = *parser->at == '^';
	const char *first = parser->at += is_negated;

	while (*parser->at != ']' || parser->at == first) {
		unsigned char low, high;

		if (*parser->at == '\0')
			return fail(parser, "a [ has no ]");
		if (parser->at[0] == '[' && strchr(":.=", parser->at[1]) != NULL &&
		    parser->at[1] != '\0') {
			if (!take_class(parser, &set))
				return fail(parser, "there is no such class of characters");
			continue;
		}
		low = high = (unsigned char)*parser->at++;
		if (parser->at[0] == '-' && parser->at[1] != ']' && parser->at[1] != '\0') {
			high = (unsigned char)parser->at[1];
			parser->at += 2;
		}
		if (high < low)
			return fail(parser, "a range in [ ] goes downward");
		for (int c = low; c <= high; c++)
			set_add(&set, (unsigned char)c);
	}
	parser->at++;
	return set_node(parser, set, is_negated);
}

/* ---- single things ---- */

static int
assert_node(struct parser *parser, enum assertion assertion)
{
	int node = new_node(parser, NODE_ASSERT);

	if (node >= 0)
		parser->list->nodes[node].assertion = assertion;
	return node;
}

static int
parse_escape(struct parser *parser)
{
	struct byte_set set = {{0}};
	char letter = parser->at[1];

	if (letter == '\0')
		return fail(parser, "a backslash stands at the end");
	if (letter >= '1' && letter <= '9')
		return fail(parser, "back-references such as \\1 are not there");
	parser->at += 2;
	switch (letter) {
	case '<':
		return assert_node(parser, WORD_BEGIN);
	case '>':
		return assert_node(parser, WORD_END);
	case 'b':
		return assert_node(parser, WORD_EDGE);
	case 'B':
		return assert_node(parser, NO_WORD_EDGE);
	case 'w':
	case 'W':
		add_class(&set, is_word);
		return set_node(parser, set, letter == 'W');
	case 's':
	case 'S':
		add_class(&set, isspace);
		return set_node(parser, set, letter == 'S');
	default:
		return byte_node(parser, letter);
	}
}

static int
parse_group(struct parser *parser)
{
	int node;

	skip_operator(parser);
	if (++parser->depth > DEPTH_MAX)
		return fail(parser, "there are too many parentheses");
	node = parse_either(parser);
	if (node < 0)
		return -1;
	if (!is_operator(parser, ')'))
		return fail(parser, "a ( has no )");
	skip_operator(parser);
	parser->depth--;
	return node;
}

/* In basic expressions ^ and $ are anchors only where a branch begins or ends. */
static bool
is_anchor_end(const struct parser *parser)
{
	const char *next = parser->at + 1;

	return is_extended(parser) || *next == '\0' ||
	       (next[0] == '\\' && (next[1] == ')' || next[1] == '|'));
}

static int
parse_atom(struct parser *parser, bool is_branch_begin)
{
	char c = *parser->at;

	if (is_operator(parser, '('))
		return parse_group(parser);
	if (c == '^' && (is_extended(parser) || is_branch_begin)) {
		parser->at++;
		return assert_node(parser, LINE_BEGIN);
	}
	if (c == '$' && is_anchor_end(parser)) {
		parser->at++;
		return assert_node(parser, LINE_END);
	}
	if (c == '\\')
		return parse_escape(parser);
	parser->at++;
	if (c == '[')
		return parse_bracket(parser);
	if (c == '.')
		return set_node(parser, (struct byte_set){{0}}, true);
	return byte_node(parser, c);
}

/* ---- repetitions, branches ---- */

static bool
take_count(const char **at, int *count)
{
	const char *from = *at;

	for (*count = 0; isdigit((unsigned char)**at); (*at)++) {
		*count = *count * 10 + (**at - '0');
		if (*count > REPEAT_MAX)
			*count = REPEAT_MAX + 1;
	}
	return *at != from;
}

/* "{m}", "{m,}", "{m,n}" or "{,n}"; moves behind it. False when it is none, with nothing moved. */
static bool
take_interval(struct parser *parser, int *least, int *most)
{
	const char *at = parser->at + (is_extended(parser) ? 1 : 2);
	bool has_least = take_count(&at, least), has_most = false;

	*most = *least;
	if (*at == ',') {
		at++;
		has_most = take_count(&at, most);
		if (!has_most)
			*most = REPEAT_FOREVER;
	} else if (!has_least) {
		return false;
	}
	if (!is_extended(parser)) {
		if (at[0] != '\\')
			return false;
		at++;
	}
	if (*at != '}')
		return false;
	parser->at = at + 1;
	return true;
}

/* The repetition that stands here; moves behind it. False when there is none. */
static bool
take_repetition(struct parser *parser, int *least, int *most)
{
	*least = 0;
	*most = REPEAT_FOREVER;
	if (*parser->at == '*') {
		parser->at++;
		return true;
	}
	if (is_operator(parser, '+')) {
		*least = 1;
	} else if (is_operator(parser, '?')) {
		*most = 1;
	} else if (is_operator(parser, '{')) {
		if (take_interval(parser, least, most))
			return true;
		if (!is_extended(parser))
			fail(parser, "what stands in \\{ \\} is no count");
		return false;
	} else {
		return false;
	}
	skip_operator(parser);
	return true;
}

static int
parse_repeated(struct parser *parser, bool is_branch_begin)
{
	bool is_anchor = *parser->at == '^' && is_branch_begin && !is_extended(parser);
	int node = parse_atom(parser, is_branch_begin);
	int least, most;

	/* A star behind the ^ of a basic expression stands for itself: it begins the next atom. */
	while (node >= 0 && !is_anchor && take_repetition(parser, &least, &most)) {
		if (least > REPEAT_MAX || most > REPEAT_MAX)
			return fail(parser, "a count is larger than 255");
		if (most != REPEAT_FOREVER && most < least)
			return fail(parser, "a count ends below its beginning");
		node = join(parser, NODE_REPEAT, node, node);
		if (node >= 0) {
			parser->list->nodes[node].least = least;
			parser->list->nodes[node].most = most;
		}
	}
	return parser->error != NULL ? -1 : node;
}

static bool
is_branch_end(const struct parser *parser)
{
	return *parser->at == '\0' || is_operator(parser, '|') ||
	       (parser->depth > 0 && is_operator(parser, ')'));
}

static int
parse_branch(struct parser *parser)
{
	int node = new_node(parser, NODE_EMPTY);
	bool is_begin = true;

	while (node >= 0 && !is_branch_end(parser)) {
		bool was_anchor = is_begin && *parser->at == '^';

		node = join(parser, NODE_SEQUENCE, node, parse_repeated(parser, is_begin));
		is_begin = was_anchor && *parser->at == '*';
	}
	return node;
}

static int
parse_either(struct parser *parser)
{
	int node = parse_branch(parser);

	while (node >= 0 && is_operator(parser, '|')) {
		skip_operator(parser);
		node = join(parser, NODE_EITHER, node, parse_branch(parser));
	}
	return node;
}

static int
parse_fixed(struct parser *parser)
{
	int node = new_node(parser, NODE_EMPTY);

	for (; node >= 0 && *parser->at != '\0'; parser->at++)
		node = join(parser, NODE_SEQUENCE, node, byte_node(parser, *parser->at));
	return node;
}

int
regex_parse(const char *pattern, const struct regex_options *options, struct node_list *list,
	    const char **error)
{
	struct parser parser = {.at = pattern, .options = options, .list = list};
	int node;

	if (options->syntax == REGEX_FIXED)
		node = parse_fixed(&parser);
	else
		node = parse_either(&parser);
	if (node >= 0 && *parser.at != '\0')
		node = fail(&parser, "a ) has no (");
	*error = parser.error;
	return node;
}
