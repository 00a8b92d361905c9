/*
 * Recursive descent over the operators' precedences. Overflow wraps around, as
 * the machine does it; operands that && || ?: leave out are parsed only.
 */
#include "arith.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "vars.h"

#define SHIFT_MASK (sizeof(intmax_t) * 8 - 1)

struct arith {
	const char *expression; /* all of it, for messages */
	const char *at;
	int skipping;           /* >0: no side effects, no errors of evaluation */
};

/* Binary operators; a longer one stands before those it begins with. */
struct operator {
	const char text[3];
	unsigned char precedence;
};

static const struct operator operators[] = {
	{"||", 1}, {"&&", 2}, {"|", 3}, {"^", 4}, {"&", 5}, {"==", 6}, {"!=", 6},
	{"<<", 8}, {">>", 8}, {"<=", 7}, {">=", 7}, {"<", 7}, {">", 7},
	{"+", 9}, {"-", 9}, {"*", 10}, {"/", 10}, {"%", 10},
};

#define LOWEST_PRECEDENCE 1
#define PRECEDENCE_OF_OR 1
#define PRECEDENCE_OF_AND 2

static intmax_t parse_comma(struct arith *a);
static intmax_t parse_assignment(struct arith *a);

static _Noreturn void
fail(struct arith *a, const char *why)
{
	shell_error(STATUS_ERROR, "arithmetic expression: %s: \"%s\"", why, a->expression);
}

static char
peek(struct arith *a)
{
	while (isspace((unsigned char)*a->at))
		a->at++;
	return *a->at;
}

static bool
accept(struct arith *a, const char *text)
{
	size_t length;

	/* Nearly all that is looked for is not there: the first byte tells without two calls. */
	if (peek(a) != *text)
		return false;
	length = strlen(text);
	if (strncmp(a->at, text, length) != 0)
		return false;
	a->at += length;
	return true;
}

/* A C constant: decimal, 0 octal or 0x hexadecimal. */
static intmax_t
parse_number(struct arith *a)
{
	char *end;
	intmax_t value = strtoimax(a->at, &end, 0);

	if (isalnum((unsigned char)*end) || *end == '_')
		fail(a, "expecting EOF");
	a->at = end;
	return value;
}

static intmax_t
value_of(struct arith *a, const char *name)
{
	const char *text = var_get(name);
	intmax_t value;
	char *end;

	if (a->skipping > 0)
		return 0;
	if (text == NULL || *text == '\0')
		return 0;
	value = strtoimax(text, &end, 0);
	while (isspace((unsigned char)*end))
		end++;
	if (*end != '\0')
		shell_error(STATUS_ERROR, "Illegal number: %s", text);
	return value;
}

static void
assign(struct arith *a, const char *name, intmax_t value)
{
	if (a->skipping == 0)
		var_set_number(name, value);
}

/* The name at this place in scratch, or NULL when none starts here. */
static char *
parse_name(struct arith *a)
{
	const char *start;

	if (!isalpha((unsigned char)peek(a)) && *a->at != '_')
		return NULL;
	start = a->at;
	while (isalnum((unsigned char)*a->at) || *a->at == '_')
		a->at++;
	return arena_copy(&scratch, start, (size_t)(a->at - start));
}

/* Wrapping arithmetic is defined on unsigned numbers only. */
static intmax_t
wrap(uintmax_t value)
{
	return (intmax_t)value;
}

static intmax_t
divide(struct arith *a, char operator, intmax_t left, intmax_t right)
{
	if (right == 0) {
		if (a->skipping == 0)
			fail(a, "division by zero");
		return 0;
	}
	/* The smallest number divided by -1 would trap. */
	if (right == -1)
		return operator == '/' ? wrap(0 - (uintmax_t)left) : 0;
	return operator == '/' ? left / right : left % right;
}

static intmax_t
compute(struct arith *a, const char *operator, intmax_t left, intmax_t right)
{
	uintmax_t l = (uintmax_t)left, r = (uintmax_t)right;

	switch (operator[0]) {
	case '|': return operator[1] != '\0' ? left || right : left | right;
	case '&': return operator[1] != '\0' ? left && right : left & right;
	case '^': return left ^ right;
	case '=': return left == right;
	case '!': return left != right;
	case '+': return wrap(l + r);
	case '-': return wrap(l - r);
	case '*': return wrap(l * r);
	case '<':
		if (operator[1] == '<')
			return wrap(l << (r & SHIFT_MASK));
		return operator[1] == '=' ? left <= right : left < right;
	case '>':
		if (operator[1] == '>')
			return left >> (r & SHIFT_MASK);
		return operator[1] == '=' ? left >= right : left > right;
	default: return divide(a, operator[0], left, right);
	}
}

