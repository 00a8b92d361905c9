/*
 * The attack suite: what a process might try against the system, each in a
 * process of its own. An attack ends in refused calls or in the attacker's
 * death by the right exception; nobody else notices, and nothing is left behind.
 *
 * The program is all of it: the runner (the first user process), the attackers
 * (children of the runner, or system processes started by RS), their
 * accomplices, and the witnesses.
 */
#ifndef ATTACK_H
#define ATTACK_H

#include <errno.h>
#include <kintsugi/kcall.h>
#include <kintsugi/trap.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <stddef.h>

/* As what an attack is tried. */
#define AS_USER 1u   /* a child of the runner, under PM */
#define AS_DRIVER 2u /* a system process under RS, at the priority of drivers */
#define AS_BOTH (AS_USER | AS_DRIVER)

/* How it has to end. */
enum attack_end {
	ENDS_REFUSED,   /* each call is refused, it sees so and exits with 0 */
	ENDS_EXCEPTION, /* the CPU or MMU stops it: `vector` */
	ENDS_UNBORN,    /* it is not even started with the privileges that `allow` adds: EINVAL */
	ENDS_KILLED,    /* it goes on for ever; the witnesses answer meanwhile; then it is killed */
};

enum { /* exceptions of the CPU (Intel SDM volume 3, 6.3.1) */
	VECTOR_DIVIDE = 0,
	VECTOR_DEBUG = 1,
	VECTOR_BREAKPOINT = 3,
	VECTOR_OVERFLOW = 4,
	VECTOR_BOUND = 5,
	VECTOR_OPCODE = 6,
	VECTOR_TASK = 10,
	VECTOR_PROTECTION = 13,
	VECTOR_PAGE_FAULT = 14,
};

#define ACCOMPLICES_MAX 2u

struct attack {
	const char *name;    /* of one word; the suite's stands before it */
	const char *promise; /* what the system promises, on one line */
	void (*run)(u32 argument);
	u32 argument;
	u32 as;
	enum attack_end ends;
	u32 vector;
	u32 or_vector; /* what an emulator raises instead, to the same end; 0: none does */
	void (*allow)(struct privilege *privilege); /* adds to the bare driver's privileges */
	void (*accomplice)(u32 argument, u32 number); /* runs in services started before it */
	u32 accomplices;
	u32 unfit_for;             /* EMULATOR_* bits: where the machine itself is not up to it */
	const char *unfit_because; /* completes a sentence that begins with the emulator's name */
};

struct suite {
	const char *name;
	const struct attack *attacks;
	u32 count;
};

extern const struct suite memory_suite, cpu_suite, ports_suite, kcalls_suite, pointers_suite,
	ipc_suite, async_suite, grants_suite, floods_suite, events_suite, images_suite,
	children_suite, exhaustion_suite, manager_suite, random_suite, isa_dma_suite;

/* ---- attacker.c: for the attacks ---- */

/* The system failed: says how. The attack goes on and counts as failed. */
void breach(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* What this process may complain of from now on means nothing. */
void be_quiet(void);
/* A breach unless the result is an error. */
void must_refuse(const char *call, u32 argument, s32 result);
/* A breach unless the result is that value. */
void must_be(const char *call, u32 argument, s32 result, s32 expected);
/* Whether the attacker is a system process. */
int is_driver(void);
/* Ends the process as attackers do. */
_Noreturn void attack_exit(int status);
endpoint_t self(void);
/* The accomplice of that number, 0 or 1. */
endpoint_t accomplice(u32 number);
/* Waits until the process is dead; true unless it sends something instead. */
int wait_for_death(endpoint_t endpoint);
/* Sum over the program's own text, to see that it is as it was. */
u32 text_sum(void);
/* The first and the end of the program's text, whole pages. */
u32 text_start(void);
u32 text_end(void);

_Noreturn void attacker_main(const struct suite *suite, const struct attack *attack, u32 as);
_Noreturn void accomplice_main(const struct attack *attack, u32 number);

/* ---- nasty.c: values from which attacks are made ---- */

struct nasty {
	u32 address;
	u32 length;
};
/* Ranges that are not all the process' own. Fills them in at first use. */
const struct nasty *nasty_ranges(u32 *count);
/* Readable ranges that nobody may write to. */
const struct nasty *read_only_ranges(u32 *count);
/* Endpoints that are not those of a live process. */
const endpoint_t *dead_endpoints(u32 *count);

/* ---- witness.c ---- */

#define WITNESS_ECHO "witness.echo"
#define WITNESS_ASKER "witness.asker"
_Noreturn void witness_echo_main(void);
_Noreturn void witness_asker_main(void);

/* ---- services.c ---- */

/* A driver with the least that a driver needs. */
struct privilege bare_driver(const char *label);
/* Has RS start this program with these arguments. */
int start_service(const struct privilege *privilege, const char *arguments, endpoint_t *endpoint);

/* ---- emulator.c ---- */
#define EMULATOR_V86 1u
#define EMULATOR_QEMU 2u /* without hardware virtualisation */
/* The emulator we run in, or 0. */
u32 emulator_found(void);
const char *emulator_name(u32 emulator);

/* ---- runner.c ---- */
int runner_main(void);

/* ---- main.c ---- */
extern const struct suite *const suites[];
extern const u32 suite_count;
/* Finds "suite.word"; a null pointer when there is none. */
const struct attack *attack_find(const char *name, const struct suite **suite);

/* ---- messages between attackers, accomplices and witnesses ---- */
#define TEST_ECHO (PROTO_TEST + 1)   /* struct test_echo: answered with count + 1 */
#define TEST_GO (PROTO_TEST + 2)     /* struct test_word: do what you are here for */
#define TEST_RESULT (PROTO_TEST + 3) /* struct test_word */
#define TEST_JUNK (PROTO_TEST + 4)   /* nobody expects this */

struct test_echo {
	u32 count;
	u32 sum;
};

struct test_word {
	s32 value;
	u32 address;
};

#endif
