/* The few library functions the kernel needs (and the compiler may call). */
#include "lib.h"

HOT void *
memcpy(void *to, const void *from, size_t length)
{
	void *result = to;
	size_t words = length / 4;
	size_t rest = length % 4;

	__asm__ volatile("rep movsl" : "+D"(to), "+S"(from), "+c"(words) : : "memory");
	__asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(rest) : : "memory");
	return result;
}

void *
memmove(void *to, const void *from, size_t length)
{
	u8 *d = to;
	const u8 *s = from;

	if (d <= s || d >= s + length)
		return memcpy(to, from, length);
	while (length-- > 0)
		d[length] = s[length];
	return to;
}

void *
memset(void *to, int value, size_t length)
{
	void *result = to;
	u32 pattern = (u8)value * 0x01010101u;
	size_t words = length / 4;
	size_t rest = length % 4;

	__asm__ volatile("rep stosl" : "+D"(to), "+c"(words) : "a"(pattern) : "memory");
	__asm__ volatile("rep stosb" : "+D"(to), "+c"(rest) : "a"(pattern) : "memory");
	return result;
}

int
memcmp(const void *a, const void *b, size_t length)
{
	const u8 *x = a, *y = b;

	for (size_t i = 0; i < length; i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	return 0;
}

size_t
strnlen(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n] != '\0')
		n++;
	return n;
}

int
strcmp(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return (u8)*a - (u8)*b;
}

void
copy_string(char *to, const char *from, size_t size)
{
	size_t n = strnlen(from, size - 1);

	memcpy(to, from, n);
	memset(to + n, 0, size - n);
}
