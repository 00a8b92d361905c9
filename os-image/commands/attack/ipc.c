/* Messages: traps and targets not granted, forged and dead endpoints, circles. */
#include <proto/rs.h>
#include <string.h>

#include "attack.h"

static const u32 wild_traps[] = {0, IPC_TRAP_COUNT, 8, 31, 32, 33, 64, 255, 256,
				 0x7fffffff, 0x80000000, 0x80000001, 0xffffffff};

static s32
bare_trap(u32 trap, endpoint_t endpoint, void *message)
{
	s32 result;

	__asm__ volatile("int %1"
			 : "=a"(result)
			 : "i"(TRAP_IPC), "0"(trap), "b"(endpoint), "c"(message)
			 : "memory");
	return result;
}

static void
traps_not_granted(u32 argument)
{
	struct message message = {.type = TEST_JUNK};

	(void)argument;
	for (u32 trap = IPC_SEND; trap < IPC_TRAP_COUNT; trap++)
		if (trap != IPC_SENDREC)
			must_be("trap", trap, bare_trap(trap, RS_EP, &message), -EPERM);
	for (u32 i = 0; i < ARRAY_LEN(wild_traps); i++)
		must_be("trap", wild_traps[i], bare_trap(wild_traps[i], RS_EP, &message), -EBADCALL);
}

static void
sendrec_only(struct privilege *privilege)
{
	privilege->traps = 1u << IPC_SENDREC;
}

/* Every trap that names a target, to that target. */
static void
try_target(endpoint_t target, s32 expected)
{
	struct message message = {.type = TEST_JUNK};
	static struct async_entry entry;

	must_be("sendrec", (u32)target, ipc_sendrec(target, &message), expected);
	if (!is_driver())
		return;
	must_be("send", (u32)target, ipc_send(target, &message), expected);
	must_be("sendnb", (u32)target, ipc_sendnb(target, &message), expected);
	must_be("notify", (u32)target, ipc_notify(target), expected);
	entry = (struct async_entry){.flags = ASYNC_VALID, .target = target, .message = message};
	must_be("senda", (u32)target, ipc_senda(&entry, 1), 0);
	if (!(entry.flags & ASYNC_DONE))
		breach("senda to %d is pending", (int)target);
	must_be("senda's entry", (u32)target, entry.result, expected);
	ipc_senda(NULL, 0);
}

/* Every process there is, but those that all may ask. */
static void
targets_not_granted(u32 argument)
{
	struct kprocess process;
	u32 tried = 0;

	(void)argument;
	for (u32 slot = 0; slot < NR_PROCS; slot++) {
		if (sys_info(KINFO_PROCESS, &process, sizeof(process), slot) < 0)
			continue;
		if (!is_driver() && (process.priv_id == PRIV_ID_PM || process.priv_id == PRIV_ID_RS ||
				     process.priv_id == PRIV_ID_VFS))
			continue;
		try_target(process.endpoint, -EPERM);
		tried++;
	}
	if (tried < 3)
		breach("only %u processes are there", (unsigned)tried);
}

static void
no_targets(struct privilege *privilege)
{
	memset(privilege->ipc_targets, 0, sizeof(privilege->ipc_targets));
}

static void
forged_endpoints(u32 argument)
{
	struct message message;
	u32 count;
	const endpoint_t *endpoints = dead_endpoints(&count);

	(void)argument;
	for (u32 i = 0; i < count; i++) {
		try_target(endpoints[i], -EDEADEP);
		if (is_driver())
			must_be("receive", (u32)endpoints[i], ipc_receive(endpoints[i], &message),
				-EDEADEP);
	}
	for (endpoint_t special = EP_ANY; special <= EP_ASYNC; special++)
		try_target(special, -EDEADEP);
	if (is_driver())
		must_refuse("receive from EP_SELF", EP_SELF, ipc_receive(EP_SELF, &message));
}

static void
live_shortly(u32 argument, u32 number)
{
	struct message message;

	(void)argument;
	(void)number;
	ipc_receive(EP_ANY, &message);
}

