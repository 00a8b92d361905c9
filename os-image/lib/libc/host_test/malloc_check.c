/*
 * Our heap on an arena of this program: blocks keep what was written to them,
 * never overlap, are aligned, and once all are freed the memory is one again and
 * no mapping is left.
 * The arena now and then has a gap, as when somebody else moved the break.
 */
#include "check.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

void *k_malloc(size_t size);
void *k_calloc(size_t count, size_t size);
void *k_realloc(void *memory, size_t size);
void *k_reallocarray(void *memory, size_t count, size_t size);
int k_posix_memalign(void **memory, size_t alignment, size_t size);
void k_free(void *memory);

#define ARENA ((size_t)4 << 20)
#define BLOCKS 200
#define GAP 4096
#define BIG ((size_t)300000)

/* ---- what the heap asks of its system ---- */

static _Alignas(4096) char arena[ARENA];
static size_t arena_used;

void *k_sbrk(intptr_t increment);
void k_abort(void);

void *
k_sbrk(intptr_t increment)
{
	char *memory;

	if (random_below(8) == 0 && arena_used + GAP <= ARENA)
		arena_used += GAP;
	if ((size_t)increment > ARENA - arena_used)
		return (void *)-1;
	memory = arena + arena_used;
	arena_used += (size_t)increment;
	return memory;
}

void
k_abort(void)
{
	printf("aborted\n");
	exit(0);
}

static int mappings;

void *k_mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset);
int k_munmap(void *address, size_t length);

/* Our flags have values of their own: it is private anonymous memory in any case. */
void *
k_mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
	void *memory;

	(void)flags;
	if (length >= ARENA)
		return MAP_FAILED;
	memory = mmap(address, length, protection, MAP_PRIVATE | MAP_ANONYMOUS, fd, offset);
	mappings += memory != MAP_FAILED;
	return memory;
}

int
k_munmap(void *address, size_t length)
{
	mappings--;
	return munmap(address, length);
}

/* ---- the checks ---- */

static struct {
	unsigned char *memory;
	size_t size;
	unsigned char value;
} blocks[BLOCKS];

static size_t
random_size(void)
{
	if (random_below(100) == 0)
		return random_below(BIG);
	return random_below(random_below(10) == 0 ? 30000 : 300);
}

static void
verify(unsigned i)
{
	for (size_t at = 0; at < blocks[i].size; at++)
		if (blocks[i].memory[at] != blocks[i].value) {
			differ("block of %zu bytes was overwritten at %zu", blocks[i].size, at);
			return;
		}
}

static void
fill(unsigned i, unsigned char *memory, size_t size)
{
	if (memory == NULL) {
		blocks[i].size = 0;
		blocks[i].memory = NULL;
		return;
	}
	if ((uintptr_t)memory % (2 * sizeof(size_t)) != 0)
		differ("block at %p is not aligned", (void *)memory);
	blocks[i].memory = memory;
	blocks[i].size = size;
	blocks[i].value = (unsigned char)random_below(256);
	memset(memory, blocks[i].value, size);
}

static void
resize(unsigned i)
{
	size_t size = random_size() + 1;
	size_t kept = size < blocks[i].size ? size : blocks[i].size;
	unsigned char *memory = k_realloc(blocks[i].memory, size);

	if (memory == NULL)
		return;
	for (size_t at = 0; at < kept; at++)
		if (memory[at] != blocks[i].value) {
			differ("realloc lost byte %zu of %zu", at, kept);
			break;
		}
	fill(i, memory, size);
}

static void
allocate_zeroed(unsigned i)
{
	size_t size = random_size();
	unsigned char *memory = k_calloc(size, 1);

	for (size_t at = 0; memory != NULL && at < size; at++)
		if (memory[at] != 0) {
			differ("calloc left byte %zu of %zu", at, size);
			break;
		}
	fill(i, memory, size);
}

static void
allocate_aligned(unsigned i)
{
	size_t alignment = (size_t)16 << random_below(9);
	size_t size = random_size();
	void *memory = NULL;

	if (k_posix_memalign(&memory, alignment, size) != 0)
		return;
	if ((uintptr_t)memory % alignment != 0)
		differ("block at %p is not aligned to %zu", memory, alignment);
	fill(i, memory, size);
}

static void
step(void)
{
	unsigned i = random_below(BLOCKS);
	size_t size = random_size();

	if (blocks[i].memory == NULL) {
		if (random_below(4) == 0)
			allocate_zeroed(i);
		else if (random_below(8) == 0)
			allocate_aligned(i);
		else
			fill(i, k_malloc(size), size);
		return;
	}
	verify(i);
	if (random_below(3) == 0) {
		resize(i);
		return;
	}
	k_free(blocks[i].memory);
	blocks[i].memory = NULL;
	blocks[i].size = 0;
}

static void
check_limits(void)
{
	if (k_malloc(SIZE_MAX) != NULL || k_malloc(SIZE_MAX / 2 + 1) != NULL ||
	    k_calloc(SIZE_MAX / 2, 3) != NULL || k_malloc(ARENA) != NULL ||
	    k_reallocarray(NULL, SIZE_MAX / 2, 3) != NULL)
		differ("memory that can't be was handed out");
	k_free(NULL);
}

/* After everything is freed, what was in use before serves again without more from the system. */
static void
check_joined(void)
{
	size_t used = arena_used;
	void *large;

	for (unsigned i = 0; i < BLOCKS; i++) {
		verify(i);
		k_free(blocks[i].memory);
		blocks[i].memory = NULL;
	}
	large = k_malloc(15000);
	if (large == NULL || arena_used != used)
		differ("freed memory does not serve again");
	k_free(large);
	if (mappings != 0)
		differ("%d mappings are left", mappings);
}

int
check_malloc(unsigned cases)
{
	check_limits();
	for (unsigned i = 0; i < cases; i++)
		step();
	check_joined();
	return (int)cases;
}

/* Ends in k_abort; coming back is the failure. */
int
check_double_free(unsigned cases)
{
	void *memory = k_malloc(100);

	(void)cases;
	k_free(memory);
	k_free(memory);
	differ("a second free went unnoticed");
	return 1;
}
