/*
 * Memory of sockets: buffers from some hundred bytes to some hundred KB, within an arena of
 * bounded size, so that connections can't take what others need. It grows as it is wanted.
 *
 * Nor can connections take it all from each other: a buffer gets a small part of what is left at
 * most. The fuller the arena, the smaller the buffers of new connections (the stack asks for
 * less then), and with all the sockets that one user may have there is room for others'.
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
#define STEP_GRANULES 512u /* by which it grows */
#define PART_OF_FREE 32u   /* what one buffer may take of it */
#define SMALL_GRANULES 2u  /* what is no buffer of a connection: it may take the last */
_Static_assert(GRANULES % STEP_GRANULES == 0, "the last step ends with the arena");

/* Far from where the kernel puts what is mapped without an address. */
#define ARENA_START 0x70000000u

static u8 is_used[GRANULES];
static u32 mapped; /* granules, from the start on */
static u32 used;

static u8 *
granule(u32 index)
{
	return (u8 *)(ARENA_START + index * GRANULE_BYTES);
}

/* Whether there is memory up to that granule. */
static int
grow(u32 end)
{
	while (mapped < end) {
		u32 address;

		if (sys_vm_map(EP_SELF, (u32)granule(mapped), STEP_GRANULES * GRANULE_BYTES,
			       VM_READ | VM_WRITE | VM_FIXED, &address) < 0)
			return 0;
		mapped += STEP_GRANULES;
	}
	return 1;
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

	if (wanted > SMALL_GRANULES && wanted > (GRANULES - used) / PART_OF_FREE)
		return NULL;
	for (u32 index = 0; index < GRANULES && wanted > 0; index++) {
		found = is_used[index] ? 0 : found + 1;
		if (found < wanted)
			continue;
		if (!grow(index + 1))
			break;
		memset(&is_used[index + 1 - wanted], 1, wanted);
		used += wanted;
		return granule(index + 1 - wanted);
	}
	return NULL;
}

void
memory_release(void *memory, u32 bytes)
{
	u32 first = ((u32)memory - ARENA_START) / GRANULE_BYTES;

	ASSERT(first + granules_of(bytes) <= mapped && is_used[first]);
	memset(&is_used[first], 0, granules_of(bytes));
	used -= granules_of(bytes);
}
