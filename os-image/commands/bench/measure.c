/* Rounds of operations between two readings of the time-stamp counter. */
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

#define WARM_UP_ROUNDS 2u /* v86 compiles while the guest runs on */

static u32 tsc_khz;

static inline u64
read_tsc(void)
{
	u64 tsc;

	__asm__ volatile("rdtsc" : "=A"(tsc));
	return tsc;
}

void
measure_init(void)
{
	struct kmachine machine;
	int error = sys_info(KINFO_MACHINE, &machine, sizeof(machine), 0);

	if (error < 0 || machine.tsc_khz == 0)
		panic("the kernel does not tell how fast the time-stamp counter is: error %d",
		      -error);
	tsc_khz = machine.tsc_khz;
}

static void
repeat(u32 count, void (*operation)(void))
{
	while (count-- > 0)
		operation();
}

static int
compare(const void *a, const void *b)
{
	u32 left = *(const u32 *)a;
	u32 right = *(const u32 *)b;

	return left < right ? -1 : left > right;
}

static void
find_median(struct result *result)
{
	u32 sorted[ROUNDS];

	memcpy(sorted, result->ns, sizeof(sorted));
	qsort(sorted, ROUNDS, sizeof(sorted[0]), compare);
	result->median_ns = sorted[ROUNDS / 2];
}

struct result
measure(u32 count, void (*operation)(void))
{
	struct result result;
	u32 round;

	repeat(count * WARM_UP_ROUNDS, operation);
	for (round = 0; round < ROUNDS; round++) {
		u64 start = read_tsc();
		repeat(count, operation);
		result.ns[round] = (u32)((read_tsc() - start) * 1000000u / tsc_khz / count);
	}
	find_median(&result);
	return result;
}

struct result
half_less_traps(const struct result *trip, const struct result *trap, u32 traps)
{
	struct result result;
	u32 round;

	for (round = 0; round < ROUNDS; round++) {
		u32 traps_ns = trap->median_ns * traps;
		u32 twice_ns = trip->ns[round] > traps_ns ? trip->ns[round] - traps_ns : 0;
		result.ns[round] = twice_ns / 2;
	}
	find_median(&result);
	return result;
}

void
print_heading(const char *title)
{
	printf("%-24s %12s\n", title, "ns/operation");
}

void
print_result(const char *name, const struct result *result, const char *what)
{
	u32 round;

	printf("%-24s %12u  %s\n", name, (unsigned)result->median_ns, what);
	printf("bench %s", name);
	for (round = 0; round < ROUNDS; round++)
		printf(" %u", (unsigned)result->ns[round]);
	printf("\n");
	fflush(stdout);
}

void
print_rate(const char *name, const struct result *result, u32 bytes)
{
	char rate[32];
	u32 ns = result->median_ns > 0 ? result->median_ns : 1;

	snprintf(rate, sizeof(rate), "%u MB/s", (unsigned)((u64)bytes * 1000u / ns));
	print_result(name, result, rate);
}
