/*
 * The test of least authority: for each privilege that system.conf knows, a driver
 * that has it uses it, and one that has not, or not so much of it, tries to exceed it.
 * The drivers' blocks are written as in system.conf, read by its parser, and brought
 * to RS, so that what is tested is the whole way from the file to the kernel.
 *
 * The program is all of it: the runner (the first user process), the drivers (`driver
 * NAME`) and one that owns something which the others may not have (`owner`). A driver
 * makes its one attempt before its main loop would begin and ends with what it found;
 * the runner reads that from RS' incidents.
 */
#ifndef PRIVTEST_H
#define PRIVTEST_H

#include <errno.h>
#include <kintsugi/kcall.h>
#include <kintsugi/trap.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>

#define DRIVER_LABEL "test.driver"
#define DRIVER_UID 300u
#define DRIVER_GID 1u

/* What is expected besides the names of errors. */
#define DONE "done"
#define PROTECTION_FAULT "general protection fault"

struct attempt {
	const char *name; /* a word */
	const char *what; /* what is checked, on one line */
	const char *statements; /* of its block, besides those that all have */
	s32 (*run)(u32 argument); /* 0 or more: done; or a negative error */
	u32 argument;
	const char *expected; /* DONE, the name of an error, or of an exception */
	u8 ends_owner;        /* then less is in use than before */
};

struct attempt_table {
	const struct attempt *attempts;
	u32 count;
};

extern const struct attempt_table kernel_attempts;   /* kernel calls, traps, targets, flags */
extern const struct attempt_table hardware_attempts; /* ports, interrupts, memory */
extern const struct attempt_table server_attempts;   /* what RS, DS and the PCI server grant */

/* ---- driver.c ---- */

/* More about the result, for whoever reads it: what it was that had it. */
void found_with(const char *subject);
_Noreturn void driver_main(const char *name);
const struct attempt *attempt_find(const char *name);

/* Asks a server and waits for its answer: the status, or the error of asking. */
s32 ask(const char *label, struct message *message);

/* ---- owner.c ---- */

#define OWNER_LABEL "test.owner"
#define OWNED_NUMBER "test.number" /* DS_U32 */
#define OWNED_STATE "test.state"   /* DS_MEMORY */
#define STATE_SIZE 16u
_Noreturn void owner_main(void);

/* ---- runner.c ---- */

int runner_main(void);

#endif
