/* What operands and options have to be. See service.h. */
#include <string.h>
#include <toolkit/number.h>

#include "service.h"

#define NAMES_TEXT_SIZE 128

u32
need_word(const char *word, const char *const *names, size_t count, const char *what)
{
	char list[NAMES_TEXT_SIZE] = "";

	for (size_t i = 1; i < count; i++) {
		if (strcmp(names[i], word) == 0)
			return i;
		strlcat(list, i == 1 ? "" : i + 1 < count ? ", " : " or ", sizeof(list));
		strlcat(list, names[i], sizeof(list));
	}
	bad_usage("there is no %s '%s', only %s", what, word, list);
}

u32
need_u32(const char *text, const char *what, u32 least)
{
	uint64_t number = need_number(text, what);

	if (number < least || number > UINT32_MAX)
		bad_usage("%s has to be from %u to %u, not %s", what, least, UINT32_MAX, text);
	return (u32)number;
}
