/*
 * Big chunks: each has a mapping of its own, of whole pages, which goes back to
 * the system when it is freed. There is no chunk before it, so that its field
 * `previous` can say that the header is intact.
 */
#include <sys/mman.h>

#include "heap.h"

#define PAGE_BYTES ((size_t)4096)

static size_t
seal_of(const struct chunk *chunk)
{
	return ~(chunk->size ^ (size_t)chunk);
}

struct chunk *
big_allocate(size_t size)
{
	size_t length = (size + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1);
	struct chunk *chunk = mmap(NULL, length, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (chunk == MAP_FAILED)
		return NULL;
	chunk->size = length | CHUNK_IN_USE | CHUNK_BIG;
	chunk->previous = seal_of(chunk);
	return chunk;
}

void
big_release(struct chunk *chunk)
{
	munmap(chunk, chunk_size(chunk));
}

int
big_is_intact(const struct chunk *chunk)
{
	return ((uintptr_t)chunk & (PAGE_BYTES - 1)) == 0 && chunk->previous == seal_of(chunk);
}
