/*
 * How far a transfer is: one line on a terminal, drawn again a few times a second.
 *
 *     random/64M   42% [======>        ] 27M  38M/s  0:01 left
 *
 * Where standard error is no terminal, or progress was not wanted, nothing is drawn.
 */
#ifndef TOOLKIT_PROGRESS_H
#define TOOLKIT_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#define PROGRESS_UNKNOWN UINT64_MAX

struct progress {
	const char *name;
	uint64_t total;      /* bytes, or PROGRESS_UNKNOWN */
	uint64_t first;      /* where this run began */
	uint64_t done;
	uint64_t started_us;
	uint64_t drawn_us;
	bool is_drawn;
};

/* From `first` on, which was there before. */
void progress_begin(struct progress *progress, const char *name, uint64_t first, uint64_t total,
		    bool wanted);
/* So many bytes more. */
void progress_add(struct progress *progress, uint64_t bytes);
/* Takes the line away. */
void progress_end(struct progress *progress);

/* Bytes a second since it began. */
uint64_t progress_rate(const struct progress *progress);

#endif
