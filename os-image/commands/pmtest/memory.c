/* The heap, anonymous mappings, the stack. */
#include <errno.h>
#include <kintsugi/kcall.h>
#include <libsys/kcall.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pmtest.h"

#define PAGES 16
#define LENGTH (PAGES * PAGE_SIZE)
#define READ_WRITE (PROT_READ | PROT_WRITE)
#define ANONYMOUS (MAP_PRIVATE | MAP_ANONYMOUS)

static volatile char *touched; /* what a child shall touch */

static void
read_it(void)
{
	(void)*touched;
}

static void
write_it(void)
{
	*touched = 1;
}

/* Whether touching the address ends a process. */
static int
is_deadly(void (*touch)(void), volatile char *address)
{
	touched = address;
	return WTERMSIG(status_of_child(touch)) == SIGSEGV;
}

static int
is_all(const volatile char *memory, size_t length, char value)
{
	for (size_t i = 0; i < length; i++)
		if (memory[i] != value)
			return 0;
	return 1;
}

static void
the_heap_grows_and_shrinks(void)
{
	char *heap = sbrk(LENGTH);

	CHECK(heap != (char *)-1);
	CHECK(sbrk(0) == heap + LENGTH);
	CHECK(is_all(heap, LENGTH, 0));
	memset(heap, 7, LENGTH);
	CHECK(sbrk(-LENGTH) == heap + LENGTH);
	CHECK(sbrk(0) == heap);
	CHECK(is_deadly(read_it, heap + PAGE_SIZE));
	CHECK(sbrk(LENGTH) == heap);
	CHECK(is_all(heap + PAGE_SIZE, LENGTH - PAGE_SIZE, 0));
}

static void
the_heap_has_bounds(void)
{
	char *end = sbrk(0);

	CHECK_FAILS(brk((char *)USER_MMAP_BASE + 1), ENOMEM);
	CHECK_FAILS(brk((char *)USER_MMAP_BASE), ENOMEM);
	CHECK_FAILS(brk((char *)0xffffffff), ENOMEM);
	CHECK_FAILS(brk((char *)1), ENOMEM);
	CHECK(sbrk(0x7fffffff) == (void *)-1 && errno == ENOMEM);
	CHECK(sbrk(0) == end);
}

static void
mapped_memory_is_zero_and_writable(void)
{
	char *first = mmap(NULL, LENGTH, READ_WRITE, ANONYMOUS, -1, 0);
	char *second = mmap(NULL, 1, READ_WRITE, ANONYMOUS, -1, 0);

	CHECK(first != MAP_FAILED && second != MAP_FAILED);
	CHECK(second >= first + LENGTH || second < first);
	CHECK(is_all(first, LENGTH, 0) && is_all(second, PAGE_SIZE, 0));
	memset(first, 1, LENGTH);
	memset(second, 2, PAGE_SIZE);
	CHECK(is_all(first, LENGTH, 1));
	CHECK(munmap(first, LENGTH) == 0 && munmap(second, 1) == 0);
}

static void
unmapped_memory_is_gone(void)
{
	char *memory = mmap(NULL, LENGTH, READ_WRITE, ANONYMOUS, -1, 0);

	CHECK(memory != MAP_FAILED);
	CHECK(munmap(memory + PAGE_SIZE, PAGE_SIZE) == 0);
	CHECK(!is_deadly(write_it, memory));
	CHECK(is_deadly(read_it, memory + PAGE_SIZE));
	CHECK(!is_deadly(write_it, memory + 2 * PAGE_SIZE));
	CHECK(munmap(memory, LENGTH) == 0);
	CHECK(is_deadly(read_it, memory + 2 * PAGE_SIZE));
}

static void
read_only_memory_cannot_be_written(void)
{
	char *memory = mmap(NULL, PAGE_SIZE, PROT_READ, ANONYMOUS, -1, 0);

	CHECK(memory != MAP_FAILED);
	CHECK(!is_deadly(read_it, memory));
	CHECK(is_deadly(write_it, memory));
}

