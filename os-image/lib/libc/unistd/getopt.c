/*
 * Options of a command line. `next` is where the scan goes on inside an argument
 * that holds several short options.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#define NO_MATCH (-1)
#define SEVERAL_MATCH (-2)

char *optarg;
int optind = 1;
int opterr = 1;
int optopt;

static const char *next;

/* What an error returns: ':' if the options begin with one, which also says to be silent. */
static int
fail(char *const arguments[], const char *options, const char *message, const char *name,
     int is_argument_missing)
{
	int is_silent = *options == ':';

	if (opterr && !is_silent)
		fprintf(stderr, "%s: %s%s\n", arguments[0], message, name);
	return is_argument_missing && is_silent ? ':' : '?';
}

/* A single letter, at *next. */
static int
short_option(int count, char *const arguments[], const char *options)
{
	char name[2] = {*next++, '\0'};
	const char *known = name[0] == ':' ? NULL : strchr(options, name[0]);

	optopt = (unsigned char)name[0];
	if (*next == '\0') {
		next = NULL;
		optind++;
	}
	if (known == NULL)
		return fail(arguments, options, "there is no option -", name, 0);
	if (known[1] != ':')
		return optopt;
	if (next != NULL) {
		optarg = (char *)next;
		next = NULL;
		optind++;
	} else if (known[2] != ':') {
		if (optind >= count)
			return fail(arguments, options, "an argument has to follow the option -", name, 1);
		optarg = arguments[optind++];
	}
	return optopt;
}

/* The option of that name, or of the only one that begins so; else NO_MATCH or SEVERAL_MATCH. */
static int
find_long(const char *name, size_t length, const struct option *options)
{
	int found = NO_MATCH;

	for (int i = 0; options[i].name != NULL; i++) {
		if (strncmp(options[i].name, name, length) != 0)
			continue;
		if (options[i].name[length] == '\0')
			return i;
		found = found == NO_MATCH ? i : SEVERAL_MATCH;
	}
	return found;
}

/* An argument "--name" or "--name=value". */
static int
long_option(int count, char *const arguments[], const char *options,
	    const struct option *long_options, int *index)
{
	const char *name = arguments[optind++] + 2;
	size_t length = strcspn(name, "=");
	int found = find_long(name, length, long_options);
	const struct option *option;

	optopt = 0;
	if (found == NO_MATCH)
		return fail(arguments, options, "there is no option --", name, 0);
	if (found == SEVERAL_MATCH)
		return fail(arguments, options, "several options begin with --", name, 0);
	option = &long_options[found];
	if (option->flag == NULL)
		optopt = option->val;
	if (name[length] == '=') {
		if (option->has_arg == no_argument)
			return fail(arguments, options, "no argument may follow the option --",
				    option->name, 0);
		optarg = (char *)name + length + 1;
	} else if (option->has_arg == required_argument) {
		if (optind >= count)
			return fail(arguments, options, "an argument has to follow the option --",
				    option->name, 1);
		optarg = arguments[optind++];
	}
	if (index != NULL)
		*index = found;
	if (option->flag == NULL)
		return option->val;
	*option->flag = option->val;
	return 0;
}

int
getopt_long(int count, char *const arguments[], const char *options,
	    const struct option *long_options, int *index)
{
	const char *argument;

	if (*options == '+')
		options++;
	if (optind == 0) {
		optind = 1;
		next = NULL;
	}
	optarg = NULL;
	if (next != NULL)
		return short_option(count, arguments, options);
	if (optind >= count)
		return -1;
	argument = arguments[optind];
	if (argument == NULL || argument[0] != '-' || argument[1] == '\0')
		return -1;
	if (argument[1] == '-') {
		if (argument[2] == '\0') {
			optind++;
			return -1;
		}
		if (long_options != NULL)
			return long_option(count, arguments, options, long_options, index);
	}
	next = argument + 1;
	return short_option(count, arguments, options);
}

int
getopt(int count, char *const arguments[], const char *options)
{
	return getopt_long(count, arguments, options, NULL, NULL);
}
