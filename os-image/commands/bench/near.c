/*
 * What system processes do with each other and with the kernel.
 *
 * The context switch is derived: a round trip is two switches and three traps
 * (SENDREC here, SENDNB and RECEIVE there), so half of what remains of it after
 * three bare traps is a switch with what it costs to pass on one message.
 */
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>

#include "bench.h"

#define CALLS 20000u
#define TRIPS 10000u
#define COPIES 5000u
#define LARGE_COPIES 500u
#define MAPS 40u
#define MAP_BYTES (1024u * 1024u)
#define TRIP_TRAPS 3u

static endpoint_t far;
static grant_id_t grant;
static u32 copy_bytes;
static u8 buffer[FAR_BYTES] __attribute__((aligned(PAGE_SIZE)));

static void
must(const char *what, s32 result)
{
	if (result < 0)
		panic("%s: error %d", what, (int)-result);
}

static void
round_trip(void)
{
	struct message message = {.type = BENCH_ECHO};

	must("sendrec", ipc_sendrec(far, &message));
}

static void
notify_trip(void)
{
	struct message message;

	must("notify", ipc_notify(far));
	must("receive", ipc_receive(far, &message));
}

static void
copy_from(void)
{
	must("safecopy", sys_safecopy_from(far, grant, 0, buffer, copy_bytes));
}

static void
copy_to(void)
{
	must("safecopy", sys_safecopy_to(far, grant, 0, buffer, copy_bytes));
}

static void
map_unmap(void)
{
	u32 address;

	must("vm_map", sys_vm_map(EP_SELF, 0, MAP_BYTES, VM_READ | VM_WRITE, &address));
	must("vm_unmap", sys_vm_unmap(EP_SELF, address, MAP_BYTES));
}

static void
time_copies(const char *name, u32 bytes, void (*copy)(void))
{
	struct result result;

	copy_bytes = bytes;
	result = measure(bytes > PAGE_SIZE ? LARGE_COPIES : COPIES, copy);
	print_rate(name, &result, bytes);
}

static void
find_far(void)
{
	struct message message = {.type = BENCH_GRANT};

	far = sys_lookup(FAR);
	must("looking up " FAR, far);
	must("asking for the grant", ipc_sendrec(far, &message));
	grant = MESSAGE_BODY(&message, const struct bench_grant)->grant;
}

void
load_side(void)
{
	find_far();
	copy_bytes = PAGE_SIZE;
	for (;;) {
		round_trip();
		copy_from();
	}
}

void
near_side(void)
{
	struct result trap, trip, result;

	measure_init();
	find_far();
	print_heading("system process");
	trap = measure(CALLS, refused_call);
	print_result("null_kernel_call", &trap, "with a number that there is not");
	result = measure(CALLS, time_call);
	print_result("time_call", &result, "K_TIME, the cheapest that does something");
	trip = measure(TRIPS, round_trip);
	print_result("round_trip", &trip, "SENDREC, answered by SENDNB and RECEIVE");
	result = half_less_traps(&trip, &trap, TRIP_TRAPS);
	print_result("context_switch", &result, "derived: (round_trip - 3 null_kernel_call) / 2");
	result = measure(TRIPS, notify_trip);
	print_result("notify_trip", &result, "a notification there and one back");
	time_copies("safecopy_from_64", 64, copy_from);
	time_copies("safecopy_from_4k", 4096, copy_from);
	time_copies("safecopy_from_64k", FAR_BYTES, copy_from);
	time_copies("safecopy_to_64k", FAR_BYTES, copy_to);
	result = measure(MAPS, map_unmap);
	print_result("vm_map_unmap_1m", &result, "K_VM_MAP and K_VM_UNMAP of 1 MB, zeroed");
	sys_exit(EXIT_NORMAL, 0, "", 0);
}
