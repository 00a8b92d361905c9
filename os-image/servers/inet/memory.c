/*
 * Memory of sockets: buffers from some hundred bytes to some hundred KB, within a fixed
 * arena, so that connections can't take what others need.
 *
 * The arena is cut into granules; a map says which are in use. Sockets come and go seldom
 * beside the frames that they move, so the first gap that is large enough is looked for.
 */
#include "inet.h"

#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <string.h>

#define ARENA_BYTES (6u * 1024u * 1024u)
#define GRANULE_BYTES 1024u
#define GRANULES (ARENA_BYTES / GRANULE_BYTES)

static u8 *arena;
static u8 is_used[GRANULES];

void
memory_init(void)
{
	u32 address;
	s32 error = sys_vm_map(EP_SELF, 0, ARENA_BYTES, VM_READ | VM_WRITE, &address);

	if (error < 0)
		panic("inet: no memory for sockets, %u KB: error %d", ARENA_BYTES / 1024, -error);
	arena = (u8 *)address;
}

static u32
granules_of(u32 bytes)
{
	return bytes / GRANULE_BYTES + (bytes % GRANULE_BYTES != 0);
}

void *
memory_allocate(u32 bytes)
{
	u32 wanted = granules_of(bytes);
	u32 found = 0;

	if (wanted == 0)
		return NULL;
	for (u32 index = 0; index < GRANULES; index++) {
		found = is_used[index] ? 0 : found + 1;
		if (found < wanted)
			continue;
		memset(&is_used[index + 1 - wanted], 1, wanted);
		return arena + (index + 1 - wanted) * GRANULE_BYTES;
	}
	return NULL;
}

void
memory_release(void *memory, u32 bytes)
{
	u32 first = (u32)((u8 *)memory - arena) / GRANULE_BYTES;

	ASSERT(first + granules_of(bytes) <= GRANULES && is_used[first]);
	memset(&is_used[first], 0, granules_of(bytes));
}
