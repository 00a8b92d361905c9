/*
 * Pointers at every edge of the address space, and wrapping around it, in every
 * kernel call and message trap that takes one. The table below names each call
 * and which of its registers hold an address and a length; each is tried with
 * each nasty range in an otherwise sensible call, by a driver that may do them
 * all, so that nothing but the check of the address can refuse it.
 */
#include <libsys/grant.h>

#include "attack.h"

#define NO_REGISTER 0xffu

enum direction {
	READS = 1,  /* the kernel reads there */
	WRITES = 2, /* the kernel writes there: read-only memory is refused too */
};

struct pointer_case {
	const char *call;
	u32 number;
	u32 arguments[5];
	u8 pointer; /* index of the argument that is the address */
	u8 length;  /* index of the one that is its length in bytes, or NO_REGISTER */
	u8 direction;
	u32 size; /* bytes touched when no argument tells */
};

/* Stand in the table for what is only known at run time. */
#define OWN_ENDPOINT 0x5e1f0001u
#define OWN_GRANT 0x5e1f0002u /* a grant to ourselves */
#define CHILD 0x5e1f0003u     /* a process that we manage */

#define FREE_PRIV_ID 60u

static u32 scratch[64];

static struct pointer_case cases[] = {
	{"K_TIME", K_TIME, {0}, 0, NO_REGISTER, WRITES, sizeof(struct ktime)},
	{"K_INFO usage", K_INFO, {KINFO_USAGE, 0, sizeof(struct kusage)}, 1, NO_REGISTER, WRITES,
	 sizeof(struct kusage)},
	{"K_INFO process", K_INFO, {KINFO_PROCESS, 0, sizeof(struct kprocess)}, 1, NO_REGISTER,
	 WRITES, sizeof(struct kprocess)},
	{"K_INFO module", K_INFO, {KINFO_MODULE, 0, sizeof(struct boot_module)}, 1, NO_REGISTER,
	 WRITES, sizeof(struct boot_module)},
	{"K_INFO params", K_INFO, {KINFO_PARAMS, 0, SECTOR_SIZE}, 1, NO_REGISTER, WRITES,
	 SECTOR_SIZE},
	{"K_INFO log", K_INFO, {KINFO_LOG, 0, 64}, 1, NO_REGISTER, WRITES, 64},
	{"K_INFO self", K_INFO, {KINFO_SELF, 0, sizeof(struct kprocess)}, 1, NO_REGISTER, WRITES,
	 sizeof(struct kprocess)},
	{"K_INFO machine", K_INFO, {KINFO_MACHINE, 0, sizeof(struct kmachine)}, 1, NO_REGISTER,
	 WRITES, sizeof(struct kmachine)},
	{"K_INFO privilege", K_INFO, {KINFO_PRIVILEGE, 0, sizeof(struct privilege), 1}, 1,
	 NO_REGISTER, WRITES, sizeof(struct privilege)},
	{"K_INFO module data", K_INFO, {KINFO_MODULE_DATA, 0, 64, 1}, 1, NO_REGISTER, WRITES, 64},
	{"K_LOOKUP", K_LOOKUP, {0}, 0, NO_REGISTER, READS, 1 /* a string may be short */},
	{"K_DIAG", K_DIAG, {0, 0}, 0, 1, READS, 0},
	{"K_PROC_CREATE", K_PROC_CREATE, {0}, 0, NO_REGISTER, READS, 1 /* as is this one */},
	{"K_PROC_EXEC", K_PROC_EXEC, {0}, 0, NO_REGISTER, READS, sizeof(struct kexec)},
	{"K_PRIV_SET", K_PRIV_SET, {CHILD, FREE_PRIV_ID, 0}, 2, NO_REGISTER, READS, sizeof(struct privilege)},
	{"K_SIG_GET", K_SIG_GET, {0}, 0, NO_REGISTER, WRITES, sizeof(struct ksig)},
	{"K_SIG_SEND", K_SIG_SEND, {CHILD, 0}, 1, NO_REGISTER, READS, sizeof(struct ksigframe)},
	{"K_SIG_RETURN context", K_SIG_RETURN, {CHILD, 0, (u32)scratch}, 1, NO_REGISTER, READS, 64},
	{"K_SIG_RETURN mask", K_SIG_RETURN, {CHILD, (u32)scratch, 0}, 2, NO_REGISTER, WRITES, 4},
	{"K_COPY", K_COPY, {0}, 0, NO_REGISTER, READS, sizeof(struct kcopy)},
	{"K_DMA_ALLOC address", K_DMA_ALLOC, {PAGE_SIZE, 0, (u32)scratch}, 1, NO_REGISTER, WRITES, 4},
	{"K_DMA_ALLOC frame", K_DMA_ALLOC, {PAGE_SIZE, (u32)scratch, 0}, 2, NO_REGISTER, WRITES, 4},
	{"K_DMA_FREE", K_DMA_FREE, {0}, 0, NO_REGISTER, READS, 4},
	{"K_SAFECOPY_FROM", K_SAFECOPY_FROM, {OWN_ENDPOINT, OWN_GRANT, 0, 0, 0}, 3, 4, WRITES, 0},
	{"K_SAFECOPY_TO", K_SAFECOPY_TO, {OWN_ENDPOINT, OWN_GRANT, 0, 0, 0}, 3, 4, READS, 0},
	{"K_SAFECOPY_VECTOR", K_SAFECOPY_VECTOR, {0, 1}, 0, NO_REGISTER, READS,
	 sizeof(struct safecopy_part)},
	{"K_EVENT kind", K_EVENT, {0, (u32)scratch, 0}, 0, NO_REGISTER, READS, EVENT_KEY_LEN},
	{"K_EVENT fields", K_EVENT, {(u32) "log", 0, 1}, 1, NO_REGISTER, READS,
	 sizeof(struct event_field)},
	{"K_EVENT_READ", K_EVENT_READ, {0, 64}, 0, NO_REGISTER, WRITES, 64},
};

