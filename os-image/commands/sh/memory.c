#include "memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell.h"

#define CHUNK_SIZE 2048
#define TEXT_MIN 32
#define ALIGNMENT (sizeof(void *) > sizeof(intmax_t) ? sizeof(void *) : sizeof(intmax_t))

struct chunk {
	struct chunk *before;
	size_t size, used;
	char bytes[] __attribute__((aligned(8)));
};

struct arena scratch;

static _Noreturn void
out_of_memory(void)
{
	fprintf(stderr, "%s: Out of memory\n", shell.name);
	_exit(STATUS_ERROR);
}

void *
allocate(size_t size)
{
	return reallocate(NULL, size);
}

void *
reallocate(void *block, size_t size)
{
	block = realloc(block, size > 0 ? size : 1);
	if (block == NULL)
		out_of_memory();
	return block;
}

char *
copy_string(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(allocate(size), text, size);
}

static size_t
aligned(size_t size)
{
	return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

void *
arena_allocate(struct arena *arena, size_t size)
{
	struct chunk *chunk = arena->last;
	void *block;

	size = aligned(size);
	if (chunk == NULL || chunk->size - chunk->used < size) {
		size_t chunk_size = size > CHUNK_SIZE ? size : CHUNK_SIZE;

		chunk = allocate(sizeof(*chunk) + chunk_size);
		*chunk = (struct chunk){.before = arena->last, .size = chunk_size};
		arena->last = chunk;
	}
	block = chunk->bytes + chunk->used;
	chunk->used += size;
	return block;
}

void *
arena_grow(struct arena *arena, void *block, size_t old_size, size_t new_size)
{
	struct chunk *chunk = arena->last;
	void *larger;

	if (block == NULL)
		return arena_allocate(arena, new_size);
	if ((char *)block + aligned(old_size) == chunk->bytes + chunk->used &&
			(size_t)((char *)block - chunk->bytes) + aligned(new_size) <= chunk->size) {
		chunk->used += aligned(new_size) - aligned(old_size);
		return block;
	}
	larger = arena_allocate(arena, new_size);
	return memcpy(larger, block, old_size);
}

char *
arena_copy(struct arena *arena, const char *text, size_t length)
{
	char *copy = arena_allocate(arena, length + 1);

	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

struct arena_mark
arena_mark(const struct arena *arena)
{
	struct chunk *chunk = arena->last;

	return (struct arena_mark){.chunk = chunk, .used = chunk != NULL ? chunk->used : 0};
}

void
arena_release(struct arena *arena, struct arena_mark mark)
{
	while (arena->last != mark.chunk) {
		struct chunk *chunk = arena->last;

		/* The first chunk stays: else each command of a loop would allocate it anew. */
		if (chunk->before == NULL && mark.chunk == NULL && chunk->size == CHUNK_SIZE) {
			chunk->used = 0;
			return;
		}
		arena->last = chunk->before;
		free(chunk);
	}
	if (mark.chunk != NULL)
		mark.chunk->used = mark.used;
}

void
arena_free(struct arena *arena)
{
	while (arena->last != NULL) {
		struct chunk *chunk = arena->last;

		arena->last = chunk->before;
		free(chunk);
	}
}

static void
text_reserve(struct text *text, size_t more)
{
	size_t capacity = text->capacity > 0 ? text->capacity : TEXT_MIN;

	while (text->length + more + 1 > capacity)
		capacity *= 2;
	if (capacity == text->capacity)
		return;
	text->bytes = arena_grow(text->arena, text->bytes, text->capacity, capacity);
	text->capacity = capacity;
}

void
text_add(struct text *text, char byte)
{
	text_append(text, &byte, 1);
}

void
text_append(struct text *text, const char *bytes, size_t length)
{
	text_reserve(text, length);
	memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

char *
text_string(struct text *text)
{
	if (text->bytes == NULL)
		text_append(text, "", 0);
	return text->bytes;
}

char *
format_string(const char *format, ...)
{
	va_list arguments, again;
	char *string;
	int length;

	va_start(arguments, format);
	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, arguments);
	string = arena_allocate(&scratch, (size_t)length + 1);
	vsnprintf(string, (size_t)length + 1, format, again);
	va_end(again);
	va_end(arguments);
	return string;
}
