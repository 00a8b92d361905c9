/*
 * The life of a driver: it offers one protocol or several (libdriver/block.h,
 * libdriver/char.h), then waits for requests, interrupts and timers for ever.
 *
 *     block_serve(&my_block_driver);      // and, or, char_serve(&my_char_driver)
 *     driver_run(&(struct driver_events){.interrupt = my_interrupt});
 *
 * Everything a driver gives the library to call runs on the loop's own stack:
 * it must return soon (heartbeats are answered in between) and must not wait.
 * What takes longer is split with timers (libsys/timer.h) and interrupts, or left
 * to a thread of the driver's own.
 *
 * A driver is replaced while it runs (RS_PREPARE): the library answers what waits
 * with -EMOVED and tells when all that the driver had begun has ended.
 *
 * Kernel calls that the library needs: K_TIME, K_INFO, K_DIAG, K_EXIT,
 * K_ALARM, K_SAFECOPY_FROM, K_SAFECOPY_TO; traps RECEIVE, NOTIFY, SENDNB, SENDA.
 */
#ifndef LIBDRIVER_DRIVER_H
#define LIBDRIVER_DRIVER_H

#include <libsys/event_loop.h>

/* What may happen to a driver besides requests; any may be NULL. */
struct driver_events {
	/*
	 * Runs once on one of the threads, to find the device and bring it up, and may
	 * wait. Requests that come meanwhile are handled when it returns; heartbeats,
	 * interrupts and the rest go on.
	 */
	void (*start)(void);

	void (*interrupt)(u32 hooks, u64 time_us); /* bit n: the hook with id n fired */
	void (*kernel)(void);                      /* a notification from EP_SYSTEM */
	void (*notified)(endpoint_t source);       /* by another process */

	/* As in struct event_config; the libraries of the protocols see to their own requests. */
	void (*prepare)(void);
	int (*quiescent)(void);

	u32 threads;     /* for a driver that wants to wait in the middle: libsys/thread.h; needs K_VM_MAP */
	u32 stack_bytes; /* of each */
};

/* Runs for ever. */
_Noreturn void driver_run(const struct driver_events *events);

/* ---- for the protocols of this library ---- */

#define DRIVER_ROUTES_MAX 32u
#define DRIVER_PROTOCOLS_MAX 4u

struct driver_protocol {
	u32 base; /* PROTO_BLOCK and the like: the upper bits of its request types */
	const struct event_route *routes;
	u32 route_count;
	s32 (*accept)(const struct message *request); /* as in struct event_config */

	/* The same; NULL: the protocol keeps no requests. */
	void (*prepare)(void);
	int (*quiescent)(void);
};

/* Adds a protocol to what driver_run serves; panics when there are too many. */
void driver_add_protocol(const struct driver_protocol *protocol);

/*
 * Whether the process has that label. A pattern that ends in '*' is matched by
 * all labels that begin like it. Answers about the same processes are remembered,
 * so that asking at each request costs nothing.
 */
int driver_client_is(endpoint_t endpoint, const char *pattern);

#endif
