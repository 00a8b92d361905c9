/* getopts: the next option of the arguments, into a variable, OPTARG and OPTIND. */
#include <stdlib.h>
#include <string.h>

#include "../params.h"
#include "../parser.h"
#include "../vars.h"
#include "builtins.h"

struct getopts {
	const char *letters;
	bool is_silent;        /* the letters start with a colon: errors go into the variables */
	const char *name;      /* of the variable for the letter */
	char **arguments;      /* given ones; NULL: the positional parameters */
	size_t count;
	size_t index;          /* of the argument to look at, from 1 */
};

static const char *
argument_at(const struct getopts *g, size_t number)
{
	if (number == 0 || number > g->count)
		return NULL;
	return g->arguments != NULL ? g->arguments[number - 1] : params_get(number);
}

/* An error in the options: status 0 all the same, the script sees "?" or ":". */
static void
report(const struct getopts *g, char letter, bool is_unknown)
{
	char text[] = {letter, '\0'};

	var_set(g->name, !is_unknown && g->is_silent ? ":" : "?");
	if (g->is_silent) {
		var_set("OPTARG", text);
		return;
	}
	var_unset("OPTARG");
	if (is_unknown)
		complain("Illegal option -%c", letter);
	else
		complain("No arg for -%c option", letter);
}

/* The option at the byte; moves index and params_option_offset behind it. */
static void
take_option(struct getopts *g, const char *word, size_t offset)
{
	char letter = word[offset], text[] = {letter, '\0'};
	const char *known = letter != ':' ? strchr(g->letters, letter) : NULL;
	const char *argument = NULL;
	bool is_last = word[offset + 1] == '\0';
	bool takes_argument = known != NULL && known[1] == ':';

	if (takes_argument) {
		argument = is_last ? argument_at(g, g->index + 1) : word + offset + 1;
		g->index += is_last && argument != NULL ? 2 : 1;
		params_option_offset = 0;
	} else {
		params_option_offset = is_last ? 0 : (int)offset + 1;
		g->index += is_last;
	}
	if (known == NULL || (takes_argument && argument == NULL)) {
		report(g, letter, known == NULL);
		return;
	}
	if (argument != NULL)
		var_set("OPTARG", argument);
	else
		var_unset("OPTARG");
	var_set(g->name, text);
}

/* The argument that OPTIND names has an option left, from *offset on. */
static const char *
current_word(struct getopts *g, size_t *offset)
{
	const char *word = argument_at(g, g->index);

	*offset = 1;
	if (word == NULL || word[0] != '-' || word[1] == '\0')
		return NULL;
	if (strcmp(word, "--") == 0) {
		g->index++;
		return NULL;
	}
	if (params_option_offset > 0 && (size_t)params_option_offset < strlen(word))
		*offset = (size_t)params_option_offset;
	return word;
}

int
builtin_getopts(int argc, char **argv, unsigned flags)
{
	struct getopts g;
	const char *index = var_get("OPTIND"), *word;
	size_t offset;

	(void)flags;
	if (argc < 3)
		shell_error(STATUS_ERROR, "Usage: getopts optstring var [arg...]");
	if (!is_valid_name(argv[2]))
		shell_error(STATUS_ERROR, "%s: bad variable name", argv[2]);
	g = (struct getopts){.letters = argv[1], .is_silent = argv[1][0] == ':', .name = argv[2]};
	g.arguments = argc > 3 ? argv + 3 : NULL;
	g.count = argc > 3 ? (size_t)(argc - 3) : params_count();
	g.index = index != NULL ? strtoul(index, NULL, 10) : 1;
	if (g.index == 0)
		g.index = 1;
	word = current_word(&g, &offset);
	if (word != NULL) {
		take_option(&g, word, offset);
	} else {
		var_set(g.name, "?");
		var_unset("OPTARG");
		params_option_offset = 0;
	}
	var_set_number("OPTIND", (long long)g.index);
	return word != NULL ? 0 : 1;
}
