/*
 * The heap. Memory comes from sbrk in regions; a region is a row of chunks
 * without gaps, ended by a chunk of size 0 that is in use for ever. Each chunk
 * knows its own size and that of the one before it, so that a freed chunk joins
 * with free neighbours on both sides and no two free chunks are ever adjacent.
 * Free chunks are in doubly linked lists by size, one for each power of two;
 * malloc takes the first that fits and splits off what is too much. What is
 * larger than a region ought to hold gets a mapping of its own (big.c).
 *
 * A free of what is no chunk in use ends the program with a message: the heap
 * can't be trusted after that.
 */
#include "heap.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SIZE_MIN sizeof(struct chunk)
#define REGION_STEP ((size_t)16384)

_Static_assert(sizeof(struct chunk) % ALIGNMENT == 0, "chunks keep the alignment");

#define LIST_COUNT (sizeof(size_t) * 8)
static struct chunk *free_lists[LIST_COUNT];
static char *heap_end; /* where the newest region ends: right behind its end chunk */

static struct chunk *
chunk_after(struct chunk *chunk)
{
	return (struct chunk *)((char *)chunk + chunk_size(chunk));
}

static struct chunk *
chunk_before(struct chunk *chunk)
{
	return (struct chunk *)((char *)chunk - chunk->previous);
}

/* List n holds free chunks of 2^n up to 2^(n+1) - 1 bytes. */
static struct chunk **
list_of(size_t size)
{
	return &free_lists[LIST_COUNT - 1 - (size_t)__builtin_clzl(size)];
}

static void
list_add(struct chunk *chunk)
{
	struct chunk **list = list_of(chunk->size);

	chunk->previous_free = NULL;
	chunk->next_free = *list;
	if (*list != NULL)
		(*list)->previous_free = chunk;
	*list = chunk;
}

static void
list_remove(struct chunk *chunk)
{
	if (chunk->previous_free != NULL)
		chunk->previous_free->next_free = chunk->next_free;
	else
		*list_of(chunk->size) = chunk->next_free;
	if (chunk->next_free != NULL)
		chunk->next_free->previous_free = chunk->previous_free;
}

/* Makes a chunk free, joining it with free neighbours. */
static void
release(struct chunk *chunk)
{
	struct chunk *after = chunk_after(chunk);

	chunk->size = chunk_size(chunk);
	if ((after->size & CHUNK_IN_USE) == 0) {
		list_remove(after);
		chunk->size += after->size;
	}
	if (chunk->previous != 0 && (chunk_before(chunk)->size & CHUNK_IN_USE) == 0) {
		struct chunk *before = chunk_before(chunk);

		list_remove(before);
		before->size += chunk->size;
		chunk = before;
	}
	chunk_after(chunk)->previous = chunk->size;
	list_add(chunk);
}

/* Cuts a chunk in use in two, both in use, the first of that size. Returns the second. */
static struct chunk *
cut(struct chunk *chunk, size_t size)
{
	size_t rest = chunk_size(chunk) - size;
	struct chunk *tail;

	chunk->size = size | CHUNK_IN_USE;
	tail = chunk_after(chunk);
	tail->previous = size;
	tail->size = rest | CHUNK_IN_USE;
	chunk_after(tail)->previous = rest;
	return tail;
}

/* Cuts a chunk in use down to size; what is left over becomes free. */
static void
trim(struct chunk *chunk, size_t size)
{
	if (chunk_size(chunk) - size >= SIZE_MIN)
		release(cut(chunk, size));
}

/* Gets memory for a chunk of `size` from the system and makes it free. 0 or -1. */
static int
grow(size_t size)
{
	size_t length = (size + HEADER + 2 * ALIGNMENT + REGION_STEP - 1) & ~(REGION_STEP - 1);
	char *memory = sbrk((intptr_t)length);
	struct chunk *chunk;
	struct chunk *end;

	if (memory == (char *)-1)
		return -1;
	end = (struct chunk *)(memory + length - HEADER);
	if (memory == heap_end) {
		/* The old end chunk's header begins the new memory. */
		chunk = (struct chunk *)(heap_end - HEADER);
	} else {
		chunk = (struct chunk *)(((uintptr_t)memory + ALIGNMENT - 1) & ~(ALIGNMENT - 1));
		chunk->previous = 0;
		end = (struct chunk *)(((uintptr_t)end) & ~(ALIGNMENT - 1));
	}
	chunk->size = (size_t)((char *)end - (char *)chunk) | CHUNK_IN_USE;
	end->size = CHUNK_IN_USE;
	end->previous = chunk_size(chunk);
	heap_end = (char *)end + HEADER;
	release(chunk);
	return 0;
}

/* The first free chunk of at least size, or NULL. */
static struct chunk *
find(size_t size)
{
	for (struct chunk **list = list_of(size); list < &free_lists[LIST_COUNT]; list++)
		for (struct chunk *chunk = *list; chunk != NULL; chunk = chunk->next_free)
			if (chunk->size >= size)
				return chunk;
	return NULL;
}

