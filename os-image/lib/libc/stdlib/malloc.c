/*
 * The heap. Memory comes from sbrk in regions; a region is a row of chunks
 * without gaps, ended by a chunk of size 0 that is in use for ever. Each chunk
 * knows its own size and that of the one before it, so that a freed chunk joins
 * with free neighbours on both sides and no two free chunks are ever adjacent.
 * Free chunks are in doubly linked lists by size, one for each power of two;
 * malloc takes the first that fits and splits off what is too much.
 *
 * All sizes are multiples of ALIGNMENT; the lowest bit of `size` says "in use".
 * A free of what is no chunk in use ends the program with a message: the heap
 * can't be trusted after that.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct chunk {
	size_t previous; /* size of the chunk before this one in its region, 0: none */
	size_t size;     /* with its header; bit 0: in use */
	/* From here on the user's memory; in a free chunk: */
	struct chunk *next_free;
	struct chunk *previous_free;
};

#define HEADER offsetof(struct chunk, next_free)
#define ALIGNMENT (2 * sizeof(size_t))
#define IN_USE ((size_t)1)
#define SIZE_MIN sizeof(struct chunk)
#define SIZE_LIMIT ((size_t)PTRDIFF_MAX)
#define REGION_STEP ((size_t)16384)

_Static_assert(sizeof(struct chunk) % ALIGNMENT == 0, "chunks keep the alignment");

#define LIST_COUNT (sizeof(size_t) * 8)
static struct chunk *free_lists[LIST_COUNT];
static char *heap_end; /* where the newest region ends: right behind its end chunk */

static size_t
chunk_size(const struct chunk *chunk)
{
	return chunk->size & ~IN_USE;
}

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
	if ((after->size & IN_USE) == 0) {
		list_remove(after);
		chunk->size += after->size;
	}
	if (chunk->previous != 0 && (chunk_before(chunk)->size & IN_USE) == 0) {
		struct chunk *before = chunk_before(chunk);

		list_remove(before);
		before->size += chunk->size;
		chunk = before;
	}
	chunk_after(chunk)->previous = chunk->size;
	list_add(chunk);
}

/* Cuts a chunk in use down to size; what is left over becomes free. */
static void
trim(struct chunk *chunk, size_t size)
{
	size_t rest = chunk_size(chunk) - size;
	struct chunk *tail;

	if (rest < SIZE_MIN)
		return;
	chunk->size = size | IN_USE;
	tail = chunk_after(chunk);
	tail->previous = size;
	tail->size = rest | IN_USE;
	chunk_after(tail)->previous = rest;
	release(tail);
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
	chunk->size = (size_t)((char *)end - (char *)chunk) | IN_USE;
	end->size = IN_USE;
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

/* The chunk of memory that the user hands back. */
static struct chunk *
chunk_of(void *memory, const char *caller)
{
	struct chunk *chunk = (struct chunk *)((char *)memory - HEADER);

	if (((uintptr_t)memory & (ALIGNMENT - 1)) == 0 && (chunk->size & IN_USE) != 0 &&
	    chunk_after(chunk)->previous == chunk_size(chunk))
		return chunk;
	fprintf(stderr, "%s: %p is not allocated memory, or the heap is overwritten\n", caller, memory);
	abort();
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
	chunk = find(size);
	if (chunk == NULL) {
		if (grow(size) != 0)
			return NULL;
		chunk = find(size);
	}
	list_remove(chunk);
	chunk->size |= IN_USE;
	trim(chunk, size);
	return (char *)chunk + HEADER;
}

void
free(void *memory)
{
	if (memory != NULL)
		release(chunk_of(memory, "free"));
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
	return memory == NULL ? NULL : memset(memory, 0, total);
}

/* Grows a chunk in use over the free one behind it, if that makes it large enough. */
static int
extend(struct chunk *chunk, size_t size)
{
	struct chunk *after = chunk_after(chunk);

	if ((after->size & IN_USE) != 0 || chunk_size(chunk) + after->size < size)
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

	if (memory == NULL)
		return malloc(wanted);
	chunk = chunk_of(memory, "realloc");
	if (size == 0) {
		errno = ENOMEM;
		return NULL;
	}
	if (chunk_size(chunk) >= size || extend(chunk, size)) {
		trim(chunk, size);
		return memory;
	}
	moved = malloc(wanted);
	if (moved == NULL)
		return NULL;
	memcpy(moved, memory, chunk_size(chunk) - HEADER);
	release(chunk);
	return moved;
}