static void
fixed_mappings_go_where_they_are_told(void)
{
	char *place = (char *)USER_MMAP_BASE + 0x1000000;

	CHECK(mmap(place, LENGTH, READ_WRITE, ANONYMOUS | MAP_FIXED, -1, 0) == place);
	CHECK(mmap(place, PAGE_SIZE, READ_WRITE, ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED);
	CHECK(munmap(place, LENGTH) == 0);
	CHECK(mmap(place, PAGE_SIZE, READ_WRITE, ANONYMOUS | MAP_FIXED, -1, 0) == place);
}

static void
senseless_mappings_are_refused(void)
{
	static int in_data;

	CHECK(mmap(NULL, 0, READ_WRITE, ANONYMOUS, -1, 0) == MAP_FAILED && errno == EINVAL);
	CHECK(mmap(NULL, 0xfffff001, READ_WRITE, ANONYMOUS, -1, 0) == MAP_FAILED && errno == EINVAL);
	CHECK(mmap(NULL, LENGTH, 0, ANONYMOUS, -1, 0) == MAP_FAILED && errno == EINVAL);
	CHECK(mmap(NULL, LENGTH, 64, ANONYMOUS, -1, 0) == MAP_FAILED && errno == EINVAL);
	CHECK(mmap((void *)0x60000001, 1, READ_WRITE, ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED);
	CHECK(mmap((void *)0xc0000000, 1, READ_WRITE, ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED);
	CHECK(mmap((void *)0xfffff000, 0x2000, READ_WRITE, ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED);
	CHECK(mmap((void *)0x1000, 1, READ_WRITE, ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED);
	CHECK_FAILS(munmap((void *)((u32)&in_data & ~PAGE_MASK), PAGE_SIZE), EINVAL);
	CHECK_FAILS(munmap((void *)0xc0000000, PAGE_SIZE), EINVAL);
	CHECK_FAILS(munmap((void *)0x70000000, 0xf0000000), EINVAL);
	in_data = 1;
}

/* Grows the heap until it fails; the pages are there from the start, untouched. */
static void
take_all_there_is(void)
{
	enum { STEP = 64 * 1024, MORE_THAN_EVER_FIT = 65536 };
	struct kusage before;
	struct kusage after;
	int count = 0;

	CHECK(sys_info(KINFO_USAGE, &before, sizeof(before), 0) >= 0);
	while (count < MORE_THAN_EVER_FIT && sbrk(STEP) != (void *)-1)
		count++;
	CHECK(errno == ENOMEM);
	CHECK(sys_info(KINFO_USAGE, &after, sizeof(after), 0) >= 0);
	CHECK(count > 0 && before.frames_free - after.frames_free <= before.frames_total / 2);
}

static void
one_process_gets_at_most_half_of_memory_and_gives_it_back(void)
{
	u32 before;

	CHECK(status_of_child(take_all_there_is) == 0);
	before = frames_free();
	CHECK(status_of_child(take_all_there_is) == 0);
	CHECK(frames_free() == before);
}

/* ---- the stack ---- */

/* Touches each page from here down to that many bytes below the top. */
static void
use_stack(u32 bytes)
{
	volatile char here;

	for (u32 at = (u32)&here; at >= USER_STACK_TOP - bytes; at -= PAGE_SIZE)
		*(volatile char *)at = 1;
}

static void
use_all_of_the_stack(void)
{
	use_stack(USER_STACK_MAX);
}

static void
use_more_than_the_stack(void)
{
	use_stack(USER_STACK_MAX + PAGE_SIZE);
}

static void
the_stack_grows_to_its_limit_and_no_further(void)
{
	u32 frames;

	CHECK(status_of_child(use_all_of_the_stack) == 0);
	frames = frames_free();
	CHECK(WTERMSIG(status_of_child(use_more_than_the_stack)) == SIGSEGV);
	CHECK(frames_free() == frames);
}

/* ---- malloc, on the real heap ---- */

static void
malloc_serves_and_takes_back(void)
{
	enum { COUNT = 64, ROUNDS = 2000 };
	static struct {
		char *memory;
		size_t size;
	} blocks[COUNT];

	srand(1);
	for (int round = 0; round < ROUNDS; round++) {
		int i = rand() % COUNT;

		if (blocks[i].memory != NULL) {
			CHECK(is_all(blocks[i].memory, blocks[i].size, (char)i));
			free(blocks[i].memory);
		}
		blocks[i].size = (size_t)(rand() % 3000) + 1;
		blocks[i].memory = malloc(blocks[i].size);
		CHECK(blocks[i].memory != NULL);
		memset(blocks[i].memory, i, blocks[i].size);
	}
	CHECK((u32)sbrk(0) < 0x02000000);
}

const struct test memory_tests[] = {
	{the_heap_grows_and_shrinks, "the_heap_grows_and_shrinks"},
	{the_heap_has_bounds, "the_heap_has_bounds"},
	{mapped_memory_is_zero_and_writable, "mapped_memory_is_zero_and_writable"},
	{unmapped_memory_is_gone, "unmapped_memory_is_gone"},
	{read_only_memory_cannot_be_written, "read_only_memory_cannot_be_written"},
	{fixed_mappings_go_where_they_are_told, "fixed_mappings_go_where_they_are_told"},
	{senseless_mappings_are_refused, "senseless_mappings_are_refused"},
	{one_process_gets_at_most_half_of_memory_and_gives_it_back,
	 "one_process_gets_at_most_half_of_memory_and_gives_it_back"},
	{the_stack_grows_to_its_limit_and_no_further, "the_stack_grows_to_its_limit_and_no_further"},
	{malloc_serves_and_takes_back, "malloc_serves_and_takes_back"},
	{0},
};
