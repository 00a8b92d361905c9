/*
 * Blocks of memory. On x86 copies and fills use the string instructions, which
 * the machine runs at memory speed once the destination is aligned, but which
 * take a while to start, so that a few bytes are copied by a loop. Elsewhere
 * (tests on another host, WebAssembly) there are only plain loops, which the
 * compiler must not turn back into calls of the very functions they are in.
 */
#include <string.h>

#include "words.h"

#define PLAIN_LOOP __attribute__((no_builtin("memcpy", "memmove", "memset")))

#if defined(__i386__) || defined(__x86_64__)

/* Below this length a loop is done before a string instruction has begun. */
#define FEW 32

/* Bytes before the next aligned word. */
static inline size_t
bytes_to_alignment(const void *address)
{
	return (0 - (uintptr_t)address) & (WORD_SIZE - 1);
}

PLAIN_LOOP static inline void
copy_few(unsigned char *to, const unsigned char *from, size_t length)
{
	for (; length >= WORD_SIZE; length -= WORD_SIZE) {
		*(unaligned_word_t *)to = *(const unaligned_word_t *)from;
		to += WORD_SIZE;
		from += WORD_SIZE;
	}
	for (; length > 0; length--)
		*to++ = *from++;
}

static inline void
copy_up(void *to, const void *from, size_t length)
{
	size_t bytes = bytes_to_alignment(to);
	size_t words;

	if (length < FEW) {
		copy_few(to, from, length);
		return;
	}
	words = (length - bytes) / WORD_SIZE;
	length -= bytes + words * WORD_SIZE;
	__asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(bytes) : : "memory");
	__asm__ volatile("rep movsl" : "+D"(to), "+S"(from), "+c"(words) : : "memory");
	__asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(length) : : "memory");
}

/* The last bytes first, then words, each part from its last element down. */
static inline void
copy_down(void *to, const void *from, size_t length)
{
	unsigned char *last_to = (unsigned char *)to + length - 1;
	const unsigned char *last_from = (const unsigned char *)from + length - 1;
	size_t bytes = length & 3;
	size_t words = length / 4;

	__asm__ volatile("std\n\t"
			 "rep movsb\n\t"
			 "sub %[step], %[to]\n\t"
			 "sub %[step], %[from]\n\t"
			 "mov %[words], %[count]\n\t"
			 "rep movsl\n\t"
			 "cld"
			 : [to] "+&D"(last_to), [from] "+&S"(last_from), [count] "+&c"(bytes)
			 : [words] "r"(words), [step] "i"(3)
			 : "memory", "cc");
}

PLAIN_LOOP static inline void
fill_few(unsigned char *memory, unsigned word, size_t length)
{
	for (; length >= WORD_SIZE; length -= WORD_SIZE) {
		*(unaligned_word_t *)memory = word;
		memory += WORD_SIZE;
	}
	for (; length > 0; length--)
		*memory++ = (unsigned char)word;
}

static inline void
fill(void *memory, int byte, size_t length)
{
	unsigned word = EACH_BYTE(byte);
	size_t bytes = bytes_to_alignment(memory);
	size_t words;

	if (length < FEW) {
		fill_few(memory, word, length);
		return;
	}
	words = (length - bytes) / WORD_SIZE;
	length -= bytes + words * WORD_SIZE;
	__asm__ volatile("rep stosb" : "+D"(memory), "+c"(bytes) : "a"(word) : "memory");
	__asm__ volatile("rep stosl" : "+D"(memory), "+c"(words) : "a"(word) : "memory");
	__asm__ volatile("rep stosb" : "+D"(memory), "+c"(length) : "a"(word) : "memory");
}

#else

PLAIN_LOOP static void
copy_up(void *to, const void *from, size_t length)
{
	for (size_t i = 0; i < length; i++)
		((unsigned char *)to)[i] = ((const unsigned char *)from)[i];
}

PLAIN_LOOP static void
copy_down(void *to, const void *from, size_t length)
{
	while (length-- > 0)
		((unsigned char *)to)[length] = ((const unsigned char *)from)[length];
}

PLAIN_LOOP static void
fill(void *memory, int byte, size_t length)
{
	for (size_t i = 0; i < length; i++)
		((unsigned char *)memory)[i] = (unsigned char)byte;
}

#endif

void *
memcpy(void *restrict to, const void *restrict from, size_t length)
{
	copy_up(to, from, length);
	return to;
}

void *
mempcpy(void *restrict to, const void *restrict from, size_t length)
{
	return (char *)memcpy(to, from, length) + length;
}

void *
memmove(void *to, const void *from, size_t length)
{
	/* Upward is right unless the destination begins inside the source. */
	if ((size_t)((char *)to - (const char *)from) >= length)
		copy_up(to, from, length);
	else
		copy_down(to, from, length);
	return to;
}

void *
memset(void *memory, int byte, size_t length)
{
	fill(memory, byte, length);
	return memory;
}
