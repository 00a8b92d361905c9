/*
 * chr.random: /dev/random and /dev/urandom, which are the same: a generator that
 * was seeded once never runs dry. Reads give as many bytes as were asked for and
 * never wait; what is written is mixed in.
 */
#include <errno.h>
#include <kintsugi/devices.h>
#include <libdriver/char.h>
#include <libdriver/driver.h>
#include <libsys/kcall.h>
#include <randgen/generator.h>
#include <string.h>

#define CHUNK_BYTES 4096u

static struct generator generator;

/* What differs from run to run, or from moment to moment, and is to be had everywhere. */
struct moment {
	u64 cycles;
	struct ktime time;
	struct kusage usage;
};

static u64
cycle_counter(void)
{
	u32 low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (u64)high << 32 | low;
}

static void
mix_all(void)
{
	struct moment moment = {.cycles = cycle_counter()};

	(void)sys_time(&moment.time); /* one that fails leaves zeros: the others remain */
	(void)sys_info(KINFO_USAGE, &moment.usage, sizeof(moment.usage), 0);
	generator_mix(&generator, &moment, sizeof(moment));
}

static void
mix_cycles(void)
{
	u64 cycles = cycle_counter();

	generator_mix(&generator, &cycles, sizeof(cycles));
}

static s32
open_minor(u32 minor, u32 flags, u32 uid)
{
	(void)flags;
	(void)uid;
	if (minor != MINOR_RANDOM && minor != MINOR_URANDOM)
		return -ENXIO;
	mix_all();
	return (s32)minor;
}

static s32
read_bytes(struct char_call *call)
{
	static u8 chunk[CHUNK_BYTES];
	s32 result = CHAR_DONE;

	mix_cycles();
	while (result == CHAR_DONE && char_left(call) > 0) {
		u32 bytes = char_left(call) < CHUNK_BYTES ? char_left(call) : CHUNK_BYTES;

		generator_fill(&generator, chunk, bytes);
		result = char_put(call, chunk, bytes);
	}
	memset(chunk, 0, sizeof(chunk)); /* what was handed out is nobody else's to find */
	return result;
}

static s32
write_bytes(struct char_call *call)
{
	u8 chunk[CHACHA20_KEY_BYTES];
	s32 result = CHAR_DONE;

	mix_cycles();
	while (result == CHAR_DONE && char_left(call) > 0) {
		u32 before = call->done;

		result = char_take(call, chunk, sizeof(chunk));
		generator_mix(&generator, chunk, call->done - before);
	}
	return result;
}

int
main(void)
{
	static const struct char_driver driver = {
		.open = open_minor,
		.read = read_bytes,
		.write = write_bytes,
	};
	static const struct driver_events events;

	mix_all();
	char_serve(&driver);
	driver_run(&events);
}
