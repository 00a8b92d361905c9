/* The expression: a tree of tests and actions, read by recursive descent. */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>
#include <unistd.h>

#include "find.h"

#define NODES_MAX 128
#define NONE (-1)
#define BLOCK_OF_SIZE 512
#define KB 1024

enum node_kind {
	NODE_AND, NODE_OR, NODE_NOT, NODE_NAME, NODE_PATH, NODE_TYPE, NODE_SIZE, NODE_NEWER,
	NODE_EMPTY, NODE_PRINT, NODE_PRINT0, NODE_EXEC, NODE_DELETE, NODE_TRUE,
};

struct node {
	enum node_kind kind;
	int left, right;      /* nodes */
	const char *text;     /* NODE_NAME, NODE_PATH; NODE_TYPE: its letter */
	uint64_t size, unit;  /* NODE_SIZE */
	char comparison;      /* of it: + - or = */
	time_t time;          /* NODE_NEWER */
	struct command command;
};

static struct node *nodes;
static int node_count;
static int root = NONE;
static bool has_action, has_delete;

static char **word; /* the next one */

static int parse_or(struct find_limits *limits);

static int
new_node(enum node_kind kind, int left, int right)
{
	if (nodes == NULL)
		nodes = need_memory(NODES_MAX * sizeof(nodes[0]));
	if (node_count == NODES_MAX)
		bad_usage("the expression has more than %d parts", NODES_MAX);
	memset(&nodes[node_count], 0, sizeof(nodes[0]));
	nodes[node_count].kind = kind;
	nodes[node_count].left = left;
	nodes[node_count].right = right;
	return node_count++;
}

bool
is_expression(const char *text)
{
	return text[0] == '-' || strcmp(text, "!") == 0 || strcmp(text, "(") == 0;
}

bool
expression_deletes(void)
{
	return has_delete;
}

static const char *
need_value(const char *name)
{
	if (*word == NULL)
		bad_usage("%s needs a value", name);
	return *word++;
}

static void
read_size(struct node *node, const char *text)
{
	char digits[24];
	size_t length;

	node->comparison = text[0] == '+' || text[0] == '-' ? *text++ : '=';
	length = strspn(text, "0123456789");
	snprintf(digits, sizeof(digits), "%.*s", (int)length, text);
	node->unit = text[length] == 'c' ? 1 : text[length] == 'k' ? KB : BLOCK_OF_SIZE;
	if (!parse_number(digits, &node->size) || length >= sizeof(digits) ||
	    (text[length] != '\0' && (strchr("ckb", text[length]) == NULL || text[length + 1] != '\0')))
		bad_usage("'%s' is no size", text);
}

static void
read_command(struct command *command)
{
	command->words = word;
	while (*word != NULL && strcmp(*word, ";") != 0) {
		if (strcmp(*word, "+") == 0 && word > command->words && strcmp(word[-1], "{}") == 0) {
			command->takes_many = true;
			break;
		}
		word++;
	}
	command->count = (int)(word - command->words);
	if (*word++ == NULL || command->count == 0)
		bad_usage("-exec needs a program and a ; or + behind it");
}

static int
parse_test(const char *name)
{
	static const struct {
		const char *name;
		enum node_kind kind;
		bool has_value;
	} tests[] = {
		{"-name", NODE_NAME, true},   {"-path", NODE_PATH, true},     {"-type", NODE_TYPE, true},
		{"-size", NODE_SIZE, true},   {"-newer", NODE_NEWER, true},   {"-empty", NODE_EMPTY, false},
		{"-print", NODE_PRINT, false}, {"-print0", NODE_PRINT0, false}, {"-exec", NODE_EXEC, false},
		{"-delete", NODE_DELETE, false}, {"-true", NODE_TRUE, false},
	};
	size_t i = 0;
	struct stat status;
	struct node *node;
	int index;

	while (i < sizeof(tests) / sizeof(tests[0]) && strcmp(tests[i].name, name) != 0)
		i++;
	if (i == sizeof(tests) / sizeof(tests[0]))
		bad_usage("there is no '%s' in expressions", name);
	index = new_node(tests[i].kind, NONE, NONE);
	node = &nodes[index];
	if (tests[i].has_value)
		node->text = need_value(name);
	if (node->kind == NODE_SIZE)
		read_size(node, node->text);
	if (node->kind == NODE_TYPE && (node->text[0] == '\0' || strchr("fdlbcps", node->text[0]) == NULL))
		bad_usage("'%s' is no type", node->text);
	if (node->kind == NODE_NEWER) {
		if (stat(node->text, &status) != 0)
			give_up(STATUS_FAILED, "%s can't be read", node->text);
		node->time = status.st_mtime;
	}
	if (node->kind == NODE_EXEC)
		read_command(&node->command);
	has_action |= node->kind >= NODE_PRINT && node->kind <= NODE_DELETE;
	has_delete |= node->kind == NODE_DELETE;
	return index;
}

