/*
 * Memory for the stack, within what the module has from the start and never more.
 *
 * Blocks are of powers of two bytes. One that is given back waits in a list for the next of
 * its size; a fresh one is cut from the rest behind all blocks.
 */
#include "memory.h"

#define SMALLEST_SHIFT 5u /* 32 bytes */
#define LARGEST_SHIFT 21u /* 2 MB */
#define ALIGNMENT 16u
#define WASM_PAGE 65536u

struct block {
	struct block *next;
};

/* The linker's. The stack is in front of all data. */
extern u8 __global_base; /* where the data begins */
extern u8 __heap_base;   /* behind it */

static struct block *free_blocks[LARGEST_SHIFT + 1u];
static u32 end_of_blocks;

static u32
shift_of(u32 bytes)
{
	u32 shift = SMALLEST_SHIFT;

	while (shift <= LARGEST_SHIFT && 1u << shift < bytes)
		shift++;
	return shift;
}

u32
memory_start(void)
{
	return (u32)(uintptr_t)&__global_base;
}

u32
memory_end(void)
{
	if (end_of_blocks != 0)
		return end_of_blocks;
	return ROUND_UP((u32)(uintptr_t)&__heap_base, ALIGNMENT);
}

void *
memory_allocate(u32 bytes)
{
	u32 shift = shift_of(bytes);
	u32 limit = (u32)__builtin_wasm_memory_size(0) * WASM_PAGE;
	u32 start = memory_end();
	struct block *block;

	if (shift > LARGEST_SHIFT)
		return NULL;
	block = free_blocks[shift];
	if (block != NULL) {
		free_blocks[shift] = block->next;
		return block;
	}
	if (limit - start < 1u << shift)
		return NULL;
	end_of_blocks = start + (1u << shift);
	return (void *)(uintptr_t)start;
}

void
memory_release(void *memory, u32 bytes)
{
	struct block *block = memory;
	u32 shift = shift_of(bytes);

	block->next = free_blocks[shift];
	free_blocks[shift] = block;
}