/* An endpoint that was good until its process died. */
static void
stale_endpoint(u32 argument)
{
	struct message message = {.type = TEST_GO};
	endpoint_t target = accomplice(0);

	(void)argument;
	must_be("send", (u32)target, ipc_send(target, &message), 0);
	if (!wait_for_death(target))
		breach("the accomplice said something");
	try_target(target, -EDEADEP);
	must_be("receive", (u32)target, ipc_receive(target, &message), -EDEADEP);
}

static void
send_to_self(u32 argument)
{
	struct message message = {.type = TEST_JUNK};
	endpoint_t me = self();

	(void)argument;
	must_refuse("sendrec", (u32)me, ipc_sendrec(me, &message));
	if (!is_driver())
		return;
	must_refuse("send", (u32)me, ipc_send(me, &message));
	must_refuse("sendnb", (u32)me, ipc_sendnb(me, &message));
	must_refuse("receive", (u32)me, ipc_receive(me, &message));
}

/* ---- circles ---- */

/* Waits for a word from the attacker, then sends to the one that it names and tells the result. */
static void
close_circle(u32 argument, u32 number)
{
	struct message message;
	struct test_word *word = MESSAGE_BODY(&message, struct test_word);
	struct message circle = {.type = TEST_JUNK};
	endpoint_t attacker;

	(void)argument;
	(void)number;
	must_be("receive", 0, ipc_receive(EP_ANY, &message), 0);
	attacker = message.source;
	word->value = ipc_send(word->value, &circle);
	/* Whoever was refused lets the others go on by taking what they have for it. */
	if (word->value == -EDEADLK)
		ipc_receive(EP_ANY, &circle);
	message.type = TEST_RESULT;
	ipc_send(attacker, &message);
}

/* Takes messages until `results` results are there; counts the refusals among them. */
static u32
collect_results(u32 results)
{
	struct message message;
	u32 deadlocks = 0;

	while (results > 0) {
		must_be("receive", 0, ipc_receive(EP_ANY, &message), 0);
		if (message.type != TEST_RESULT)
			continue;
		results--;
		deadlocks += MESSAGE_BODY(&message, struct test_word)->value == -EDEADLK;
	}
	return deadlocks;
}

static void
circle(u32 members)
{
	struct message message = {.type = TEST_GO};
	struct test_word *word = MESSAGE_BODY(&message, struct test_word);
	endpoint_t first = accomplice(0);
	u32 deadlocks = 0;

	if (members == 3) {
		endpoint_t second = accomplice(1);

		word->value = self();
		must_be("send", 0, ipc_send(second, &message), 0);
		word->value = second;
	} else {
		word->value = self();
	}
	must_be("send", 0, ipc_send(first, &message), 0);
	message.type = TEST_JUNK;
	deadlocks += ipc_send(first, &message) == -EDEADLK;
	deadlocks += collect_results(members - 1);
	must_be("refusals in the circle", members, (s32)deadlocks, 1);
}

static void
receive_from_attacker(u32 argument, u32 number)
{
	struct message message;
	int result;

	(void)argument;
	(void)number;
	must_be("receive", 0, ipc_receive(EP_ANY, &message), 0);
	result = ipc_receive(message.source, &message);
	if (result == -EDEADLK)
		ipc_send(message.source, &message);
}

/* Each waits for a word from the other: one is told so, and speaks. */
static void
receive_circle(u32 argument)
{
	struct message message = {.type = TEST_GO};
	endpoint_t other = accomplice(0);

	(void)argument;
	must_be("send", 0, ipc_send(other, &message), 0);
	if (ipc_receive(other, &message) == -EDEADLK)
		must_be("send", 0, ipc_send(other, &message), 0);
}

/* ---- forged contents ---- */