/* The size of the chunk that holds `wanted` bytes of the user's; 0: too large to exist. */
static size_t
size_for(size_t wanted)
{
	size_t size;

	if (wanted > SIZE_LIMIT - HEADER - ALIGNMENT - REGION_STEP)
		return 0;
	size = (wanted + HEADER + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
	return size < SIZE_MIN ? SIZE_MIN : size;
}

static int
is_intact(struct chunk *chunk)
{
	if ((chunk->size & CHUNK_IN_USE) == 0)
		return 0;
	if ((chunk->size & CHUNK_BIG) != 0)
		return big_is_intact(chunk);
	return chunk_after(chunk)->previous == chunk_size(chunk);
}

/* The chunk of memory that the user hands back. */
static struct chunk *
chunk_of(void *memory, const char *caller)
{
	struct chunk *chunk = (struct chunk *)((char *)memory - HEADER);

	if (((uintptr_t)memory & (ALIGNMENT - 1)) == 0 && is_intact(chunk))
		return chunk;
	fprintf(stderr, "%s: %p is not allocated memory, or the heap is overwritten\n", caller, memory);
	abort();
}

/* A chunk in use of at least size bytes, out of a region; NULL with errno. */
static struct chunk *
allocate(size_t size)
{
	struct chunk *chunk = find(size);

	if (chunk == NULL) {
		if (grow(size) != 0)
			return NULL;
		chunk = find(size);
	}
	list_remove(chunk);
	chunk->size |= CHUNK_IN_USE;
	return chunk;
}

void *
malloc(size_t wanted)
{
	size_t size = size_for(wanted);
	struct chunk *chunk;

	if (size == 0) {
		errno = ENOMEM;
		return NULL;
	}
	if (size >= BIG_SIZE) {
		chunk = big_allocate(size);
		return chunk == NULL ? NULL : chunk_memory(chunk);
	}
	chunk = allocate(size);
	if (chunk == NULL)
		return NULL;
	trim(chunk, size);
	return chunk_memory(chunk);
}

static void
release_any(struct chunk *chunk)
{
	if ((chunk->size & CHUNK_BIG) != 0)
		big_release(chunk);
	else
		release(chunk);
}

void
free(void *memory)
{
	int error = errno;

	if (memory == NULL)
		return;
	release_any(chunk_of(memory, "free"));
	errno = error;
}

void *
calloc(size_t count, size_t size)
{
	size_t total;
	void *memory;

	if (__builtin_mul_overflow(count, size, &total)) {
		errno = ENOMEM;
		return NULL;
	}
	memory = malloc(total);
	if (memory == NULL || total >= BIG_SIZE)
		return memory; /* what is big comes zeroed */
	return memset(memory, 0, total);
}

/*
 * Out of a region, however large: the chunk is made longer by the alignment, and
 * what lies before the aligned place becomes free.
 */
int
posix_memalign(void **memory, size_t alignment, size_t wanted)
{
	size_t size = size_for(wanted);
	struct chunk *chunk;
	uintptr_t start;
	struct chunk *lead;

	if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0)
		return EINVAL;
	if (alignment < ALIGNMENT)
		alignment = ALIGNMENT;
	/* Together they stay far below what a size can be. */
	if (size == 0 || size > SIZE_LIMIT / 4 || alignment > SIZE_LIMIT / 4)
		return ENOMEM;
	chunk = allocate(size + alignment + SIZE_MIN);
	if (chunk == NULL)
		return ENOMEM;
	start = (uintptr_t)chunk_memory(chunk);
	if ((start & (alignment - 1)) != 0) {
		start = (start + SIZE_MIN + alignment - 1) & ~(uintptr_t)(alignment - 1);
		lead = chunk;
		chunk = cut(lead, start - (uintptr_t)chunk_memory(lead));
		release(lead);
	}
	trim(chunk, size);
	*memory = chunk_memory(chunk);
	return 0;
}

void *
aligned_alloc(size_t alignment, size_t size)
{
	void *memory;
	int error;

	if (alignment < sizeof(void *))
		alignment = sizeof(void *);
	error = posix_memalign(&memory, alignment, size);
	if (error == 0)
		return memory;
	errno = error;
	return NULL;
}

/* Grows a chunk in use over the free one behind it, if that makes it large enough. */
static int
extend(struct chunk *chunk, size_t size)
{
	struct chunk *after = chunk_after(chunk);

	if ((after->size & CHUNK_IN_USE) != 0 || chunk_size(chunk) + after->size < size)
		return 0;
	list_remove(after);
	chunk->size += after->size;
	chunk_after(chunk)->previous = chunk_size(chunk);
	return 1;
}

void *
realloc(void *memory, size_t wanted)
{
	size_t size = size_for(wanted);
	struct chunk *chunk;
	void *moved;
	size_t kept;

	if (memory == NULL)
		return malloc(wanted);
	chunk = chunk_of(memory, "realloc");
	if (size == 0) {
		errno = ENOMEM;
		return NULL;
	}
	if ((chunk->size & CHUNK_BIG) != 0) {
		/* Moves when pages can be saved or are missing. */
		if (size <= chunk_size(chunk) && size > chunk_size(chunk) / 2)
			return memory;
	} else if (chunk_size(chunk) >= size || (size < BIG_SIZE && extend(chunk, size))) {
		trim(chunk, size);
		return memory;
	}
	moved = malloc(wanted);
	if (moved == NULL)
		return NULL;
	kept = chunk_size(chunk) - HEADER;
	memcpy(moved, memory, kept < wanted ? kept : wanted);
	release_any(chunk);
	return moved;
}

void *
reallocarray(void *memory, size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total)) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(memory, total);
}
