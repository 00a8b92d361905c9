/*
 * The file server's logic on the host: threads, a disk and callers' memory that
 * the tests control. Everything is decided by a seed.
 */
#ifndef HARNESS_H
#define HARNESS_H

#include <kintsugi/types.h>
#include <stdio.h>

/* ---- random.c ---- */
struct random {
	u64 state;
};
u64 random_bits(struct random *random);
u32 random_below(struct random *random, u32 limit);

/* ---- fibers.c: the threads of libsys/thread.h ---- */

/* Runs functions side by side until all have returned; which goes on when is up to the seed. */
void fibers_run(void (*const *functions)(void *), void *const *arguments, u32 count,
		struct random *random);

/* After so many steps of fibers the server dies: life_ends. 0: it lives on. */
extern u32 fibers_steps_left;

/* ---- memory_disk.c: the disk of disk.h ---- */

struct memory_disk {
	u8 *data;
	u64 size;
	u32 fail_reads;  /* one in so many fails; 0: none */
	u32 fail_writes;
};
extern struct memory_disk disk;

/* Lets a random transfer that is under way end. Whether there was one. */
int disk_complete_one(struct random *random);

/* Of each write under way some sectors get to the disk, and the rest does not. */
void disk_lose_power(struct random *random);

/* ---- memory_platform.c: callers' memory and the clock ---- */

#define USER_SLOTS 16

/* Makes memory reachable for user_copy_in and user_copy_out as grant `slot`. */
void user_memory_set(u32 slot, void *memory, u32 length);

extern int reports_are_shown;

/* ---- model.c: random operations against a simple model ---- */
struct outcome {
	u32 differences;
};

/* Which transfers fail while the histories run. */
struct faults {
	u32 reads; /* one in so many; 0: none */
	u32 writes;
};

/*
 * Runs `actors` random histories side by side on the disk's volume, each in its
 * own directory, and compares at the end, unless reads fail: then an operation
 * may have been left half done.
 */
void model_run(u64 seed, u32 actors, u32 operations, struct faults faults,
	       struct outcome *outcome);

/* The same in parts, for servers that die: each goes on where the one before ended. */
void model_prepare(u64 seed, u32 actors, u32 operations);
void model_live(u32 actors, struct random *random);
u32 model_differences(u32 actors);

/* ---- lives.c: servers that die at any step, and their successors ---- */

/* Zeroed memory that the lives have in common. */
void *shared_memory(u64 bytes);

_Noreturn void life_ends(struct random *random);

/* A history that several servers live through, on the disk's volume. */
void lives_run(u64 seed, u32 actors, u32 operations, struct outcome *outcome);

/* ---- mutate.c: damaged volumes ---- */
void mutate(u8 *image, u64 size, struct random *random);
void walk_and_modify(struct random *random);

/* ---- refusals.c: volumes that must not be mounted ---- */
void refusals(void);

/* ---- far.c: sparse files up to the largest size ---- */
void far_file(void);

/* Ends the test with a message. */
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
