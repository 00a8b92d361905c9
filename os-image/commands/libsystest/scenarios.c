/* The table of tests, and for each who takes part and how all must end. */
#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/rs_client.h>
#include <libsys/thread.h>
#include <stdio.h>
#include <string.h>
#include <testkit/usage.h>

#include "libsystest.h"

#define PING_MS 2000u
#define HUNG_PING_MS 200u
#define VECTOR_PAGE_FAULT 14u
#define RACE_ODDS 5u
#define RACE_SEED 20u
#define LEAK_MAX_PAGES 256u

static endpoint_t drivers[2];

/* ---- building blocks ---- */

static int
started(const char *label, const char *arguments, endpoint_t *endpoint)
{
	*endpoint = service_start(label, arguments);
	return *endpoint >= 0 || failed("%s did not start: error %d", label, (int)-*endpoint);
}

/* Two drivers and the server between them and the clients. */
static int
set_up(const char *driver_0, const char *driver_1, const char *server_role, endpoint_t *server_ep)
{
	return started(DRIVER_0, driver_0, &drivers[0]) &&
	       started(DRIVER_1, driver_1, &drivers[1]) && started(SERVER, server_role, server_ep);
}

static int
passes(endpoint_t client)
{
	struct rs_end end;
	int error = service_wait(client, &end);

	if (error < 0)
		return failed("the client did not end: error %d", -error);
	if (end.defect == DEFECT_EXCEPTION)
		return failed("the client died of exception %u at %x", (unsigned)end.vector,
			      (unsigned)end.eip);
	if (end.defect != DEFECT_EXIT || end.exit_kind != EXIT_NORMAL || end.exit_status != 0)
		return failed("%s", end.text);
	return 1;
}

static int
client_passes(const char *role)
{
	endpoint_t client;

	return started(CLIENT, role, &client) && passes(client);
}

static int
answers_ping(endpoint_t endpoint)
{
	int error = rs_ping(endpoint, PING_MS);

	return error == 0 || failed("no answer to a heartbeat: error %d", -error);
}

/* ---- the tests ---- */

static int
threads_take_turns(void)
{
	return client_passes("threads");
}

static int
timers_in_order(void)
{
	return client_passes("timers");
}

static int
slow_driver_alone_is_slow(void)
{
	endpoint_t server_ep;

	return set_up("slow 300", "echo", "server 1 0", &server_ep) && client_passes("slow_client");
}

static int
dead_driver_alone_is_dead(void)
{
	endpoint_t server_ep;

	return set_up("silent", "echo", "server 1 0", &server_ep) && client_passes("dead_client") &&
	       answers_ping(server_ep);
}

static int
deadlines_in_time(void)
{
	endpoint_t server_ep;

	return set_up("silent", "echo", "server 1 0", &server_ep) && client_passes("deadline_client");
}

static int
pool_is_bounded(void)
{
	endpoint_t server_ep;

	return set_up("slow 100", "echo", "server 0 0", &server_ep) && client_passes("pool_client");
}

static int
lies_are_reported(void)
{
	endpoint_t server_ep;

	return set_up("lying 60", "silent", "server 0 0", &server_ep) && client_passes("lies_client");
}

static int
resent_once(void)
{
	char arguments[RS_ARGUMENTS_MAX];
	endpoint_t old_ep, new_ep, server_ep, client, mover_ep;
	struct rs_end end;

	if (!started(DRIVER_0, "dying 3", &old_ep) || !started(DRIVER_1, "echo", &new_ep) ||
	    !started(SERVER, "server 0 0", &server_ep) ||
	    !started(CLIENT, "resend_client", &client))
		return 0;
	if (service_wait(old_ep, &end) < 0)
		return failed("the driver did not die");
	if (!started(DRIVER_0, "echo", &new_ep))
		return 0;
	snprintf(arguments, sizeof(arguments), "mover %d %d", (int)old_ep, (int)new_ep);
	return started("t.mover", arguments, &mover_ep) && passes(mover_ep) && passes(client);
}

static int
dead_letters(void)
{
	endpoint_t driver;

	return started(DRIVER_0, "deaf 100", &driver) && client_passes("requests");
}

static int
yielding_is_fair(void)
{
	endpoint_t server_ep;

	return set_up("echo", "echo", "server 0 0", &server_ep) && client_passes("yield_client");
}