static void
try_case(const struct pointer_case *test, const struct nasty *range)
{
	u32 a[5];

	for (u32 i = 0; i < 5; i++)
		a[i] = test->arguments[i];
	a[test->pointer] = range->address;
	if (test->length != NO_REGISTER)
		a[test->length] = range->length;
	must_refuse(test->call, range->address,
		    kernel_call(test->number, a[0], a[1], a[2], a[3], a[4]));
}

/*
 * Whether the range is bad for this call: its address is no memory of ours, or
 * its length counts, or the call touches more than lies before the edge.
 */
static int
is_bad_for(const struct pointer_case *test, const struct nasty *range)
{
	if (test->length != NO_REGISTER)
		return 1;
	if ((range->address & PAGE_MASK) == PAGE_SIZE - 4 && test->size <= 4)
		return 0;
	return range->address < text_start() || range->address >= 0x50000000u ||
	       (range->address & PAGE_MASK) == PAGE_SIZE - 4;
}

static void
fill_in(struct pointer_case *test, grant_id_t grant, endpoint_t child)
{
	for (u32 i = 0; i < 5; i++) {
		if (test->arguments[i] == OWN_ENDPOINT)
			test->arguments[i] = (u32)self();
		else if (test->arguments[i] == OWN_GRANT)
			test->arguments[i] = (u32)grant;
		else if (test->arguments[i] == CHILD)
			test->arguments[i] = (u32)child;
	}
}

static endpoint_t
make_child(void)
{
	endpoint_t child = sys_proc_create("child");

	if (child < 0)
		breach("K_PROC_CREATE: %d", (int)child);
	return child;
}

