/*
 * Servers that die and are succeeded. Each life is a process, so that it begins as a
 * fresh server does, with nothing but the disk, the kept memory and the model in common
 * with the one before.
 */
#include "harness.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define STATUS_DIED 3
#define STEPS_MAX 120u /* of one life; a history takes some hundreds */
#define DEATHS_MAX 12u  /* and then one lives to the end */

void *
shared_memory(u64 bytes)
{
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		fail("no %llu bytes of memory", (unsigned long long)bytes);
	return memory;
}

void
life_ends(struct random *random)
{
	disk_lose_power(random);
	_exit(STATUS_DIED);
}

static void
live(u32 actors, u32 life, u64 seed)
{
	struct random random = {seed + life};

	if (life < DEATHS_MAX)
		fibers_steps_left = 1 + random_below(&random, STEPS_MAX);
	model_live(actors, &random);
	fflush(stdout);
	_exit(0);
}

/* Whether it lived to the end of the history. */
static int
lives_to_the_end(u32 actors, u32 life, u64 seed)
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0)
		live(actors, life, seed);
	if (child < 0 || waitpid(child, &status, 0) != child)
		fail("no process for a life");
	if (!WIFEXITED(status) || (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != STATUS_DIED))
		fail("life %u of seed %llu ends with status %x", life, (unsigned long long)seed,
		     (unsigned)status);
	return WEXITSTATUS(status) == 0;
}

void
lives_run(u64 seed, u32 actors, u32 operations, struct outcome *outcome)
{
	u32 life = 0;

	model_prepare(seed, actors, operations);
	while (!lives_to_the_end(actors, life, seed))
		life++;
	outcome->differences += model_differences(actors);
}
