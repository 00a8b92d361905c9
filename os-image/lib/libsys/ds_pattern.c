/* See libsys/ds_pattern.h. */
#include <libsys/ds_pattern.h>

#define ANY '*'

static int
is_key_character(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '.' || c == '_' || c == '-';
}

/* `further` is one more character that the text may have; NUL: none. */
static int
is_made_of(const char *text, char further)
{
	u32 length = 0;

	while (length < DS_KEY_LEN && text[length] != '\0') {
		if (!is_key_character(text[length]) && text[length] != further)
			return 0;
		length++;
	}
	return length > 0 && length < DS_KEY_LEN;
}

int
ds_key_is_good(const char *key)
{
	return is_made_of(key, '\0');
}

int
ds_pattern_is_good(const char *pattern)
{
	return is_made_of(pattern, ANY);
}

/*
 * A star takes as little as it can; when the rest then does not match, the last star
 * takes one more. Earlier stars need no second look: what they left to the last
 * one, that can take as well. So the steps are at most the product of the lengths.
 */
int
ds_pattern_matches(const char *pattern, const char *key)
{
	const char *after_star = NULL;
	const char *star_took = NULL; /* end of what the last star has taken */

	while (*key != '\0') {
		if (*pattern == ANY) {
			after_star = ++pattern;
			star_took = key;
		} else if (*pattern == *key) {
			pattern++;
			key++;
		} else if (after_star != NULL) {
			pattern = after_star;
			key = ++star_took;
		} else {
			return 0;
		}
	}
	while (*pattern == ANY)
		pattern++;
	return *pattern == '\0';
}
