/*
 * workload: uses one driver for ever, in rounds. Each round begins from nothing (a new connection,
 * a device that is opened again), checks itself what it got, and ends in bounded time whatever the
 * driver does: so a round that began after something happened to the driver, and ended well, shows
 * that the driver still serves.
 *
 *     main.c      which workload, and its rounds
 *     progress.c  what the host reads of them
 *     network.c   rtl8139 and dp8390: download, upload; ping.c: echoes of ICMP
 *     disk.c      at_disk: the raw device, and a file by way of its file server
 *     printer.c   pages on /dev/lp
 *     terminal.c  the console, which the host reads and answers, and the screen
 *     sound.c     tunes on /dev/dsp
 *     limit.c     the deadline of calls that may wait for the world outside
 *
 * What the program itself can't see, the host checks: src/swifi/workloads.
 */
#ifndef WORKLOAD_H
#define WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a step of a round ends. The first one that does not end well ends the round. */
enum outcome {
	WELL,
	FAILED, /* the service was not to be had, or ended with an error */
	WRONG,  /* it gave something else than it should */
};

struct workload {
	const char *name;
	int operands;
	/* Once: what rounds need. An operand of no use ends the program with a message. */
	void (*prepare)(char **operands);
	/* `number` counts from 1; no two rounds have equal contents. */
	enum outcome (*round)(uint32_t number);
};

extern const struct workload network_workload, disk_workload, printer_workload,
	terminal_workload, sound_workload;

/* ---- progress.c ---- */

/*
 * How a step says what went wrong. `step` is a literal: what was being done. For `failed` errno is
 * the error.
 */
enum outcome failed(const char *step);
enum outcome wrong(const char *step);

/* An error that the round gets over by itself, as an application of the device has to. */
void got_over(int error);

void round_begins(uint32_t number);
void round_ends(uint32_t number, enum outcome outcome);

/* ---- limit.c ---- */

/* Calls that wait end with EINTR from then on, until limit_end. */
void limit_begin(unsigned seconds);
void limit_end(void);

/* ---- ping.c ---- */

/*
 * Sends echo requests of several sizes at once, until each has been answered. For root. The address
 * is in the network's byte order.
 */
enum outcome ping(uint32_t address, uint32_t number, int limit_ms);

#endif
