/* Our fnmatch beside the host's, on random patterns and names of few characters. */
#include "check.h"

#include <fnmatch.h>
#include <string.h>

int k_fnmatch(const char *pattern, const char *name, int flags);

#define LONGEST 12

static void
random_name(char *name)
{
	static const char characters[] = "aabB./-]";
	unsigned length = random_below(LONGEST);

	for (unsigned i = 0; i < length; i++)
		name[i] = characters[random_below(sizeof(characters) - 1)];
	name[length] = '\0';
}

/* Whole pieces only: about a pattern with half a bracket or a last backslash hosts do not agree. */
static void
random_pattern(char *pattern)
{
	static const char *const pieces[] = {"a",     "b",       "*",        "*",    "?",     ".",
					     "/",     "[ab]",    "[!a]",     "[a-z]", "[]-]", "[[:upper:]b]",
					     "\\*",   "\\a",     "**",       "B",    "[^b.]", "[[:punct:]]"};
	unsigned count = random_below(6);

	pattern[0] = '\0';
	for (unsigned i = 0; i < count; i++) {
		const char *piece = pieces[random_below(sizeof(pieces) / sizeof(pieces[0]))];
		size_t length = strlen(pattern);

		/* glibc takes any period for a leading one behind "*?". */
		if (*piece != '?' || length == 0 || pattern[length - 1] != '*')
			strcat(pattern, piece);
	}
}

int
check_fnmatch(unsigned cases)
{
	static const int all_flags[] = {0, FNM_PATHNAME, FNM_PERIOD, FNM_PATHNAME | FNM_PERIOD,
					FNM_NOESCAPE};
	/* The same ones, as our header has them. */
	static const int our_flags[] = {0, 1, 4, 1 | 4, 2};

	for (unsigned i = 0; i < cases; i++) {
		char pattern[100];
		char name[LONGEST + 1];
		unsigned flags = random_below(sizeof(our_flags) / sizeof(our_flags[0]));
		int ours;
		int hosts;

		random_pattern(pattern);
		random_name(name);
		ours = k_fnmatch(pattern, name, our_flags[flags]);
		hosts = fnmatch(pattern, name, all_flags[flags]);
		if (ours != hosts)
			differ("fnmatch(\"%s\", \"%s\", %d): ours %d, the host's %d", pattern, name,
			       our_flags[flags], ours, hosts);
	}
	return (int)cases;
}