static void
check_source(u32 argument, u32 number)
{
	struct message message;
	endpoint_t attacker;

	(void)argument;
	(void)number;
	must_be("receive", 0, ipc_receive(EP_ANY, &message), 0);
	attacker = message.source;
	must_be("source", 0, sys_lookup("attacker"), attacker);
	for (u32 i = 0; i < 2; i++) {
		must_be("receive", 0, ipc_receive(EP_ANY, &message), 0);
		must_be("source", i, message.source, attacker);
	}
}

static void
forge_source(u32 argument)
{
	static struct async_entry entry;
	struct message message = {.source = RS_EP, .type = TEST_JUNK};
	endpoint_t target = accomplice(0);

	(void)argument;
	must_be("send", 0, ipc_send(target, &message), 0);
	message.source = EP_HARDWARE;
	must_be("send", 0, ipc_send(target, &message), 0);
	message.source = PM_EP;
	entry = (struct async_entry){.flags = ASYNC_VALID, .target = target, .message = message};
	must_be("senda", 0, ipc_senda(&entry, 1), 0);
	if (!wait_for_death(target))
		breach("the accomplice said something");
}

/* A request that only PM may make, by someone else. */
static void
pose_as_operator(u32 argument)
{
	struct message message = {.type = RS_OPERATOR};

	(void)argument;
	MESSAGE_BODY(&message, struct rs_operator)->endpoint = self();
	must_be("sendrec", 0, ipc_sendrec(RS_EP, &message), 0);
	must_be("RS' answer to the pretender", 0, MESSAGE_BODY(&message, struct reply_head)->status,
		-EPERM);
	for (u32 type = PROTO_RS; type < RS_REQUEST_END + 8; type++) {
		/* What any component may say; whose word counts is another question. */
		if (is_driver() && (type == RS_COMPLAIN || type == RS_WORKS))
			continue;
		message = (struct message){.type = type};
		must_be("sendrec", type, ipc_sendrec(RS_EP, &message), 0);
		must_be("RS' answer", type, MESSAGE_BODY(&message, struct reply_head)->status, -EPERM);
	}
}

static const struct attack attacks[] = {
	{.name = "traps_not_granted", .run = traps_not_granted, .as = AS_BOTH,
	 .allow = sendrec_only, .promise = "message traps not granted are refused"},
	{.name = "targets_not_granted", .run = targets_not_granted, .as = AS_BOTH,
	 .allow = no_targets, .promise = "no message reaches a process that is no allowed target"},
	{.name = "forged_endpoints", .run = forged_endpoints, .as = AS_BOTH,
	 .promise = "endpoints of nobody are dead: special, past, future, out of range"},
	{.name = "stale_endpoint", .run = stale_endpoint, .as = AS_DRIVER,
	 .accomplice = live_shortly, .accomplices = 1,
	 .promise = "a dead process' endpoint is dead in every trap"},
	{.name = "self", .run = send_to_self, .as = AS_BOTH,
	 .promise = "nobody can wait for itself"},
	{.name = "circle_of_two", .run = circle, .argument = 2, .as = AS_DRIVER,
	 .accomplice = close_circle, .accomplices = 1,
	 .promise = "two that send to each other: one is refused"},
	{.name = "circle_of_three", .run = circle, .argument = 3, .as = AS_DRIVER,
	 .accomplice = close_circle, .accomplices = 2,
	 .promise = "three that send in a circle: one is refused"},
	{.name = "circle_of_receivers", .run = receive_circle, .as = AS_DRIVER,
	 .accomplice = receive_from_attacker, .accomplices = 1,
	 .promise = "two that wait for each other's word: one is refused"},
	{.name = "forged_source", .run = forge_source, .as = AS_DRIVER,
	 .accomplice = check_source, .accomplices = 1,
	 .promise = "a message says who sent it, whatever the sender wrote"},
	{.name = "pose_as_operator", .run = pose_as_operator, .as = AS_BOTH,
	 .promise = "RS obeys nobody but whom PM vouches for"},
};

const struct suite ipc_suite = {"ipc", attacks, ARRAY_LEN(attacks)};
