/*
 * The witnesses: two system processes that converse all the time, every
 * ROUND_US, while attacks go on. Each checks its own memory and what the other
 * says; whatever is wrong ends it with a panic, which the runner sees. The asker
 * answers RS' notification (a ping) only after one more round that was right.
 */
#include <libsys/panic.h>

#include "attack.h"

#define ROUND_US 2000u
#define MEMORY_WORDS 2048u

static u32 memory[MEMORY_WORDS];

static u32
pattern(u32 index)
{
	return index * 2654435761u ^ 0x5bd1e995u;
}

static void
fill_memory(void)
{
	for (u32 i = 0; i < MEMORY_WORDS; i++)
		memory[i] = pattern(i);
}

static u32
check_memory(void)
{
	u32 sum = 0;

	for (u32 i = 0; i < MEMORY_WORDS; i++) {
		if (memory[i] != pattern(i))
			panic("my memory at %x changed", (unsigned)&memory[i]);
		sum += memory[i];
	}
	return sum;
}

_Noreturn void
witness_echo_main(void)
{
	struct message message;

	fill_memory();
	for (;;) {
		struct test_echo *echo = MESSAGE_BODY(&message, struct test_echo);
		int error = ipc_receive(EP_ANY, &message);

		if (error < 0)
			panic("echo can't receive: error %d", -error);
		if (message.type != TEST_ECHO)
			continue;
		message.type |= REPLY_BIT;
		echo->count++;
		echo->sum = check_memory();
		ipc_sendnb(message.source, &message); /* who does not wait wants no answer */
	}
}

static void
converse(endpoint_t partner)
{
	static u32 count;
	struct message message = {.type = TEST_ECHO};
	struct test_echo *echo = MESSAGE_BODY(&message, struct test_echo);
	int error;

	echo->count = ++count;
	error = ipc_sendrec(partner, &message);
	if (error < 0)
		panic("my partner does not answer: error %d", -error);
	if (message.source != partner || message.type != (TEST_ECHO | REPLY_BIT) ||
	    echo->count != count + 1 || echo->sum != check_memory())
		panic("my partner's answer is wrong");
}

_Noreturn void
witness_asker_main(void)
{
	endpoint_t partner = sys_lookup(WITNESS_ECHO);
	struct message message;

	if (partner < 0)
		panic("my partner is not there: error %d", -partner);
	fill_memory();
	sys_alarm(sys_uptime_us() + ROUND_US);
	for (;;) {
		int error = ipc_receive(EP_ANY, &message);

		if (error < 0)
			panic("asker can't receive: error %d", -error);
		if (message.type != MSG_NOTIFY)
			continue;
		if (message.source == EP_CLOCK) {
			converse(partner);
			sys_alarm(sys_uptime_us() + ROUND_US);
		} else if (message.source == RS_EP) {
			converse(partner);
			ipc_notify(RS_EP);
		}
	}
}
