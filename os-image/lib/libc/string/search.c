/* Finding characters and parts in strings and memory. */
#include <string.h>

#include "words.h"

char *
strchrnul(const char *text, int character)
{
	uint32_t pattern = EACH_BYTE(character);

	for (; !is_word_aligned(text); text++)
		if (*text == (char)character || *text == '\0')
			return (char *)text;
	while (!has_zero_byte(*(const word_t *)text) &&
	       !has_zero_byte(*(const word_t *)text ^ pattern))
		text += WORD_SIZE;
	while (*text != (char)character && *text != '\0')
		text++;
	return (char *)text;
}

char *
strchr(const char *text, int character)
{
	char *found = strchrnul(text, character);

	return *found == (char)character ? found : NULL;
}

char *
strrchr(const char *text, int character)
{
	return memrchr(text, character, strlen(text) + 1);
}

void *
memmem(const void *memory, size_t length, const void *part, size_t part_length)
{
	const char *at = memory;
	const char *first = part;

	if (part_length == 0)
		return (void *)memory;
	while (length >= part_length) {
		const char *candidate = memchr(at, *first, length - part_length + 1);

		if (candidate == NULL)
			return NULL;
		if (memcmp(candidate, part, part_length) == 0)
			return (void *)candidate;
		length -= (size_t)(candidate + 1 - at);
		at = candidate + 1;
	}
	return NULL;
}

char *
strstr(const char *text, const char *part)
{
	return memmem(text, strlen(text), part, strlen(part));
}

char *
strcasestr(const char *text, const char *part)
{
	size_t length = strlen(part);

	for (; strncasecmp(text, part, length) != 0; text++)
		if (*text == '\0')
			return NULL;
	return (char *)text;
}

/* Bytes, as a set of bits. */
struct byte_set {
	uint32_t bits[8];
};

static struct byte_set
set_of(const char *bytes)
{
	struct byte_set set = {0};

	for (; *bytes != '\0'; bytes++)
		set.bits[(unsigned char)*bytes / 32] |= 1u << ((unsigned char)*bytes % 32);
	return set;
}

/* Length of the start of text whose characters are all in (or all not in) the set. */
static size_t
span(const char *text, const char *bytes, unsigned in_set)
{
	struct byte_set set = set_of(bytes);
	size_t length = 0;

	for (; text[length] != '\0'; length++) {
		unsigned byte = (unsigned char)text[length];

		if (((set.bits[byte / 32] >> (byte % 32)) & 1u) != in_set)
			break;
	}
	return length;
}

size_t
strspn(const char *text, const char *accept)
{
	return span(text, accept, 1);
}

size_t
strcspn(const char *text, const char *reject)
{
	return span(text, reject, 0);
}

char *
strpbrk(const char *text, const char *accept)
{
	text += strcspn(text, accept);
	return *text == '\0' ? NULL : (char *)text;
}
