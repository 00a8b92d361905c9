/* See progress.h and workload.h. */
#include "progress.h"

#include <errno.h>

#include "workload.h"

volatile struct workload_progress workload_progress;

/* What the round that is under way would fail of. */
static const char *wrong_step = "";
static int wrong_errno;

enum outcome
failed(const char *step)
{
	wrong_step = step;
	wrong_errno = errno;
	return FAILED;
}

enum outcome
wrong(const char *step)
{
	wrong_step = step;
	wrong_errno = 0;
	return WRONG;
}

void
got_over(int error)
{
	workload_progress.last_error = (uint32_t)error;
	workload_progress.errors++;
}

void
round_begins(uint32_t number)
{
	workload_progress.begun = number;
	workload_progress.version = PROGRESS_VERSION;
	workload_progress.magic = PROGRESS_MAGIC;
}

static void
note_failure(int is_wrong)
{
	uint32_t count = workload_progress.failed;
	uint32_t corrupted = workload_progress.failures[count % 2].corrupted;
	volatile struct failure *next = &workload_progress.failures[(count + 1) % 2];

	next->error = (uint32_t)wrong_errno;
	next->step = wrong_step;
	next->corrupted = corrupted + (is_wrong ? 1 : 0);
	workload_progress.failed = count + 1;
}

void
round_ends(uint32_t number, enum outcome outcome)
{
	if (outcome != WELL) {
		note_failure(outcome == WRONG);
		return;
	}
	workload_progress.last_well = number;
	workload_progress.ended++;
}
