/*
 * The tests of lib/libsys in the running system.
 *
 * The program is all that takes part. Without arguments it is the runner, the
 * first user process: it goes through a table of tests and has RS start the
 * services each one needs. These are the same program with arguments that name
 * their role: drivers of good and bad manners, the server under test (the event
 * loop, its threads and its requests), and clients that ask the server for
 * work and say by their end whether it was done well.
 */
#ifndef LIBSYSTEST_H
#define LIBSYSTEST_H

#include <kintsugi/endpoint.h>
#include <kintsugi/types.h>

#define DRIVER_0 "t.driver0"
#define DRIVER_1 "t.driver1"
#define SERVER "t.server"
#define CLIENT "t.client"

#define SERVER_THREADS 8u
#define SERVER_STACK_BYTES (16u * 1024u)
#define SERVER_LANE_THREADS 3u
#define SERVER_LANE_WAITING 4u

struct role {
	const char *name;
	void (*main)(int argc, char **argv); /* argv[0] is the role's first own argument */
};

/* ---- roles; none returns ---- */

/* drivers.c */
void echo_driver(int argc, char **argv);   /* answers at once; with an argument the client is its monitor */
void slow_driver(int argc, char **argv);   /* MS: answers so much later */
void silent_driver(int argc, char **argv); /* never answers */
void dying_driver(int argc, char **argv);  /* N: answers nothing, and exits on request N */
void deaf_driver(int argc, char **argv);   /* MS: never receives a message, and exits after that */
void lying_driver(int argc, char **argv);  /* answers, and tells lies besides: enum test_lie */

/*
 * server.c: LANES: 1 limits what one driver's users may take, 0 does not; MONITOR: 1
 * makes the client (CLIENT) its monitor, 0 leaves it with RS
 */
void server(int argc, char **argv);

/* clients.c: the part that a test has for the client */
void slow_client(int argc, char **argv);
void dead_client(int argc, char **argv);
void deadline_client(int argc, char **argv);
void pool_client(int argc, char **argv);
void lies_client(int argc, char **argv);
void resend_client(int argc, char **argv);
void yield_client(int argc, char **argv);

/* callers.c: clients that wait in SENDREC or SEND */
void overflow_client(int argc, char **argv);
void hang_client(int argc, char **argv);
void mover(int argc, char **argv); /* OLD NEW: the driver has another endpoint */

/* orders.c: clients that are the server's monitor, but for the stranger */
void prepare_client(int argc, char **argv);
void resume_client(int argc, char **argv);
void stranger_client(int argc, char **argv);
void misbehave_client(int argc, char **argv); /* HOW ODDS SEED STATUS: the answer it is to get */

/* complainer.c: LABEL: complains about it for ever; for another test than ours */
void complainer(int argc, char **argv);

/* alone.c: tests that need no server */
void timers_alone(int argc, char **argv);
void requests_alone(int argc, char **argv);
void threads_alone(int argc, char **argv);

/* ---- for roles ---- */

/* Ends the process; the runner takes it as success. To fail, panic. */
_Noreturn void pass(void);
/* The live service of that label; panics if there is none. */
endpoint_t need(const char *label);
/* Argument number `index` as a number; panics if it is missing. */
u32 argument(int argc, char **argv, int index);

/* ---- services.c: what the runner has started ---- */

struct rs_end;
struct privilege;

/* Starts this program in that role. The endpoint, or an error. */
endpoint_t service_start(const char *label, const char *arguments);
/* The same, with other privileges than rs_plain_privilege's. */
endpoint_t service_start_with(const struct privilege *privilege, const char *arguments);
/* How it ended; it has to end before the runner's patience does. */
int service_wait(endpoint_t endpoint, struct rs_end *end);
/* Ends all that service_start started. */
void services_clear(void);

/* ---- scenarios.c ---- */

struct test {
	const char *name;
	const char *promise; /* what libsys promises, on one line */
	int (*run)(void);    /* true if it held; else it has called failed() */
};

extern const struct test tests[];
extern const u32 test_count;

/* ---- runner.c ---- */

/* Notes why the test failed; returns 0. */
int failed(const char *format, ...) __attribute__((format(printf, 1, 2)));
int runner(void);

#endif
