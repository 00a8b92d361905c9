/*
 * test and [: with up to four arguments their number decides what they mean, as
 * POSIX has it; with more, ! binds tighter than -a and -a tighter than -o.
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <shellutil/shellutil.h>

#include "complain.h"
#include "file_test.h"

/* A variable may name another one, and that itself: an end to following them. */
#define NAME_DEPTH_MAX 16

/* Brackets and negations nest no deeper than this. */
#define NESTING_MAX 500

struct test {
	const char *program;
	const struct util_host *host;
	char **at; /* the next argument */
	char **end;
	int depth;
	bool failed; /* an error was reported: the result means nothing */
};

enum binary_operator {
	OP_NONE,
	OP_EQUAL, OP_UNEQUAL, OP_BEFORE, OP_AFTER,
	OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE,
	OP_NEWER, OP_OLDER, OP_SAME_FILE,
};

static enum binary_operator
binary_operator(const char *text)
{
	static const struct {
		const char *name;
		enum binary_operator operator;
	} operators[] = {
		{"=", OP_EQUAL}, {"==", OP_EQUAL}, {"!=", OP_UNEQUAL}, {"<", OP_BEFORE},
		{">", OP_AFTER}, {"-eq", OP_EQ}, {"-ne", OP_NE}, {"-lt", OP_LT},
		{"-le", OP_LE}, {"-gt", OP_GT}, {"-ge", OP_GE}, {"-nt", OP_NEWER},
		{"-ot", OP_OLDER}, {"-ef", OP_SAME_FILE},
	};

	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
		if (strcmp(text, operators[i].name) == 0)
			return operators[i].operator;
	return OP_NONE;
}

static bool
is_unary_operator(const char *text)
{
	return text[0] == '-' && text[1] != '\0' && text[2] == '\0' &&
			strchr("bcdefghknprstuwxzGLOS", text[1]) != NULL;
}

static bool
is_name(const char *text)
{
	if (!isalpha((unsigned char)*text) && *text != '_')
		return false;
	while (isalnum((unsigned char)*text) || *text == '_')
		text++;
	return *text == '\0';
}

static bool
fail(struct test *t, const char *argument, const char *why)
{
	if (!t->failed)
		util_complain(t->host, t->program, "%s: %s", argument, why);
	t->failed = true;
	return false;
}

static intmax_t
number(struct test *t, const char *text)
{
	const char *value_text = text;
	intmax_t value;
	char *end;

	if (t->host != NULL && t->host->variable != NULL) {
		for (int depth = 0; depth < NAME_DEPTH_MAX && is_name(value_text); depth++) {
			value_text = t->host->variable(value_text);
			if (value_text == NULL || *value_text == '\0')
				return 0;
		}
	}
	errno = 0;
	value = strtoimax(value_text, &end, 10);
	if (errno == ERANGE)
		fail(t, text, "out of range");
	while (isspace((unsigned char)*end))
		end++;
	if (end == value_text || *end != '\0') {
		if (!t->failed)
			util_complain(t->host, t->program, "Illegal number: %s", text);
		t->failed = true;
	}
	return value;
}

static bool
compare(struct test *t, const char *left, enum binary_operator operator, const char *right)
{
	intmax_t a, b;

	switch (operator) {
	case OP_EQUAL: return strcmp(left, right) == 0;
	case OP_UNEQUAL: return strcmp(left, right) != 0;
	case OP_BEFORE: return strcmp(left, right) < 0;
	case OP_AFTER: return strcmp(left, right) > 0;
	case OP_NEWER: return file_is_newer(left, right);
	case OP_OLDER: return file_is_newer(right, left);
	case OP_SAME_FILE: return file_is_same(left, right);
	default: break;
	}
	a = number(t, left);
	b = number(t, right);
	switch (operator) {
	case OP_EQ: return a == b;
	case OP_NE: return a != b;
	case OP_LT: return a < b;
	case OP_LE: return a <= b;
	case OP_GT: return a > b;
	default: return a >= b;
	}
}