static void
kernel_calls(u32 argument)
{
	u32 count;
	u32 read_only_count;
	const struct nasty *nasty = nasty_ranges(&count);
	const struct nasty *read_only = read_only_ranges(&read_only_count);
	static u32 granted[4 * 1024];
	endpoint_t child = make_child();
	grant_id_t grant = grant_direct(self(), granted, sizeof(granted), GRANT_READ | GRANT_WRITE);

	(void)argument;
	for (u32 c = 0; c < ARRAY_LEN(cases); c++) {
		fill_in(&cases[c], grant, child);
		for (u32 i = 0; i < count; i++)
			if (is_bad_for(&cases[c], &nasty[i]))
				try_case(&cases[c], &nasty[i]);
		for (u32 i = 0; i < read_only_count && cases[c].direction == WRITES; i++)
			try_case(&cases[c], &read_only[i]);
	}
	must_be("K_PROC_EXIT of my child", (u32)child, sys_proc_exit(child), 0);
}

/* The calls of user processes, by a user process. */
static void
user_calls(u32 argument)
{
	u32 count;
	u32 read_only_count;
	const struct nasty *nasty = nasty_ranges(&count);
	const struct nasty *read_only = read_only_ranges(&read_only_count);

	(void)argument;
	for (u32 c = 0; c < ARRAY_LEN(cases); c++) {
		const struct pointer_case *test = &cases[c];

		if (test->number != K_TIME && test->number != K_INFO && test->number != K_LOOKUP)
			continue;
		for (u32 i = 0; i < count; i++)
			if (is_bad_for(test, &nasty[i]))
				try_case(test, &nasty[i]);
		for (u32 i = 0; i < read_only_count && test->direction == WRITES; i++)
			try_case(test, &read_only[i]);
	}
}

static void
allow_all_calls(struct privilege *privilege)
{
	privilege->kcalls[0] = privilege->kcalls[1] = 0xffffffff;
	privilege->flags = PRIV_EVENTS | PRIV_HOST_CHANNEL;
	privilege->dma_max_pages = 4;
}

/* Addresses inside the structures that are handed over. */
static void
inner_addresses(u32 argument)
{
	u32 count;
	const struct nasty *nasty = nasty_ranges(&count);
	static u32 granted[4 * 1024];
	endpoint_t child = make_child();
	grant_id_t grant = grant_direct(self(), granted, sizeof(granted), GRANT_READ | GRANT_WRITE);

	(void)argument;
	for (u32 i = 0; i < count; i++) {
		u32 address = nasty[i].address;
		u32 length = nasty[i].length;
		struct safecopy_part part = {self(), grant, 0, address, length, 0};
		struct event_field field = {.key = "text", .type = EVENT_TEXT, .length = length,
					    .address = address};
		struct kexec exec = {.endpoint = child};

		must_refuse("K_COPY from", address,
			    sys_copy(EP_SELF, address, EP_SELF, (u32)scratch, length));
		must_refuse("K_COPY to", address,
			    sys_copy(EP_SELF, (u32)scratch, EP_SELF, address, length));
		must_refuse("K_SAFECOPY_VECTOR part", address, sys_safecopy_vector(&part, 1));
		part.to_granter = 1;
		must_refuse("K_SAFECOPY_VECTOR part", address, sys_safecopy_vector(&part, 1));
		must_refuse("K_EVENT text", address, sys_event("log", &field, 1));
		exec.module = -1;
		exec.image = address;
		exec.length = length;
		must_refuse("K_PROC_EXEC image", address, sys_proc_exec(&exec));
		exec.module = 0;
		exec.stack = address;
		exec.stack_length = length;
		must_refuse("K_PROC_EXEC stack", address, sys_proc_exec(&exec));
	}
	must_be("K_PROC_EXIT of my child", (u32)child, sys_proc_exit(child), 0);
}

/* ---- message traps ---- */

static void
answer(u32 argument, u32 number)
{
	struct message message;

	(void)argument;
	(void)number;
	while (ipc_receive(EP_ANY, &message) == 0) {
		if (message.type == TEST_JUNK)
			breach("a message came from a bad address");
		if (message.type == TEST_GO)
			ipc_send(message.source, &message);
	}
}

