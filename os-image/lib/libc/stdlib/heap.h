/*
 * How the heap lays out memory. A chunk is a header and the user's memory; see
 * malloc.c for those of the regions and big.c for those with a mapping of their
 * own. Sizes are multiples of ALIGNMENT, which leaves their lowest bits for what
 * kind of chunk it is.
 */
#ifndef STDLIB_HEAP_H
#define STDLIB_HEAP_H

#include <stddef.h>
#include <stdint.h>

struct chunk {
	size_t previous; /* size of the chunk before this one in its region, 0: none */
	size_t size;     /* with its header, and CHUNK_* bits */
	/* From here on the user's memory; in a free chunk: */
	struct chunk *next_free;
	struct chunk *previous_free;
};

#define CHUNK_IN_USE ((size_t)1)
#define CHUNK_BIG ((size_t)2) /* has a mapping of its own */
#define CHUNK_BITS (CHUNK_IN_USE | CHUNK_BIG)

#define HEADER offsetof(struct chunk, next_free)
#define ALIGNMENT (2 * sizeof(size_t))
#define SIZE_LIMIT ((size_t)PTRDIFF_MAX)

/* From this size on a chunk is big. */
#define BIG_SIZE ((size_t)128 * 1024)

static inline size_t
chunk_size(const struct chunk *chunk)
{
	return chunk->size & ~CHUNK_BITS;
}

static inline void *
chunk_memory(struct chunk *chunk)
{
	return (char *)chunk + HEADER;
}

/* A big chunk of at least size bytes, zeroed; NULL with errno. */
struct chunk *big_allocate(size_t size);
void big_release(struct chunk *chunk);
/* Whether the header is one that big_allocate made. */
int big_is_intact(const struct chunk *chunk);

#endif
