/* The memory functions that the compiler expects to exist. */
#include "loader.h"

void *
memcpy(void *to, const void *from, size_t length)
{
	void *end = to;
	size_t words = length / 4;
	size_t rest = length % 4;

	__asm__ volatile("rep movsl\n\tmov %3, %%ecx\n\trep movsb"
	                 : "+&D"(end), "+&S"(from), "+&c"(words)
	                 : "r"(rest)
	                 : "memory");
	return to;
}

void *
memset(void *to, int byte, size_t length)
{
	void *end = to;
	size_t words = length / 4;
	size_t rest = length % 4;

	__asm__ volatile("rep stosl\n\tmov %3, %%ecx\n\trep stosb"
	                 : "+&D"(end), "+&c"(words)
	                 : "a"((u32)(u8)byte * 0x01010101u), "r"(rest)
	                 : "memory");
	return to;
}

int
memcmp(const void *a, const void *b, size_t length)
{
	const u8 *left = a;
	const u8 *right = b;

	for (size_t i = 0; i < length; i++) {
		if (left[i] != right[i])
			return left[i] < right[i] ? -1 : 1;
	}
	return 0;
}