static int
parse_factor(struct find_limits *limits)
{
	const char *name = need_value("the expression");
	int inner;

	if (strcmp(name, "!") == 0)
		return new_node(NODE_NOT, parse_factor(limits), NONE);
	if (strcmp(name, "-maxdepth") == 0 || strcmp(name, "-mindepth") == 0) {
		uint64_t depth = need_number(need_value(name), "a depth");

		*(name[2] == 'a' ? &limits->depth_max : &limits->depth_min) = depth;
		return new_node(NODE_TRUE, NONE, NONE);
	}
	if (strcmp(name, "(") != 0)
		return parse_test(name);
	inner = parse_or(limits);
	if (*word == NULL || strcmp(*word, ")") != 0)
		bad_usage("a ( has no )");
	word++;
	return inner;
}

static int
parse_and(struct find_limits *limits)
{
	int left = parse_factor(limits);

	while (*word != NULL && strcmp(*word, "-o") != 0 && strcmp(*word, ")") != 0) {
		if (strcmp(*word, "-a") == 0)
			word++;
		left = new_node(NODE_AND, left, parse_factor(limits));
	}
	return left;
}

static int
parse_or(struct find_limits *limits)
{
	int left = parse_and(limits);

	while (*word != NULL && strcmp(*word, "-o") == 0) {
		word++;
		left = new_node(NODE_OR, left, parse_and(limits));
	}
	return left;
}

void
expression_read(char **words, struct find_limits *limits)
{
	word = words;
	if (*word != NULL)
		root = parse_or(limits);
	if (*word != NULL)
		bad_usage("a ) has no (");
	if (has_action)
		return;
	if (root == NONE)
		root = new_node(NODE_PRINT, NONE, NONE);
	else
		root = new_node(NODE_AND, root, new_node(NODE_PRINT, NONE, NONE));
}

static bool
has_type(const struct find_file *file, char letter)
{
	static const struct {
		char letter;
		mode_t type;
	} types[] = {
		{'f', S_IFREG}, {'d', S_IFDIR}, {'l', S_IFLNK}, {'b', S_IFBLK},
		{'c', S_IFCHR}, {'p', S_IFIFO}, {'s', S_IFSOCK},
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].letter == letter)
			return (file->status->st_mode & S_IFMT) == types[i].type;
	return false;
}

/* Sizes are compared in whole units, rounded up. */
static bool
has_size(const struct find_file *file, const struct node *node)
{
	uint64_t units = ((uint64_t)file->status->st_size + node->unit - 1) / node->unit;

	if (node->comparison == '=')
		return units == node->size;
	return node->comparison == '+' ? units > node->size : units < node->size;
}

static bool
is_empty(const struct find_file *file)
{
	struct name_list list;
	bool result;

	if (!S_ISDIR(file->status->st_mode))
		return S_ISREG(file->status->st_mode) && file->status->st_size == 0;
	result = names_read(file->path, &list) == 0 && list.count == 0;
	names_free(&list);
	return result;
}

static bool
matches_name(const char *pattern, const char *path)
{
	char name[TREE_PATH_MAX];
	size_t length;
	const char *last = last_component(path, &length);

	snprintf(name, sizeof(name), "%.*s", (int)length, last);
	return fnmatch(pattern, name, 0) == 0;
}

static bool
delete(const struct find_file *file)
{
	if ((S_ISDIR(file->status->st_mode) ? rmdir(file->path) : unlink(file->path)) == 0)
		return true;
	complain_errno("%s", file->path);
	return false;
}

static bool
node_holds(int index, const struct find_file *file)
{
	struct node *node = &nodes[index];

	switch (node->kind) {
	case NODE_AND:
		return node_holds(node->left, file) && node_holds(node->right, file);
	case NODE_OR:
		return node_holds(node->left, file) || node_holds(node->right, file);
	case NODE_NOT:
		return !node_holds(node->left, file);
	case NODE_NAME:
		return matches_name(node->text, file->path);
	case NODE_PATH:
		return fnmatch(node->text, file->path, 0) == 0;
	case NODE_TYPE:
		return has_type(file, node->text[0]);
	case NODE_SIZE:
		return has_size(file, node);
	case NODE_NEWER:
		return file->status->st_mtime > node->time;
	case NODE_EMPTY:
		return is_empty(file);
	case NODE_PRINT:
		puts(file->path);
		return true;
	case NODE_PRINT0:
		fputs(file->path, stdout);
		putchar('\0');
		return true;
	case NODE_EXEC:
		return command_run(&node->command, file->path);
	case NODE_DELETE:
		return delete(file);
	case NODE_TRUE:
		return true;
	}
	return false;
}

bool
expression_holds(const struct find_file *file)
{
	return node_holds(root, file);
}

void
expression_finish(void)
{
	for (int i = 0; i < node_count; i++)
		if (nodes[i].kind == NODE_EXEC)
			command_finish(&nodes[i].command);
}