static void
message_traps(u32 argument)
{
	u32 count;
	const struct nasty *nasty = nasty_ranges(&count);
	endpoint_t target = is_driver() ? accomplice(0) : PM_EP;
	struct message message = {.type = TEST_GO};

	(void)argument;
	for (u32 i = 0; i < count; i++) {
		struct message *bad = (struct message *)nasty[i].address;

		if (nasty[i].address >= text_start() && nasty[i].address < 0x50000000u &&
		    (nasty[i].address & PAGE_MASK) != PAGE_SIZE - 4)
			continue;
		must_be("sendrec", (u32)bad, ipc_sendrec(target, bad), -EFAULT);
		if (!is_driver())
			continue;
		must_be("send", (u32)bad, ipc_send(target, bad), -EFAULT);
		must_be("sendnb", (u32)bad, ipc_sendnb(target, bad), -EFAULT);
		/* With a message waiting for us, and without. */
		must_be("receive", (u32)bad, ipc_receive(target, bad), -EFAULT);
		must_be("receive from any", (u32)bad, ipc_receive(EP_ANY, bad), -EFAULT);
		must_be("send", 0, ipc_send(target, &message), 0);
		must_be("receive", (u32)bad, ipc_receive(target, bad), -EFAULT);
		must_be("receive", 0, ipc_receive(target, &message), 0);
		must_be("what was received", 0, (s32)message.type, TEST_GO);
	}
}

/* ---- tables that the kernel keeps the address of ---- */

static void
tables(u32 argument)
{
	u32 count;
	u32 read_only_count;
	const struct nasty *nasty = nasty_ranges(&count);
	const struct nasty *read_only = read_only_ranges(&read_only_count);
	static const u32 entries[] = {1, 64, 256, 257, 4096, 4097, 0x4000000, 0x7fffffff, 0xffffffff};
	endpoint_t me = self();

	(void)argument;
	for (u32 i = 0; i < count; i++)
		for (u32 n = 0; n < ARRAY_LEN(entries); n++) {
			u32 address = nasty[i].address;

			if (address >= text_start() && address < 0x50000000u)
				continue;
			must_refuse("senda", address,
				    ipc_senda((struct async_entry *)address, entries[n]));
			/* The table may be refused at once or when it is used. */
			kernel_call(K_GRANT_TABLE, address, entries[n], 0, 0, 0);
			must_refuse("K_SAFECOPY_FROM, table at", address,
				    sys_safecopy_from(me, GRANT_ID(0, 0), 0, scratch, 4));
			must_refuse("K_SAFECOPY_FROM, table at", address,
				    sys_safecopy_from(me, GRANT_ID(0, entries[n] - 1), 0, scratch, 4));
		}
	for (u32 i = 0; i < read_only_count; i++) /* its results can't be written */
		ipc_senda((struct async_entry *)read_only[i].address, 1);
	ipc_senda(NULL, 0);
}

static const struct attack attacks[] = {
	{.name = "kernel_calls", .run = kernel_calls, .as = AS_DRIVER, .allow = allow_all_calls,
	 .promise = "each kernel call refuses each bad address"},
	{.name = "user_calls", .run = user_calls, .as = AS_USER,
	 .promise = "the calls of user processes refuse each bad address"},
	{.name = "inner_addresses", .run = inner_addresses, .as = AS_DRIVER,
	 .allow = allow_all_calls,
	 .promise = "bad addresses inside structures are refused like any other"},
	{.name = "message_traps", .run = message_traps, .as = AS_BOTH, .accomplice = answer,
	 .accomplices = 1,
	 .promise = "each message trap refuses each bad address and loses no message"},
	{.name = "tables", .run = tables, .as = AS_DRIVER,
	 .promise = "grant and message tables at bad addresses are useless and harmless"},
};

const struct suite pointers_suite = {"pointers", attacks, ARRAY_LEN(attacks)};
