/*
 * Asynchronous messages: tables that are bad, change, vanish or outlive their
 * owner, and senders that take more than their turn.
 */
#include "attack.h"

static void
take_one_at_a_time(u32 argument, u32 number)
{
	struct message message;

	(void)argument;
	(void)number;
	while (ipc_receive(EP_ANY, &message) == 0)
		if (message.type == TEST_GO) {
			message.type = TEST_RESULT;
			ipc_sendnb(message.source, &message);
		}
}

/* The table is taken away, replaced and spoilt while messages are pending. */
static void
pull_table_away(u32 argument)
{
	endpoint_t target = accomplice(0);
	struct async_entry *table;
	struct message message = {.type = TEST_GO};
	u32 address;

	(void)argument;
	for (u32 round = 0; round < 20; round++) {
		must_be("K_VM_MAP", 0,
			sys_vm_map(EP_SELF, 0, 4 * PAGE_SIZE, VM_READ | VM_WRITE, &address), 0);
		table = (struct async_entry *)address;
		for (u32 i = 0; i < 4 * PAGE_SIZE / sizeof(*table); i++)
			table[i] = (struct async_entry){.flags = ASYNC_VALID | ASYNC_NOTIFY,
							.target = target,
							.message = {.type = TEST_JUNK}};
		ipc_senda(table, 4 * PAGE_SIZE / sizeof(*table));
		table[0].target = (endpoint_t)0x80000001;
		table[1].flags = 0xffffffff;
		if (round % 2 == 0)
			must_be("K_VM_UNMAP", address,
				sys_vm_unmap(EP_SELF, address + PAGE_SIZE, PAGE_SIZE), 0);
		else
			must_be("K_VM_UNMAP", address, sys_vm_unmap(EP_SELF, address, 4 * PAGE_SIZE),
				0);
		message.type = TEST_GO;
		must_be("sendrec", 0, ipc_sendrec(target, &message), 0);
		if (round % 2 == 0)
			sys_vm_unmap(EP_SELF, address, 4 * PAGE_SIZE);
	}
	ipc_senda(NULL, 0);
}

/* The attacker dies with messages of every kind on their way. */
static void
die_while_sending(u32 argument)
{
	static struct async_entry table[64];
	endpoint_t target = accomplice(0);

	(void)argument;
	for (u32 i = 0; i < ARRAY_LEN(table); i++)
		table[i] = (struct async_entry){.flags = ASYNC_VALID | ASYNC_NOTIFY,
						.target = target,
						.message = {.type = TEST_JUNK}};
	ipc_notify(target);
	ipc_notify(sys_lookup(WITNESS_ECHO));
	ipc_notify(RS_EP);
	ipc_senda(table, ARRAY_LEN(table));
}

/* Waits without hearing the accomplices until none is left, so that what they sent stays pending. */
static void
outlive_accomplice(void)
{
	struct message message;

	while (sys_lookup("accomplice.0") >= 0) {
		sys_alarm(sys_uptime_us() + 1000);
		must_be("receive", EP_CLOCK, ipc_receive(EP_CLOCK, &message), 0);
	}
}

static void
leave_table_at_nothing(u32 argument, u32 number)
{
	static struct async_entry entry = {.flags = ASYNC_VALID};
	struct message message;

	(void)argument;
	(void)number;
	must_be("receive", 0, ipc_receive(EP_ANY, &message), 0);
	entry.target = message.source;
	must_be("senda", 0, ipc_senda(&entry, 1), 0);
	must_be("senda of a table at 0", 0, ipc_senda(NULL, 1), -EFAULT);
}

/* The accomplice is gone, and so is its table: looking for more finds nothing, whoever is asked first. */
static void
receive_from_nothing(u32 argument)
{
	struct message message = {.type = TEST_GO};

	(void)argument;
	must_be("send", 0, ipc_send(accomplice(0), &message), 0);
	outlive_accomplice();
	for (u32 round = 0; round < 6; round++) {
		must_be("notify", 0, ipc_notify(self()), 0);
		must_be("receive", round, ipc_receive(EP_ANY, &message), 0);
		must_be("source", round, message.source, self());
	}
}

/* Two with a full table each. */
#define FAIR_ROUNDS 8u

static void
post_full_table(u32 argument, u32 number)
{
	static struct async_entry table[ASYNC_MAX_ENTRIES];
	struct message message;
	endpoint_t receiver;

	(void)argument;
	must_be("receive", number, ipc_receive(EP_ANY, &message), 0);
	receiver = message.source;
	for (u32 i = 0; i < ARRAY_LEN(table); i++)
		table[i] = (struct async_entry){.flags = ASYNC_VALID, .target = receiver,
						.message = {.type = TEST_RESULT}};
	must_be("senda", number, ipc_senda(table, ARRAY_LEN(table)), 0);
	ipc_receive(EP_ANY, &message);
}

static void
take_turns(u32 argument)
{
	endpoint_t senders[] = {accomplice(0), accomplice(1)};
	struct message message = {.type = TEST_GO};
	u32 taken[ARRAY_LEN(senders)] = {0};

	(void)argument;
	for (u32 i = 0; i < ARRAY_LEN(senders); i++)
		must_be("send", i, ipc_send(senders[i], &message), 0);
	sys_alarm(sys_uptime_us() + 20000); /* both have posted by then */
	must_be("receive", EP_CLOCK, ipc_receive(EP_CLOCK, &message), 0);
	for (u32 round = 0; round < FAIR_ROUNDS; round++) {
		must_be("receive", round, ipc_receive(EP_ANY, &message), 0);
		for (u32 i = 0; i < ARRAY_LEN(senders); i++)
			taken[i] += message.source == senders[i];
	}
	for (u32 i = 0; i < ARRAY_LEN(senders); i++)
		must_be("messages of one of two", i, (s32)taken[i], FAIR_ROUNDS / 2);
}

static const struct attack attacks[] = {
	{.name = "pull_table_away", .run = pull_table_away, .as = AS_DRIVER,
	 .accomplice = take_one_at_a_time, .accomplices = 1,
	 .promise = "a table of messages may vanish or change at any time"},
	{.name = "die_while_sending", .run = die_while_sending, .as = AS_DRIVER,
	 .accomplice = take_one_at_a_time, .accomplices = 1,
	 .promise = "a sender may die with messages on their way"},
	{.name = "full_tables", .run = take_turns, .as = AS_DRIVER,
	 .accomplice = post_full_table, .accomplices = 2,
	 .promise = "a full table of messages does not keep another sender's from being heard"},
	{.name = "table_at_nothing", .run = receive_from_nothing, .as = AS_DRIVER,
	 .accomplice = leave_table_at_nothing, .accomplices = 1,
	 .promise = "a table at address 0 leaves nothing behind when its owner dies"},
};

const struct suite async_suite = {"async", attacks, ARRAY_LEN(attacks)};
