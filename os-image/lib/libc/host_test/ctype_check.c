/* Our classes of characters beside the host's in the C locale, for all ASCII characters. */
#include "check.h"

#include <ctype.h>

#define BOTH(function)                                                                             \
	int k_##function(int c);                                                                   \
	static int host_##function(int c)                                                          \
	{                                                                                          \
		return function(c);                                                                \
	}
BOTH(isalnum)
BOTH(isalpha)
BOTH(isblank)
BOTH(iscntrl)
BOTH(isdigit)
BOTH(isgraph)
BOTH(islower)
BOTH(isprint)
BOTH(ispunct)
BOTH(isspace)
BOTH(isupper)
BOTH(isxdigit)
BOTH(tolower)
BOTH(toupper)

#define PAIR(function) {#function, k_##function, host_##function}
static const struct {
	const char *name;
	int (*ours)(int);
	int (*hosts)(int);
} pairs[] = {
	PAIR(isalnum), PAIR(isalpha), PAIR(isblank), PAIR(iscntrl),  PAIR(isdigit),
	PAIR(isgraph), PAIR(islower), PAIR(isprint), PAIR(ispunct),  PAIR(isspace),
	PAIR(isupper), PAIR(isxdigit),
};
#define ASCII 128

int
check_ctype(unsigned cases)
{
	int looked_at = 0;

	(void)cases;
	for (int c = -1; c < ASCII; c++, looked_at++) {
		for (unsigned i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
			if (!pairs[i].ours(c) != !pairs[i].hosts(c))
				differ("%s(%d)", pairs[i].name, c);
		if (k_tolower(c) != host_tolower(c) || k_toupper(c) != host_toupper(c))
			differ("change of case of %d", c);
	}
	return looked_at;
}
