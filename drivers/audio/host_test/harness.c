/* What the test reaches of the queue: its memory between guards, and functions on it. */
#include "../queue.h"

#define EXPORT(name) __attribute__((export_name(#name)))
#define GUARD_BYTES 64u
#define GUARD 0xa5u

static struct {
	u8 before[GUARD_BYTES];
	u8 queue[QUEUE_BYTES];
	u8 after[GUARD_BYTES];
} memory;

EXPORT(start) void
start(void)
{
	for (u32 index = 0; index < GUARD_BYTES; index++)
		memory.before[index] = memory.after[index] = GUARD;
	queue_init(memory.queue);
}

EXPORT(guards_hold) int
guards_hold(void)
{
	for (u32 index = 0; index < GUARD_BYTES; index++)
		if (memory.before[index] != GUARD || memory.after[index] != GUARD)
			return 0;
	return 1;
}

static struct audio_format
format_of(u32 rate, u32 channels, u32 bits)
{
	return (struct audio_format){.rate = rate, .channels = channels, .is_16bit = bits == 16};
}

EXPORT(fragment_bytes) u32
fragment_bytes(u32 rate, u32 channels, u32 bits)
{
	struct audio_format format = format_of(rate, channels, bits);

	return queue_fragment_bytes(&format);
}

/* Writes bytes that count up from `value`, as many as there is room for: how many. */
EXPORT(write_bytes) u32
write_bytes(u32 rate, u32 channels, u32 bits, u32 value, u32 length)
{
	struct audio_format format = format_of(rate, channels, bits);
	u32 done = 0;

	while (done < length) {
		u8 *room;
		u32 bytes = queue_room(&format, &room);

		if (bytes == 0)
			break;
		if (bytes > length - done)
			bytes = length - done;
		for (u32 index = 0; index < bytes; index++)
			room[index] = (u8)(value + done + index);
		queue_added(bytes);
		done += bytes;
	}
	return done;
}

EXPORT(flush) void
flush(void)
{
	queue_flush();
}

EXPORT(clear) void
clear(void)
{
	queue_clear();
}

EXPORT(ready_count) u32
ready_count(void)
{
	return queue_ready_count();
}

EXPORT(bytes) u32
bytes(void)
{
	return queue_bytes();
}

EXPORT(first_start) const u8 *
first_start(void)
{
	return queue_first()->start;
}

EXPORT(first_length) u32
first_length(void)
{
	return queue_first()->length;
}

EXPORT(first_rate) u32
first_rate(void)
{
	return queue_first()->format.rate;
}

EXPORT(remove_first) void
remove_first(void)
{
	queue_remove_first();
}

_Noreturn void
panic(const char *format, ...)
{
	(void)format;
	__builtin_trap();
}
