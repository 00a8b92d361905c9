/* Memory and string primitives; the compiler also calls the mem* ones by itself. */
#include "firmware.h"

void *
memset(void *dest, int byte, size_t len_bytes)
{
	void *at = dest;

	__asm__ volatile("rep stosb" : "+D"(at), "+c"(len_bytes) : "a"(byte) : "memory");
	return dest;
}

void *
memcpy(void *dest, const void *src, size_t len_bytes)
{
	void *at = dest;
	size_t longs = len_bytes / 4;
	size_t rest = len_bytes % 4;

	__asm__ volatile("rep movsl" : "+D"(at), "+S"(src), "+c"(longs) : : "memory");
	__asm__ volatile("rep movsb" : "+D"(at), "+S"(src), "+c"(rest) : : "memory");
	return dest;
}

void *
memmove(void *dest, const void *src, size_t len_bytes)
{
	uint8_t *to = dest;
	const uint8_t *from = src;

	if (to <= from || to >= from + len_bytes)
		return memcpy(dest, src, len_bytes);
	to += len_bytes - 1;
	from += len_bytes - 1;
	__asm__ volatile("std\n\trep movsb\n\tcld"
	                 : "+D"(to), "+S"(from), "+c"(len_bytes)
	                 :
	                 : "memory", "cc");
	return dest;
}

size_t
strlen(const char *text)
{
	size_t len = 0;

	while (text[len])
		len++;
	return len;
}