static int
overflow_hits_the_guard(void)
{
	endpoint_t server_ep;
	struct rs_end end;
	u32 below_top;

	if (!set_up("echo", "echo", "server 0 0", &server_ep) || !client_passes("overflow_client"))
		return 0;
	if (service_wait(server_ep, &end) < 0)
		return failed("the server did not die");
	if (end.defect != DEFECT_EXCEPTION || end.vector != VECTOR_PAGE_FAULT)
		return failed("expected a page fault, found defect %u, vector %u",
			      (unsigned)end.defect, (unsigned)end.vector);
	below_top = THREAD_SLOT_BYTES - (end.address - THREAD_AREA_BASE) % THREAD_SLOT_BYTES;
	if (end.address < THREAD_AREA_BASE || end.address >= THREAD_AREA_END ||
	    below_top <= SERVER_STACK_BYTES || below_top > SERVER_STACK_BYTES + THREAD_GUARD_BYTES)
		return failed("the fault at %x is not in a guard", (unsigned)end.address);
	return answers_ping(drivers[0]) && answers_ping(drivers[1]);
}

static int
heartbeats(void)
{
	endpoint_t server_ep, client;
	int error;

	if (!set_up("slow 300", "echo", "server 1 0", &server_ep) || !answers_ping(server_ep) ||
	    !started(CLIENT, "slow_client", &client) || !answers_ping(server_ep) ||
	    !passes(client) || !client_passes("hang_client"))
		return 0;
	error = rs_ping(server_ep, HUNG_PING_MS);
	return error == -ETIMEDOUT ||
	       failed("a hung handler and a heartbeat: expected %d, found %d", -ETIMEDOUT, error);
}

/* ---- orders of the monitor ---- */

/* The client is the server's monitor, and has to be there first. */
static int
set_up_monitored(const char *client_role, endpoint_t *server_ep, endpoint_t *client)
{
	return started(CLIENT, client_role, client) &&
	       set_up("silent", "echo", "server 1 1", server_ep);
}

static int
monitor_passes(const char *client_role)
{
	endpoint_t server_ep, client;

	return set_up_monitored(client_role, &server_ep, &client) && passes(client);
}

static int
quiescent_point(void)
{
	return monitor_passes("prepare_client");
}

static int
resuming(void)
{
	return monitor_passes("resume_client");
}

static int
strangers_order_nothing(void)
{
	endpoint_t server_ep;

	return set_up("silent", "echo", "server 1 0", &server_ep) &&
	       client_passes("stranger_client");
}

/* Has the server told to misbehave, which must end it; *end tells how. */
static int
ends_by(enum rs_misbehaviour how, u32 odds, struct rs_end *end)
{
	char arguments[RS_ARGUMENTS_MAX];
	endpoint_t server_ep, client;

	snprintf(arguments, sizeof(arguments), "misbehave_client %u %u %u 0", (unsigned)how,
		 (unsigned)odds, RACE_SEED);
	if (!set_up_monitored(arguments, &server_ep, &client) || !passes(client))
		return 0;
	return service_wait(server_ep, end) >= 0 || failed("the server did not end");
}

static int
panics(const struct rs_end *end, const char *text)
{
	if (end->defect != DEFECT_EXIT || end->exit_kind != EXIT_PANIC)
		return failed("expected a panic, found defect %u, kind of exit %u",
			      (unsigned)end->defect, (unsigned)end->exit_kind);
	return strncmp(end->text, text, strlen(text)) == 0 ||
	       failed("expected \"%s\", found \"%s\"", text, end->text);
}

static int
faults_at_0(const struct rs_end *end)
{
	return (end->defect == DEFECT_EXCEPTION && end->vector == VECTOR_PAGE_FAULT &&
		end->address == 0) ||
	       failed("expected a page fault at 0, found defect %u, vector %u, address %x",
		      (unsigned)end->defect, (unsigned)end->vector, (unsigned)end->address);
}

static int
panic_on_order(void)
{
	struct rs_end end;

	return ends_by(MISBEHAVE_PANIC, 0, &end) && panics(&end, "ordered to panic");
}

static int
exception_on_order(void)
{
	struct rs_end end;

	return ends_by(MISBEHAVE_EXCEPTION, 0, &end) && faults_at_0(&end);
}

static int
exit_on_order(void)
{
	struct rs_end end;

	if (!ends_by(MISBEHAVE_EXIT, 0, &end))
		return 0;
	return (end.defect == DEFECT_EXIT && end.exit_kind == EXIT_NORMAL &&
		end.exit_status == 1) ||
	       failed("expected status 1, found defect %u, kind of exit %u, status %d",
		      (unsigned)end.defect, (unsigned)end.exit_kind, (int)end.exit_status);
}

static int
hang_on_order(void)
{
	char arguments[RS_ARGUMENTS_MAX];

	snprintf(arguments, sizeof(arguments), "misbehave_client %u 0 0 0", MISBEHAVE_HANG);
	return monitor_passes(arguments);
}

