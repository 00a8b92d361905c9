/*
 * What the host reads in this program's memory, whenever it likes: between any two instructions
 * what it finds has to be true. So each word is written once a change, and those that tell of a
 * round that has ended come before the count that tells of its end.
 *
 * src/swifi/workloads/progress.ts mirrors the layout.
 */
#ifndef WORKLOAD_PROGRESS_H
#define WORKLOAD_PROGRESS_H

#include <stdint.h>

#define PROGRESS_MAGIC 0x44414f4cu /* "LOAD" */
#define PROGRESS_VERSION 1u

/* Of the last round that failed. */
struct failure {
	uint32_t error;     /* errno, or 0: contents were wrong */
	const char *step;   /* what was being done */
	uint32_t corrupted; /* how many rounds have had wrong contents, with this one */
};

struct workload_progress {
	uint32_t magic; /* PROGRESS_MAGIC once the first round may begin */
	uint32_t version;
	uint32_t begun;        /* the number of the round that was begun last */
	uint32_t ended;        /* how many rounds have ended well */
	uint32_t last_well;    /* the number of the last one of them */
	uint32_t failed;       /* how many have not, wrong contents included */
	uint32_t errors;       /* how many errors rounds got over */
	uint32_t last_error;   /* errno of the last one of them */
	/* That of the `failed`th round is at failed % 2: the other one is being written. */
	struct failure failures[2];
};

extern volatile struct workload_progress workload_progress;

#endif
