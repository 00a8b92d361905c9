/* Looking through memory and strings, a word at a time where that can be. */
#include <string.h>

#include "words.h"

size_t
strlen(const char *text)
{
	const char *end = text;

	for (; !is_word_aligned(end); end++)
		if (*end == '\0')
			return (size_t)(end - text);
	while (!has_zero_byte(*(const word_t *)end))
		end += WORD_SIZE;
	while (*end != '\0')
		end++;
	return (size_t)(end - text);
}

size_t
strnlen(const char *text, size_t limit)
{
	const char *end = memchr(text, '\0', limit);

	return end != NULL ? (size_t)(end - text) : limit;
}

void *
memchr(const void *memory, int byte, size_t length)
{
	const unsigned char *at = memory;
	uint32_t pattern = EACH_BYTE(byte);

	for (; length > 0 && !is_word_aligned(at); at++, length--)
		if (*at == (unsigned char)byte)
			return (void *)at;
	for (; length >= WORD_SIZE && !has_zero_byte(*(const word_t *)at ^ pattern); at += WORD_SIZE)
		length -= WORD_SIZE;
	for (; length > 0; at++, length--)
		if (*at == (unsigned char)byte)
			return (void *)at;
	return NULL;
}

void *
memrchr(const void *memory, int byte, size_t length)
{
	const unsigned char *bytes = memory;

	while (length-- > 0)
		if (bytes[length] == (unsigned char)byte)
			return (void *)(bytes + length);
	return NULL;
}

int
memcmp(const void *a, const void *b, size_t length)
{
	const unsigned char *left = a;
	const unsigned char *right = b;

	while (length >= WORD_SIZE &&
	       *(const unaligned_word_t *)left == *(const unaligned_word_t *)right) {
		left += WORD_SIZE;
		right += WORD_SIZE;
		length -= WORD_SIZE;
	}
	for (; length > 0; left++, right++, length--)
		if (*left != *right)
			return *left - *right;
	return 0;
}
