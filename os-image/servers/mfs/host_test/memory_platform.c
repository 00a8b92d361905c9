/* Callers' memory, the clock and the console of the tests; and their random numbers. */
#include "harness.h"

#include "../platform.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct slot {
	u8 *memory;
	u32 length;
};

static struct slot slots[USER_SLOTS];

int reports_are_shown;

void
user_memory_set(u32 slot, void *memory, u32 length)
{
	slots[slot] = (struct slot){memory, length};
}

static u8 *
reach(const struct user_memory *user, u32 offset, u32 length)
{
	const struct slot *slot = &slots[user->grant];

	if (offset > slot->length || length > slot->length - offset)
		return NULL;
	return slot->memory + offset;
}

s32
user_copy_in(const struct user_memory *from, u32 offset, void *to, u32 length)
{
	const u8 *memory = reach(from, offset, length);

	if (memory == NULL)
		return -EFAULT;
	memcpy(to, memory, length);
	return 0;
}

s32
user_copy_out(const struct user_memory *to, u32 offset, const void *from, u32 length)
{
	u8 *memory = reach(to, offset, length);

	if (memory == NULL)
		return -EFAULT;
	memcpy(memory, from, length);
	return 0;
}

u32
clock_seconds(void)
{
	static u32 now = 1000000000;

	return now++;
}

void
report(const char *format, ...)
{
	va_list arguments;

	if (!reports_are_shown)
		return;
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
}

void
writeback_soon(void)
{
}

_Noreturn void
panic(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	abort();
}

_Noreturn void
fail(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	exit(1);
}

/* splitmix64 */
u64
random_bits(struct random *random)
{
	u64 mixed;

	random->state += 0x9e3779b97f4a7c15u;
	mixed = random->state;
	mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
	mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
	return mixed ^ (mixed >> 31);
}

u32
random_below(struct random *random, u32 limit)
{
	return (u32)((random_bits(random) >> 32) * limit >> 32);
}
