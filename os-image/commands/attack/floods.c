/*
 * Those who never stop: loops, notifications, messages, calls, faults. Each
 * goes on until it is killed; all the while the witnesses must get through, RS
 * must start and end other services, and PM must answer.
 */
#include <libsys/grant.h>
#include <proto/pm.h>
#include <signal.h>
#include <sys/mman.h>

#include "attack.h"

static void
loop(u32 argument)
{
	for (;;)
		__asm__ volatile("" : : "r"(argument));
}

static void
loop_as_accomplice(u32 argument, u32 number)
{
	(void)number;
	loop(argument);
}

static void
flood_notifications(u32 argument)
{
	endpoint_t targets[] = {sys_lookup(WITNESS_ECHO), sys_lookup(WITNESS_ASKER), RS_EP};

	for (;;)
		ipc_notify(targets[argument]);
}

static void
flood_sendnb(u32 argument)
{
	struct message message = {.type = TEST_JUNK};
	endpoint_t target = sys_lookup(WITNESS_ECHO);

	(void)argument;
	for (;;)
		ipc_sendnb(target, &message);
}

static void
flood_send(u32 argument)
{
	struct message message = {.type = TEST_JUNK};
	endpoint_t target = sys_lookup(WITNESS_ECHO);

	(void)argument;
	for (;;)
		ipc_send(target, &message);
}

static void
flood_send_as_accomplice(u32 argument, u32 number)
{
	(void)number;
	flood_send(argument);
}

static void
flood_senda(u32 argument)
{
	static struct async_entry table[ASYNC_MAX_ENTRIES];
	endpoint_t targets[] = {sys_lookup(WITNESS_ECHO), sys_lookup(WITNESS_ASKER), RS_EP};

	(void)argument;
	for (;;) {
		for (u32 i = 0; i < ARRAY_LEN(table); i++)
			table[i] = (struct async_entry){.flags = ASYNC_VALID | ASYNC_NOTIFY,
							.target = targets[i % ARRAY_LEN(targets)],
							.message = {.type = TEST_JUNK}};
		ipc_senda(table, ARRAY_LEN(table));
	}
}

/* Requests that make no sense, to those whom everybody may ask. */
static void
flood_requests(u32 target)
{
	struct message message;

	for (u32 type = 0;; type++) {
		message.type = (target == (u32)RS_EP ? PROTO_RS : (u32)PM_REQUEST_END) + type % 16;
		ipc_sendrec((endpoint_t)target, &message);
	}
}

static void
flood_kernel_calls(u32 argument)
{
	static u8 log[8192];

	(void)argument;
	for (u32 call = 0;; call++) {
		kernel_call(call % (KCALL_COUNT + 1), 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
			    0xffffffff);
		sys_info(KINFO_LOG, log, sizeof(log), 0);
	}
}

static void
no_exit(struct privilege *privilege)
{
	privilege->kcalls[K_EXIT / 32] &= ~(1u << (K_EXIT % 32));
}

/* The longest copies there are, one after the other. */
static void
flood_copies(u32 argument)
{
	static const u32 length = 256 * PAGE_SIZE;
	struct safecopy_part parts[4];
	grant_id_t grant;
	u32 address;

	(void)argument;
	must_be("K_VM_MAP", length, sys_vm_map(EP_SELF, 0, length, VM_READ | VM_WRITE, &address), 0);
	grant = grant_direct(self(), (void *)address, length, GRANT_READ | GRANT_WRITE);
	for (u32 i = 0; i < ARRAY_LEN(parts); i++)
		parts[i] = (struct safecopy_part){self(), grant, 0, address, length, i % 2};
	for (;;)
		sys_safecopy_vector(parts, ARRAY_LEN(parts));
}

static void
flood_alarms(u32 argument)
{
	struct message message;

	(void)argument;
	for (;;) {
		sys_alarm(1);
		ipc_receive(EP_CLOCK, &message);
	}
}