static int
race_on_order(void)
{
	struct rs_end end;

	return ends_by(MISBEHAVE_RACE, RACE_ODDS, &end) && faults_at_0(&end);
}

/* Has a server with these privileges told to leak. */
static int
leaks(const struct privilege *privilege, s32 answer, endpoint_t *server_ep)
{
	char arguments[RS_ARGUMENTS_MAX];
	endpoint_t client;

	snprintf(arguments, sizeof(arguments), "misbehave_client %u 0 0 %d", MISBEHAVE_LEAK,
		 (int)answer);
	if (!started(CLIENT, arguments, &client))
		return 0;
	*server_ep = service_start_with(privilege, "echo 1");
	if (*server_ep < 0)
		return failed("the server did not start: error %d", (int)-*server_ep);
	return passes(client);
}

static int
leak_on_order(void)
{
	struct privilege privilege = rs_plain_privilege(SERVER);
	endpoint_t server_ep;
	struct rs_end end;

	privilege.max_pages = LEAK_MAX_PAGES;
	if (!leaks(&privilege, 0, &server_ep))
		return 0;
	if (service_wait(server_ep, &end) < 0)
		return failed("the server did not end");
	return panics(&end, "out of memory after");
}

static int
no_leave_to_leak(void)
{
	struct privilege privilege = rs_plain_privilege(SERVER);
	endpoint_t server_ep;

	privilege.kcalls[K_VM_MAP / 32] &= ~(1u << K_VM_MAP % 32);
	return leaks(&privilege, -EOPNOTSUPP, &server_ep);
}

/* Runs one of the others, which has come by all it wants to keep, and looks what is missing. */
static int
nothing_is_left(void)
{
	struct kusage before, after;
	endpoint_t server_ep;

	(void)usage_now(&before);
	if (!set_up("slow 100", "echo", "server 0 0", &server_ep) || !client_passes("pool_client"))
		return 0;
	services_clear();
	(void)usage_now(&after);
	if (after.frames_free != before.frames_free)
		return failed("%d frames less", (int)(before.frames_free - after.frames_free));
	if (after.processes != before.processes || after.privileges != before.privileges)
		return failed("%d processes and %d privilege structures more",
			      (int)(after.processes - before.processes),
			      (int)(after.privileges - before.privileges));
	return 1;
}

const struct test tests[] = {
	{"threads_take_turns", "threads run in order on stacks of their own", threads_take_turns},
	{"timers_in_order", "timers fire in order, none early, none cancelled", timers_in_order},
	{"slow_driver", "a slow driver keeps only its own users waiting",
	 slow_driver_alone_is_slow},
	{"dead_driver", "a dead driver's users take no more than their lane, and end by deadline",
	 dead_driver_alone_is_dead},
	{"deadline", "a deadline fires in guest time, never early", deadlines_in_time},
	{"pool_exhaustion", "work beyond threads and queue is refused, and then all is well again",
	 pool_is_bounded},
	{"lies", "forged, repeated and late replies are reported and change nothing",
	 lies_are_reported},
	{"resend", "requests to a driver that died are answered once, by the next instance",
	 resent_once},
	{"dead_letters", "what can't be delivered ends; what is held can be cancelled",
	 dead_letters},
	{"yield", "a thread that yields keeps nobody from being heard", yielding_is_fair},
	{"stack_overflow", "a thread's stack overflow kills just its server, in the guard",
	 overflow_hits_the_guard},
	{"heartbeat", "heartbeats are answered between requests, and not from a hung handler",
	 heartbeats},
	{"quiescent_point",
	 "RS_PREPARE refuses what waits, lets the rest end, and is answered once then",
	 quiescent_point},
	{"resume", "RS_RESUME goes on as before, and ends an RS_PREPARE that is under way", resuming},
	{"strangers_order", "orders of others than the monitor are refused", strangers_order_nothing},
	{"panic_on_order", "RS_MISBEHAVE is answered before the panic", panic_on_order},
	{"exception_on_order", "RS_MISBEHAVE is answered before page 0 is touched",
	 exception_on_order},
	{"exit_on_order", "RS_MISBEHAVE is answered before the exit", exit_on_order},
	{"hang_on_order", "RS_MISBEHAVE is answered, and no heartbeat after it", hang_on_order},
	{"race_on_order", "a race fails at one of many requests", race_on_order},
	{"leak_on_order", "a leak takes memory until there is none, and panics", leak_on_order},
	{"no_leave_to_leak", "who may take no memory says so", no_leave_to_leak},
	{"nothing_left", "frames and table slots in use are the same before and after",
	 nothing_is_left},
};

const u32 test_count = ARRAY_LEN(tests);
