/*
 * Times the system's primitives with the time-stamp counter, which the kernel
 * calibrated against the PIT.
 *
 * Without arguments the program is the first user process: it times what a
 * user process can do, then has RS start two more of itself, `near` and `far`,
 * which time what system processes do with each other. With the parameter
 * `suite=files` it times disks and files instead, with
 * `load=1` it times nothing: then `near` keeps `far` busy until the machine is
 * switched off, for measurements from outside.
 *
 * Each result is printed twice: as a row of a table and, for programs, as
 *     bench NAME NS [NS ...]      nanoseconds per operation, one a round
 */
#ifndef BENCH_H
#define BENCH_H

#include <kintsugi/types.h>
#include <proto/request.h>

#define NEAR "bench.near"
#define FAR "bench.far"

#define BENCH_ECHO (PROTO_TEST + 0x40)  /* bare: answered with the same */
#define BENCH_GRANT (PROTO_TEST + 0x41) /* bare: answered with bench_grant */

struct bench_grant {
	struct reply_head head;
	s32 grant; /* of FAR_BYTES, to read and to write */
};
ASSERT_FITS_MESSAGE(struct bench_grant);

#define FAR_BYTES (64u * 1024u)

/* ---- measure.c ---- */

#define ROUNDS 5u

struct result {
	u32 ns[ROUNDS]; /* per operation */
	u32 median_ns;
};

/* Finds out how fast the counter counts. Panics when the kernel won't tell. */
void measure_init(void);
/* Calls operation ROUNDS times `count` times, after as many rounds as it takes to warm up. */
struct result measure(u32 count, void (*operation)(void));
/* A row of the table and the line for programs; what is a remark for people. */
void print_result(const char *name, const struct result *result, const char *what);
/* The same with the rate of `bytes` an operation as remark. */
void print_rate(const char *name, const struct result *result, u32 bytes);
void print_heading(const char *title);
/* For each round trip half of what it takes beyond so many traps of median length. */
struct result half_less_traps(const struct result *trip, const struct result *trap, u32 traps);

/* ---- calls.c: what both a user process and a system process measure ---- */

void refused_call(void); /* a kernel call with a number that there is not */
void time_call(void);    /* K_TIME */

/* ---- the faces ---- */

int user_side(void);            /* user.c: the first user process */
int files_side(void);           /* files.c: the same with the parameter suite=files */
_Noreturn void near_side(void); /* near.c: asks, and times it */
_Noreturn void load_side(void); /* near.c: asks for ever, and times nothing */
_Noreturn void far_side(void);  /* far.c: answers */

#endif
