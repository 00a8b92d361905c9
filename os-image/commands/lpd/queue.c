/*
 * Which jobs are due, and what becomes of them. The folder is the truth; what is remembered
 * of a job is only how its last tries went, so that an lpd that was restarted tries all at once.
 * See lpd.h.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <toolkit/clock.h>

#include "lpd.h"

#define PAUSE_MAX_S 64u
#define DOUBLINGS_MAX 6u /* to that pause */
#define FOLDER_PAUSE_MS 5000

#define INTERRUPTION "an interruption" /* of lpd, or of the machine */
#define DRIVER_FAILED "a failure of the printer's driver"

struct memory {
	unsigned number;
	unsigned tries;   /* that got no further */
	unsigned reached; /* bytes of the job, when it was tried last */
	const char *why;
	uint64_t due_us;
};

static struct memory memories[SPOOL_JOBS_MAX];
static size_t count;

static struct memory
memory_of(unsigned number)
{
	for (size_t i = 0; i < count; i++)
		if (memories[i].number == number)
			return memories[i];
	return (struct memory){.number = number, .why = INTERRUPTION};
}

/* Keeps what is known of the jobs that there are, in their order. */
static void
remember(const struct job_list *list)
{
	static struct memory kept[SPOOL_JOBS_MAX];

	for (size_t i = 0; i < list->count; i++)
		kept[i] = memory_of(list->numbers[i]);
	count = list->count;
	memcpy(memories, kept, count * sizeof(kept[0]));
}

/* The first pause is none: a driver that failed is there again at once, as a rule. */
static void
postpone(struct memory *memory)
{
	unsigned doublings = memory->tries;
	unsigned pause_s = 0;

	if (doublings > DOUBLINGS_MAX)
		doublings = DOUBLINGS_MAX;
	if (doublings > 0)
		pause_s = PAUSE_MAX_S >> (DOUBLINGS_MAX - doublings);
	memory->tries++;
	memory->due_us = clock_us() + (uint64_t)pause_s * US_PER_S;
	if (pause_s > 1)
		report("lpd: job %u is tried again in %u s", memory->number, pause_s);
}

static void
take_out(unsigned number)
{
	report("lpd: job %u is printed", number);
	if (spool_remove(number) != 0 && errno != ENOENT)
		report("lpd: job %u can't be taken out of the queue, and will be printed again: %s",
		       number, strerror(errno));
}

static void
try_job(struct memory *memory)
{
	struct attempt attempt = {
		.number = memory->number, .tries = memory->tries, .why = memory->why};
	enum outcome outcome = print_job(&attempt);

	if (attempt.reached > memory->reached)
		memory->tries = 0;
	memory->reached = attempt.reached;
	switch (outcome) {
	case PRINTED:
		take_out(memory->number);
		break;
	case REMOVED:
		report("lpd: job %u is taken out of the queue", memory->number);
		break;
	case FAILED:
		memory->why = DRIVER_FAILED;
		postpone(memory);
		break;
	case UNAVAILABLE:
		postpone(memory);
		break;
	}
}

static int
ms_until(uint64_t due_us)
{
	uint64_t now_us = clock_us();

	return due_us > now_us ? (int)((due_us - now_us) / US_PER_MS) + 1 : 0;
}

/* The first one that is due, or the one that will be soonest; NULL: there is none. */
static struct memory *
next_job(void)
{
	struct memory *soonest = NULL;

	for (struct memory *memory = memories; memory < &memories[count]; memory++) {
		if (ms_until(memory->due_us) == 0)
			return memory;
		if (soonest == NULL || memory->due_us < soonest->due_us)
			soonest = memory;
	}
	return soonest;
}

int
queue_run(void)
{
	struct job_list list;
	struct memory *memory;

	if (!spool_list(&list)) {
		report("lpd: %s: %s", SPOOL, strerror(errno));
		return FOLDER_PAUSE_MS;
	}
	remember(&list);
	memory = next_job();
	if (memory == NULL)
		return -1;
	if (ms_until(memory->due_us) > 0)
		return ms_until(memory->due_us);
	try_job(memory);
	return 0;
}
