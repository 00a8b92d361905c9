#include "vars.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parser.h"

#define BUCKETS 32
#define HASH_FACTOR 31u

struct saved_variable {
	struct saved_variable *next;
	char *name;
	char *value; /* NULL: was unset */
	unsigned flags;
};

static struct variable *table[BUCKETS];
static struct scope *innermost;

static struct variable **
bucket_of(const char *name)
{
	unsigned hash = 0;

	while (*name != '\0')
		hash = hash * HASH_FACTOR + (unsigned char)*name++;
	return &table[hash % BUCKETS];
}

static struct variable *
find(const char *name)
{
	struct variable *variable = *bucket_of(name);

	while (variable != NULL && strcmp(variable->name, name) != 0)
		variable = variable->next;
	return variable;
}

static struct variable *
find_or_make(const char *name)
{
	struct variable *variable = find(name), **bucket = bucket_of(name);

	if (variable != NULL)
		return variable;
	variable = allocate(sizeof(*variable));
	*variable = (struct variable){.next = *bucket, .name = copy_string(name)};
	*bucket = variable;
	return variable;
}

/* Sets value and flags whatever they were; a variable that means nothing any more goes. */
static void
overwrite(const char *name, char *value, unsigned flags)
{
	struct variable *variable = find_or_make(name), **link = bucket_of(name);

	free(variable->value);
	variable->value = value;
	variable->flags = flags;
	if (value != NULL || flags != 0)
		return;
	while (*link != variable)
		link = &(*link)->next;
	*link = variable->next;
	free(variable->name);
	free(variable);
}

void
vars_begin(char **environment)
{
	for (; environment != NULL && *environment != NULL; environment++) {
		const char *equals = strchr(*environment, '=');
		char *name;

		if (equals == NULL)
			continue;
		name = arena_copy(&scratch, *environment, (size_t)(equals - *environment));
		if (is_valid_name(name))
			overwrite(name, copy_string(equals + 1), VAR_EXPORTED);
	}
	overwrite("IFS", copy_string(" \t\n"), 0);
	overwrite("OPTIND", copy_string("1"), 0);
}

const char *
var_get(const char *name)
{
	static char line[sizeof("-2147483648")];
	struct variable *variable = find(name);

	if (variable != NULL)
		return variable->value;
	if (strcmp(name, "LINENO") != 0)
		return NULL;
	snprintf(line, sizeof(line), "%d", shell.line);
	return line;
}

void
var_check_writable(const char *name)
{
	const struct variable *variable = find(name);

	if (variable != NULL && (variable->flags & VAR_READ_ONLY))
		shell_error(STATUS_ERROR, "%s: is read only", name);
}

void
var_set(const char *name, const char *value)
{
	struct variable *variable;
	char *copy;

	var_check_writable(name);
	variable = find_or_make(name);
	/* The value may be a part of the old one. */
	copy = copy_string(value);
	free(variable->value);
	variable->value = copy;
	if (option(OPTION_ALLEXPORT))
		variable->flags |= VAR_EXPORTED;
}

void
var_set_number(const char *name, long long value)
{
	char digits[sizeof("-9223372036854775808")];

	snprintf(digits, sizeof(digits), "%lld", value);
	var_set(name, digits);
}

void
var_mark(const char *name, unsigned flags)
{
	find_or_make(name)->flags |= flags;
}

void
var_unset(const char *name)
{
	if (find(name) == NULL)
		return;
	var_check_writable(name);
	overwrite(name, NULL, 0);
}

const char *
var_ifs(void)
{
	const char *ifs = var_get("IFS");

	return ifs != NULL ? ifs : " \t\n";
}

char **
vars_environment(void)
{
	size_t count = 0;
	char **environment;

	for (size_t i = 0; i < BUCKETS; i++)
		for (const struct variable *v = table[i]; v != NULL; v = v->next)
			count++;
	environment = arena_allocate(&scratch, (count + 1) * sizeof(*environment));
	count = 0;
	for (size_t i = 0; i < BUCKETS; i++)
		for (const struct variable *v = table[i]; v != NULL; v = v->next)
			if ((v->flags & VAR_EXPORTED) && v->value != NULL)
				environment[count++] = format_string("%s=%s", v->name, v->value);
	environment[count] = NULL;
	return environment;
}

static int
compare_names(const void *left, const void *right)
{
	const struct variable *const *a = left, *const *b = right;

	return strcmp((*a)->name, (*b)->name);
}

void
vars_for_each(void (*visit)(const struct variable *variable, void *context), void *context)
{
	const struct variable **sorted;
	size_t count = 0;

	for (size_t i = 0; i < BUCKETS; i++)
		for (const struct variable *v = table[i]; v != NULL; v = v->next)
			count++;
	sorted = arena_allocate(&scratch, (count + 1) * sizeof(*sorted));
	count = 0;
	for (size_t i = 0; i < BUCKETS; i++)
		for (const struct variable *v = table[i]; v != NULL; v = v->next)
			sorted[count++] = v;
	qsort(sorted, count, sizeof(*sorted), compare_names);
	for (size_t i = 0; i < count; i++)
		visit(sorted[i], context);
}

static void
restore_variables(struct cleanup *cleanup)
{
	struct scope *scope = (struct scope *)cleanup;

	innermost = scope->outer;
	while (scope->saved != NULL) {
		struct saved_variable *saved = scope->saved;

		scope->saved = saved->next;
		overwrite(saved->name, saved->value, saved->flags);
		free(saved->name);
		free(saved);
	}
}

void
scope_begin(struct scope *scope)
{
	scope->saved = NULL;
	scope->outer = innermost;
	innermost = scope;
	cleanup_push(&scope->cleanup, restore_variables);
}

void
scope_end(struct scope *scope)
{
	cleanup_pop(&scope->cleanup);
}

void
scope_make_local(const char *name)
{
	const struct variable *variable = find(name);
	struct saved_variable *saved = innermost->saved;

	while (saved != NULL && strcmp(saved->name, name) != 0)
		saved = saved->next;
	if (saved != NULL)
		return;
	saved = allocate(sizeof(*saved));
	*saved = (struct saved_variable){.next = innermost->saved, .name = copy_string(name)};
	if (variable != NULL) {
		saved->value = variable->value != NULL ? copy_string(variable->value) : NULL;
		saved->flags = variable->flags;
	}
	innermost->saved = saved;
}