/* All the room there is for mappings, with nothing in it but one page. */
static void
flood_unmapping(u32 argument)
{
	static const u32 top = USER_STACK_TOP - USER_STACK_MAX - PAGE_SIZE;

	(void)argument;
	for (;;) {
		void *page = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		must_be("mmap", 0, page == MAP_FAILED, 0);
		must_be("munmap", 0, munmap((void *)USER_MMAP_BASE, top - USER_MMAP_BASE), 0);
	}
}

static void
do_nothing(int signal)
{
	(void)signal;
}

/* A handler that goes back to the instruction that fails, again and again. */
static void
flood_faults(u32 argument)
{
	signal(SIGSEGV, do_nothing);
	*(volatile u32 *)argument = 1;
}

static void
flood_signals(u32 argument)
{
	(void)argument;
	signal(SIGUSR1, do_nothing);
	for (;;)
		raise(SIGUSR1);
}

#define ENDLESS(as_, name_, run_, argument_, promise_)                                             \
	{.name = name_, .run = run_, .argument = argument_, .as = as_, .ends = ENDS_KILLED,        \
	 .promise = promise_}

static const struct attack attacks[] = {
	ENDLESS(AS_BOTH, "loop", loop, 0, "an endless loop leaves the processor to others"),
	{.name = "three_loops", .run = loop, .as = AS_DRIVER, .ends = ENDS_KILLED,
	 .accomplice = loop_as_accomplice, .accomplices = 2,
	 .promise = "several endless loops leave the processor to others"},
	ENDLESS(AS_DRIVER, "notify_echo", flood_notifications, 0,
		"a flood of notifications does not stop a conversation"),
	ENDLESS(AS_DRIVER, "notify_asker", flood_notifications, 1,
		"a flood of notifications does not stop who waits for a reply"),
	ENDLESS(AS_DRIVER, "notify_rs", flood_notifications, 2,
		"a flood of notifications does not keep RS from its work"),
	ENDLESS(AS_DRIVER, "sendnb", flood_sendnb, 0,
		"a flood of non-blocking messages does not stop a conversation"),
	ENDLESS(AS_DRIVER, "send", flood_send, 0,
		"a flood of messages does not stop a conversation"),
	{.name = "three_send", .run = flood_send, .as = AS_DRIVER, .ends = ENDS_KILLED,
	 .accomplice = flood_send_as_accomplice, .accomplices = 2,
	 .promise = "floods of messages from three do not stop a conversation"},
	ENDLESS(AS_DRIVER, "senda", flood_senda, 0,
		"a flood of asynchronous messages does not stop a conversation"),
	ENDLESS(AS_BOTH, "requests_to_rs", flood_requests, RS_EP,
		"a flood of requests does not keep RS from its work"),
	ENDLESS(AS_USER, "requests_to_pm", flood_requests, PM_EP,
		"a flood of requests does not keep PM from its work"),
	{.name = "kernel_calls", .run = flood_kernel_calls, .as = AS_BOTH, .ends = ENDS_KILLED,
	 .allow = no_exit, .promise = "a flood of kernel calls keeps nobody else out of the kernel"},
	ENDLESS(AS_DRIVER, "copies", flood_copies, 0,
		"a flood of long copies leaves the processor to others"),
	ENDLESS(AS_DRIVER, "alarms", flood_alarms, 0, "a flood of alarms leaves the clock to others"),
	ENDLESS(AS_USER, "unmapping", flood_unmapping, 0,
		"giving back far more memory than there is keeps nobody waiting"),
	ENDLESS(AS_USER, "faults", flood_faults, 0,
		"a flood of faults does not keep PM from its work"),
	ENDLESS(AS_USER, "signals", flood_signals, 0,
		"a flood of signals does not keep PM from its work"),
};

const struct suite floods_suite = {"floods", attacks, ARRAY_LEN(attacks)};