/* The binary operator at this place, not taken; NULL when there is none, or it assigns. */
static const struct operator *
peek_operator(struct arith *a)
{
	char first = peek(a);

	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		size_t length;

		if (operators[i].text[0] != first)
			continue;
		length = strlen(operators[i].text);
		if (strncmp(a->at, operators[i].text, length) != 0)
			continue;
		if (a->at[length] == '=' && strchr("|^&<>+-*/%", a->at[length - 1]) != NULL &&
				operators[i].precedence != 7)
			return NULL;
		return &operators[i];
	}
	return NULL;
}

/* name, name = value, name += value ..., name++ and name--. */
static intmax_t
parse_variable(struct arith *a, const char *name)
{
	static const char *const assigning[] = {"|", "^", "&", "<<", ">>", "+", "-", "*", "/", "%"};
	intmax_t value;

	if (peek(a) == '=' && a->at[1] != '=') {
		a->at++;
		value = parse_assignment(a);
		assign(a, name, value);
		return value;
	}
	for (size_t i = 0; i < sizeof(assigning) / sizeof(assigning[0]); i++) {
		size_t length;

		if (assigning[i][0] != *a->at)
			continue;
		length = strlen(assigning[i]);
		if (strncmp(a->at, assigning[i], length) != 0 || a->at[length] != '=')
			continue;
		a->at += length + 1;
		value = parse_assignment(a);
		value = compute(a, assigning[i], value_of(a, name), value);
		assign(a, name, value);
		return value;
	}
	value = value_of(a, name);
	if (accept(a, "++"))
		assign(a, name, wrap((uintmax_t)value + 1));
	else if (accept(a, "--"))
		assign(a, name, wrap((uintmax_t)value - 1));
	return value;
}

/* ++name or --name when a name follows; else two signs are meant, and nothing is taken. */
static bool
parse_increment(struct arith *a, intmax_t *value)
{
	const char *start = a->at;
	bool adds = accept(a, "++");
	char *name;

	if (!adds && !accept(a, "--"))
		return false;
	name = parse_name(a);
	if (name == NULL) {
		a->at = start;
		return false;
	}
	*value = wrap((uintmax_t)value_of(a, name) + (adds ? 1 : (uintmax_t)-1));
	assign(a, name, *value);
	return true;
}

static intmax_t
parse_unary(struct arith *a)
{
	intmax_t value;
	char *name;

	check_stack();
	peek(a);
	if (parse_increment(a, &value))
		return value;
	switch (peek(a)) {
	case '+': a->at++; return parse_unary(a);
	case '-': a->at++; return wrap(0 - (uintmax_t)parse_unary(a));
	case '~': a->at++; return ~parse_unary(a);
	case '!': a->at++; return !parse_unary(a);
	case '(':
		a->at++;
		value = parse_comma(a);
		if (!accept(a, ")"))
			fail(a, "expecting ')'");
		return value;
	default: break;
	}
	if (isdigit((unsigned char)*a->at))
		return parse_number(a);
	name = parse_name(a);
	if (name == NULL)
		fail(a, "expecting primary");
	return parse_variable(a, name);
}

/* Operators of at least this precedence. */
static intmax_t
parse_binary(struct arith *a, unsigned char lowest)
{
	intmax_t left = parse_unary(a), right;
	const struct operator *operator;

	while ((operator = peek_operator(a)) != NULL && operator->precedence >= lowest) {
		bool decided = (operator->precedence == PRECEDENCE_OF_OR && left != 0) ||
				(operator->precedence == PRECEDENCE_OF_AND && left == 0);

		a->at += strlen(operator->text);
		a->skipping += decided;
		right = parse_binary(a, operator->precedence + 1);
		a->skipping -= decided;
		left = compute(a, operator->text, left, right);
	}
	return left;
}

static intmax_t
parse_assignment(struct arith *a)
{
	intmax_t condition, first, second;

	check_stack();
	condition = parse_binary(a, LOWEST_PRECEDENCE);
	if (!accept(a, "?"))
		return condition;
	a->skipping += condition == 0;
	first = parse_comma(a);
	a->skipping -= condition == 0;
	if (!accept(a, ":"))
		fail(a, "expecting ':'");
	a->skipping += condition != 0;
	second = parse_assignment(a);
	a->skipping -= condition != 0;
	return condition != 0 ? first : second;
}

static intmax_t
parse_comma(struct arith *a)
{
	intmax_t value = parse_assignment(a);

	while (accept(a, ","))
		value = parse_assignment(a);
	return value;
}

intmax_t
arith_evaluate(const char *expression)
{
	struct arith a = {.expression = expression, .at = expression};
	intmax_t value;

	if (peek(&a) == '\0')
		return 0;
	value = parse_comma(&a);
	if (peek(&a) != '\0')
		fail(&a, "expecting EOF");
	return value;
}