static bool
unary(struct test *t, char operator, const char *operand)
{
	switch (operator) {
	case 'n': return *operand != '\0';
	case 'z': return *operand == '\0';
	case 't': return isatty((int)number(t, operand));
	default: return file_test(operator, operand);
	}
}

static bool either(struct test *t);

/* ( EXPRESSION ), UNARY OPERAND, LEFT BINARY RIGHT or a string. */
static bool
primary(struct test *t)
{
	long left = t->end - t->at;
	char **first = t->at;
	enum binary_operator operator;
	bool value;

	if (left == 0)
		return fail(t, t->end[-1], "argument expected");
	operator = left >= 3 ? binary_operator(first[1]) : OP_NONE;
	if (operator != OP_NONE) {
		t->at += 3;
		return compare(t, first[0], operator, first[2]);
	}
	if (strcmp(first[0], "(") == 0 && left > 1) {
		t->at++;
		value = either(t);
		if (t->at == t->end || strcmp(*t->at, ")") != 0)
			return fail(t, "closing paren", "expected");
		t->at++;
		return value;
	}
	if (is_unary_operator(first[0]) && left >= 2) {
		t->at += 2;
		return unary(t, first[0][1], first[1]);
	}
	t->at++;
	return *first[0] != '\0';
}

static bool
negation(struct test *t)
{
	bool value;

	if (t->failed || ++t->depth > NESTING_MAX)
		return fail(t, *t->at != NULL ? *t->at : "!", "nested too deeply");
	if (t->at < t->end && strcmp(*t->at, "!") == 0 && t->end - t->at > 1 &&
			(t->end - t->at < 3 || binary_operator(t->at[1]) == OP_NONE)) {
		t->at++;
		value = !negation(t);
	} else {
		value = primary(t);
	}
	t->depth--;
	return value;
}

static bool
both(struct test *t)
{
	bool value = negation(t);

	while (!t->failed && t->at < t->end && strcmp(*t->at, "-a") == 0) {
		t->at++;
		value = negation(t) && value;
	}
	return value;
}

static bool
either(struct test *t)
{
	bool value = both(t);

	while (!t->failed && t->at < t->end && strcmp(*t->at, "-o") == 0) {
		t->at++;
		value = both(t) || value;
	}
	return value;
}

/* The forms whose meaning follows from the number of arguments alone; others by the grammar. */
static bool
by_count(struct test *t)
{
	char **a = t->at;
	long count = t->end - t->at;

	if (count == 3 && binary_operator(a[1]) != OP_NONE) {
		t->at += 3;
		return compare(t, a[0], binary_operator(a[1]), a[2]);
	}
	if (count == 3 && (strcmp(a[1], "-a") == 0 || strcmp(a[1], "-o") == 0)) {
		bool left = *a[0] != '\0', right = *a[2] != '\0';

		t->at += 3;
		return a[1][1] == 'a' ? left && right : left || right;
	}
	if (count > 1 && count <= 4 && strcmp(a[0], "!") == 0) {
		t->at++;
		return !by_count(t);
	}
	if ((count == 3 || count == 4) && strcmp(a[0], "(") == 0 &&
			strcmp(a[count - 1], ")") == 0) {
		bool value;

		t->at++;
		t->end--;
		value = by_count(t);
		t->end++;
		t->at += t->at < t->end && !t->failed;
		return value;
	}
	return either(t);
}

int
test_main(int argc, char **argv, const struct util_host *host)
{
	struct test t = {.program = argv[0], .host = host, .at = argv + 1, .end = argv + argc};
	bool value;

	if (strcmp(argv[0], "[") == 0) {
		if (argc < 2 || strcmp(argv[argc - 1], "]") != 0) {
			util_complain(host, argv[0], "missing ]");
			return TEST_ERROR;
		}
		t.end--;
	}
	if (t.at == t.end)
		return TEST_FALSE;
	value = by_count(&t);
	if (!t.failed && t.at < t.end)
		fail(&t, *t.at, "unexpected operator");
	if (t.failed)
		return TEST_ERROR;
	return value ? TEST_TRUE : TEST_FALSE;
}
