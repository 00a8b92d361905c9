/*
 * What a manager might do to the processes that it makes, and to those of
 * others: it rules its own alone, whatever state they are in, and nothing that
 * they got by one set of privileges outlives it.
 */
#include <string.h>

#include "child.h"

/* A running child whose manager dies first; nobody would ever hear of it again. */
static void
leave_child(u32 argument)
{
	static const u8 fault[] = {0x0f, 0x0b}; /* ud2 */
	endpoint_t child = sys_proc_create("child");
	endpoint_t blank = sys_proc_create("blank");
	struct kexec exec = exec_of(child);

	make_good_image();
	if (argument != 0)
		memcpy(file.bytes + TEXT_OFFSET, fault, sizeof(fault));
	must_be("K_PROC_EXEC", 0, sys_proc_exec(&exec), 0);
	must_be("K_PROC_RESUME", 0, sys_proc_resume(child), 0);
	if (blank < 0)
		breach("K_PROC_CREATE: %d", (int)blank);
}

/* A process that has no memory yet. */
static void
blank_child(u32 argument)
{
	endpoint_t child = sys_proc_create("child");
	static u8 buffer[4096];
	struct ksigframe frame = {.handler = TEXT_ADDRESS, .trampoline = TEXT_ADDRESS, .signal = 1};
	u32 address;

	(void)argument;
	for (u32 at = 0; at < 0xc0000000; at += 0x1000000) {
		must_refuse("K_COPY to a blank process", at,
			    sys_copy(EP_SELF, (u32)buffer, child, at + 0x1000, 64));
		must_refuse("K_COPY from a blank process", at,
			    sys_copy(child, at + 0x1000, EP_SELF, (u32)buffer, 64));
		must_refuse("K_SIG_RETURN", at, sys_sig_return(child, at + 0x1000, &address));
	}
	must_refuse("K_PROC_RESUME", 0, sys_proc_resume(child));
	must_refuse("K_PROC_FORK", 0, sys_proc_fork(child));
	must_refuse("K_SIG_SEND", 0, sys_sig_send(child, &frame));
	must_refuse("K_VM_MAP", 0, sys_vm_map(child, 0, PAGE_SIZE, VM_READ, &address));
	must_refuse("K_VM_UNMAP", 0, sys_vm_unmap(child, TEXT_ADDRESS, PAGE_SIZE));
	must_be("K_PROC_EXIT", 0, sys_proc_exit(child), 0);
}

/* Having the calls of a manager is not managing everybody. */
static void
manage_others(u32 argument)
{
	endpoint_t others[] = {PM_EP, RS_EP, sys_lookup(WITNESS_ECHO), sys_lookup(WITNESS_ASKER)};
	struct privilege mighty = {.label = "mighty", .priority = 1, .quantum_ms = 50};
	struct ksigframe frame = {.handler = TEXT_ADDRESS, .trampoline = TEXT_ADDRESS, .signal = 1};
	u32 word;

	(void)argument;
	make_good_image();
	for (u32 i = 0; i < ARRAY_LEN(others); i++) {
		endpoint_t other = others[i];
		struct kexec exec = exec_of(other);

		must_be("K_PROC_EXIT", i, sys_proc_exit(other), -EPERM);
		must_be("K_PROC_STOP", i, sys_proc_stop(other), -EPERM);
		must_be("K_PROC_RESUME", i, sys_proc_resume(other), -EPERM);
		must_be("K_PROC_FORK", i, sys_proc_fork(other), -EPERM);
		must_be("K_PROC_EXEC", i, sys_proc_exec(&exec), -EPERM);
		must_be("K_SCHED", i, sys_sched(other, 15, 1), -EPERM);
		must_be("K_PRIV_SET", i, sys_priv_set(other, 60, &mighty), -EPERM);
		must_be("K_SIG_SEND", i, sys_sig_send(other, &frame), -EPERM);
		must_be("K_SIG_RETURN", i, sys_sig_return(other, TEXT_ADDRESS, &word), -EPERM);
		must_be("K_VM_MAP", i, sys_vm_map(other, 0, PAGE_SIZE, VM_READ, &word), -EPERM);
		must_be("K_VM_UNMAP", i, sys_vm_unmap(other, TEXT_ADDRESS, PAGE_SIZE), -EPERM);
	}
	must_refuse("K_PROC_EXIT of myself", 0, sys_proc_exit(EP_SELF));
	must_refuse("K_PROC_EXIT of myself", 1, sys_proc_exit(self()));
	must_refuse("K_PRIV_SET of myself", 0, sys_priv_set(EP_SELF, 60, &mighty));
	must_refuse("K_PRIV_SET of myself", 1, sys_priv_set(self(), 60, &mighty));
	must_refuse("K_SCHED of myself", 0, sys_sched(EP_SELF, 1, 1000));
}

/* ---- what a process keeps when its privileges change ---- */

#define FREE_PORT 0x708 /* no device of the machine answers there */
#define OTHER_PORT 0x70c
#define FREE_IRQ 5

static struct privilege
with_port(const char *label, u16 port)
{
	struct privilege privilege = {.priority = 5, .quantum_ms = 10, .manager = self(),
				      .io_count = 1, .io = {{port, port}}};

	strncpy(privilege.label, label, LABEL_LEN - 1);
	return privilege;
}

/* A child reads its port in one life; in the next the port is not its own any more. */
static void
keep_ports(u32 argument)
{
	static const u8 read_port[] = {0x66, 0xba, FREE_PORT & 0xff, FREE_PORT >> 8, 0xec};
	struct privilege first = with_port("child", FREE_PORT);
	struct privilege second = with_port("child", OTHER_PORT);
	endpoint_t child = sys_proc_create("child");
	struct kexec exec = exec_of(child);
	struct ksig event = {.kind = 0};

	(void)argument;
	make_program(read_port, sizeof(read_port));
	must_be("K_PRIV_SET", 0, sys_priv_set(child, 60, &first), 0);
	must_be("K_PROC_EXEC", 0, sys_proc_exec(&exec), 0);
	must_be("K_PROC_RESUME", 0, sys_proc_resume(child), 0);
	must_be("an event of who reads its own port", 0, wait_for_event(&event), -ETIMEDOUT);
	must_be("K_PROC_STOP", 0, sys_proc_stop(child), 0);
	must_be("K_PRIV_SET", 1, sys_priv_set(child, 61, &second), 0);
	must_be("K_PROC_EXEC", 1, sys_proc_exec(&exec), 0);
	must_be("K_PROC_RESUME", 1, sys_proc_resume(child), 0);
	must_be("an event of who reads another's port", 0, wait_for_event(&event), 0);
	must_be("its exception", event.kind, (s32)event.vector, VECTOR_PROTECTION);
	must_be("K_PROC_EXIT", 0, sys_proc_exit(child), 0);
}

/* A child that makes one kernel call, whose code this is, and loops. */
static endpoint_t
start_holder(const u8 *code, u32 length, const struct privilege *privilege)
{
	endpoint_t child = sys_proc_create("child");
	struct kexec exec = exec_of(child);
	struct ksig event;

	make_program(code, length);
	must_be("K_PRIV_SET", 0, sys_priv_set(child, 60, privilege), 0);
	must_be("K_PROC_EXEC", 0, sys_proc_exec(&exec), 0);
	must_be("K_PROC_RESUME", 0, sys_proc_resume(child), 0);
	must_be("an event of the child", 0, wait_for_event(&event), -ETIMEDOUT);
	must_be("K_PROC_STOP", 0, sys_proc_stop(child), 0);
	return child;
}

static u32
hooks_in_use(void)
{
	struct kusage usage;

	sys_info(KINFO_USAGE, &usage, sizeof(usage), 0);
	return usage.irq_hooks;
}

/* A hook lives no longer than the image that made it, and binds to the privileges. */
static void
keep_hooks(u32 argument)
{
	static const u8 hook_line[] = {
		0xb8, K_IRQ_HOOK, 0, 0, 0, /* movl $K_IRQ_HOOK, %eax */
		0xbb, FREE_IRQ, 0, 0, 0,   /* movl $FREE_IRQ, %ebx */
		0x31, 0xc9, 0x31, 0xd2,    /* id and flags 0 */
		0xcd, TRAP_KCALL,
	};
	struct privilege privilege = with_port("child", FREE_PORT);
	u32 hooks = hooks_in_use();
	endpoint_t child;
	struct kexec exec;

	(void)argument;
	privilege.irq[privilege.irq_count++] = FREE_IRQ;
	PRIV_BIT_SET(privilege.kcalls, K_IRQ_HOOK);
	child = start_holder(hook_line, sizeof(hook_line), &privilege);
	must_be("hooks of the child", 0, (s32)(hooks_in_use() - hooks), 1);
	must_be("K_PRIV_SET of who has a hook", 0, sys_priv_set(child, 61, &privilege), -EBUSY);
	exec = exec_of(child);
	must_be("K_PROC_EXEC", 0, sys_proc_exec(&exec), 0);
	must_be("hooks of the new image", 0, (s32)(hooks_in_use() - hooks), 0);
	must_be("K_PRIV_SET", 0, sys_priv_set(child, 61, &privilege), 0);
	must_be("K_PROC_EXIT", 0, sys_proc_exit(child), 0);
}

/* DMA memory stays with the functions that are switched off before it is freed. */
static void
keep_dma(u32 argument)
{
	static const u8 take_page[] = {
		0x50, 0x50,              /* room for address and frame */
		0xb8, K_DMA_ALLOC, 0, 0, 0,
		0xbb, 0x00, 0x10, 0, 0,  /* movl $PAGE_SIZE, %ebx */
		0x89, 0xe1,              /* movl %esp, %ecx */
		0x8d, 0x54, 0x24, 0x04,  /* leal 4(%esp), %edx */
		0xcd, TRAP_KCALL,
	};
	struct privilege privilege = with_port("child", FREE_PORT);
	struct kprocess before;
	struct kprocess after;
	endpoint_t child;
	struct kexec exec;

	(void)argument;
	privilege.dma_max_pages = 1;
	child = start_holder(take_page, sizeof(take_page), &privilege);
	sys_info(KINFO_PROCESS, &before, sizeof(before), (u32)ENDPOINT_SLOT(child));
	must_be("K_PROC_EXIT", 0, sys_proc_exit(child), 0);
	PRIV_BIT_SET(privilege.kcalls, K_DMA_ALLOC);
	child = start_holder(take_page, sizeof(take_page), &privilege);
	sys_info(KINFO_PROCESS, &after, sizeof(after), (u32)ENDPOINT_SLOT(child));
	must_be("pages of DMA memory", 0, (s32)(after.pages - before.pages), 1);
	must_be("K_PRIV_SET of who has DMA memory", 0, sys_priv_set(child, 61, &privilege), -EBUSY);
	exec = exec_of(child);
	must_be("K_PROC_EXEC of who has DMA memory", 0, sys_proc_exec(&exec), -EBUSY);
	must_be("K_PROC_EXIT", 1, sys_proc_exit(child), 0);
}

/* ---- children in every state ---- */

static u32
state_of(endpoint_t child)
{
	struct kprocess process = {.state = PROC_FREE};

	sys_info(KINFO_PROCESS, &process, sizeof(process), (u32)ENDPOINT_SLOT(child));
	return process.state;
}

/* A new image runs, whatever became of the old one, and no event of that is left. */
static void
give_new_life(endpoint_t child, u32 state)
{
	struct kexec exec = exec_of(child);
	struct ksig event;

	must_be("state", (u32)child, (s32)state_of(child), (s32)state);
	make_good_image();
	must_be("K_PROC_EXEC in state", state, sys_proc_exec(&exec), 0);
	must_be("K_SIG_GET after state", state, sys_sig_get(&event), -EAGAIN);
	must_be("K_PROC_RESUME", state, sys_proc_resume(child), 0);
	must_be("state of the new image after", state, (s32)state_of(child), 0);
	must_be("K_PROC_EXIT", state, sys_proc_exit(child), 0);
}

static struct privilege
with_exit_and_receive(void)
{
	struct privilege privilege = with_port("child", FREE_PORT);

	PRIV_BIT_SET(privilege.kcalls, K_EXIT);
	privilege.traps = 1u << IPC_RECEIVE;
	return privilege;
}

static endpoint_t
start_child(const u8 *code, u32 length)
{
	struct privilege privilege = with_exit_and_receive();
	endpoint_t child = sys_proc_create("child");
	struct kexec exec = exec_of(child);
	struct message message;

	make_program(code, length);
	must_be("K_PRIV_SET", 0, sys_priv_set(child, 60, &privilege), 0);
	must_be("K_PROC_EXEC", 0, sys_proc_exec(&exec), 0);
	must_be("K_PROC_RESUME", 0, sys_proc_resume(child), 0);
	for (u32 i = 0; i < 50 && state_of(child) == 0; i++) {
		sys_alarm(sys_uptime_us() + 1000);
		must_be("receive", EP_CLOCK, ipc_receive(EP_CLOCK, &message), 0);
	}
	return child;
}

#define MESSAGE_DEPTH 512u

static void
every_state(u32 argument)
{
	static const u8 fault[] = {0x0f, 0x0b}; /* ud2 */
	static const u8 leave[] = {
		0xb8, K_EXIT, 0, 0, 0,
		0x31, 0xdb, 0x31, 0xc9, 0x31, 0xd2, 0x31, 0xf6, /* EXIT_NORMAL, status 0, no text */
		0xcd, TRAP_KCALL,
	};
	static const u8 receive[] = {
		0xb8, IPC_RECEIVE, 0, 0, 0,
		0xbb, EP_ANY, 0, 0, 0,
		0x8d, 0x8c, 0x24, 0x00, 0xfe, 0xff, 0xff, /* leal -MESSAGE_DEPTH(%esp), %ecx */
		0xcd, TRAP_IPC,
	};
	struct ksigframe frame = {.handler = TEXT_ADDRESS, .trampoline = TEXT_ADDRESS, .signal = 1};
	struct message message = {.type = TEST_GO};
	struct ksig event;
	endpoint_t child;

	(void)argument;
	give_new_life(start_child(fault, sizeof(fault)), PROC_FAULTED);
	give_new_life(start_child(leave, sizeof(leave)), PROC_EXITING);
	give_new_life(start_child(receive, sizeof(receive)), PROC_RECEIVING);

	child = start_child(leave, sizeof(leave));
	must_be("K_SIG_SEND to who has exited", 0, sys_sig_send(child, &frame), -EINVAL);
	must_be("K_SIG_GET", 0, sys_sig_get(&event), 0);
	must_be("kind of the event", 0, (s32)event.kind, KSIG_EXIT);
	must_be("K_PROC_EXIT", 0, sys_proc_exit(child), 0);

	/* A message that came while it was stopped goes with the old image. */
	child = start_child(receive, sizeof(receive));
	must_be("K_PROC_STOP", 0, sys_proc_stop(child), 0);
	must_be("send", 0, ipc_send(child, &message), 0);
	give_new_life(child, PROC_STOPPED);

	child = start_child(receive, sizeof(receive));
	must_be("K_PROC_STOP", 0, sys_proc_stop(child), 0);
	must_be("send", 0, ipc_send(child, &message), 0);
	must_be("K_SIG_SEND", 0, sys_sig_send(child, &frame), 0);
	message.type = 0;
	must_be("K_COPY", 0,
		sys_copy_in(child, USER_STACK_TOP - MESSAGE_DEPTH, &message, sizeof(message)), 0);
	must_be("the message that the handler finds", 0, (s32)message.type, TEST_GO);
	must_be("K_PROC_EXIT", 0, sys_proc_exit(child), 0);
}

/* Privileges that no process can have. */
static void
absurd_privileges(u32 argument)
{
	static const u32 ids[] = {PRIV_ID_USER, PRIV_ID_PM, PRIV_ID_RS, NR_PRIVS, 255, 256 + 60,
				  0x7fffffff, 0xffffffff};
	endpoint_t child = sys_proc_create("child");
	/* Who could not mend the child, or would think that it is not its own. */
	const endpoint_t managers[] = {EP_NONE, EP_ANY, EP_SELF, PM_EP, RS_EP, child,
				       ENDPOINT(7, NR_PROCS - 1), -1};
	static const struct io_range kernel_ports[] = {
		{0, 0xffff}, {0, 0}, {0x0f, 0x0f}, {0x10, 0x20}, {0x21, 0x21}, {0x40, 0x40},
		{0x43, 0x60}, {0x87, 0x87}, {0xa1, 0xa1}, {0xc0, 0xc0}, {0xdf, 0xdf},
		{0x2f8, 0x2f8}, {0x2ff, 0x2ff}, {0x4d0, 0x4d0}, {0x4d1, 0x4ff},
	};
	struct privilege good = {.label = "child", .priority = 5, .quantum_ms = 10,
				 .manager = self()};
	struct privilege bad = good;

	(void)argument;
	for (u32 i = 0; i < ARRAY_LEN(ids); i++)
		must_refuse("K_PRIV_SET with id", ids[i], sys_priv_set(child, ids[i], &good));
	memset(bad.label, 'x', sizeof(bad.label));
	must_refuse("K_PRIV_SET with an endless label", 0, sys_priv_set(child, 60, &bad));
	bad = good;
	bad.label[0] = '\0';
	must_refuse("K_PRIV_SET without a label", 0, sys_priv_set(child, 60, &bad));
	strncpy(bad.label, "rs", sizeof(bad.label));
	must_refuse("K_PRIV_SET with RS' label", 0, sys_priv_set(child, 60, &bad));
	strncpy(bad.label, "kernel", sizeof(bad.label));
	must_refuse("K_PRIV_SET with the kernel's name", 0, sys_priv_set(child, 60, &bad));
	bad = good;
	bad.priority = 0;
	must_refuse("K_PRIV_SET with priority 0", 0, sys_priv_set(child, 60, &bad));
	bad.priority = 255;
	must_refuse("K_PRIV_SET with priority 255", 0, sys_priv_set(child, 60, &bad));
	bad = good;
	bad.quantum_ms = 0;
	must_refuse("K_PRIV_SET without a quantum", 0, sys_priv_set(child, 60, &bad));
	bad = good;
	bad.io_count = PRIV_MAX_IO_RANGES + 1;
	must_refuse("K_PRIV_SET with too many ports", 0, sys_priv_set(child, 60, &bad));
	bad.io_count = 1;
	bad.io[0] = (struct io_range){0x300, 0x2ff};
	must_refuse("K_PRIV_SET with ports backwards", 0, sys_priv_set(child, 60, &bad));
	for (u32 i = 0; i < ARRAY_LEN(kernel_ports); i++) {
		bad.io[0] = kernel_ports[i];
		must_refuse("K_PRIV_SET with ports of the kernel from", kernel_ports[i].first,
			    sys_priv_set(child, 60, &bad));
	}
	bad = good;
	bad.irq_count = 255;
	must_refuse("K_PRIV_SET with too many lines", 0, sys_priv_set(child, 60, &bad));
	bad.irq_count = 1;
	bad.irq[0] = 16;
	must_refuse("K_PRIV_SET with line 16", 0, sys_priv_set(child, 60, &bad));
	bad = good;
	bad.mem_count = 255;
	must_refuse("K_PRIV_SET with too many ranges", 0, sys_priv_set(child, 60, &bad));
	bad.mem_count = 1;
	bad.mem[0] = (struct mem_range){0xfffff000, 0x2000};
	must_refuse("K_PRIV_SET with a range that wraps", 0, sys_priv_set(child, 60, &bad));
	bad = good;
	bad.pci_count = 255;
	must_refuse("K_PRIV_SET with too many functions", 0, sys_priv_set(child, 60, &bad));
	bad = good;
	for (u32 i = 0; i < ARRAY_LEN(managers); i++) {
		bad.manager = managers[i];
		must_be("K_PRIV_SET with manager", (u32)managers[i], sys_priv_set(child, 60, &bad),
			-EPERM);
	}
	must_be("K_PRIV_SET of good ones", 0, sys_priv_set(child, 60, &good), 0);
	must_be("K_PROC_EXIT", 0, sys_proc_exit(child), 0);
}

static const struct attack attacks[] = {
	{.name = "orphan_loops", .run = leave_child, .argument = 0, .as = AS_DRIVER,
	 .allow = allow_managing, .promise = "processes end with their manager, running ones too"},
	{.name = "orphan_faults", .run = leave_child, .argument = 1, .as = AS_DRIVER,
	 .allow = allow_managing,
	 .promise = "a fault of a process without a manager does not stop the kernel"},
	{.name = "blank_child", .run = blank_child, .as = AS_DRIVER, .allow = allow_managing,
	 .promise = "a process without memory can't be copied to, run or forked"},
	{.name = "manage_others", .run = manage_others, .as = AS_DRIVER, .allow = allow_managing,
	 .promise = "a manager rules those it manages and nobody else"},
	{.name = "keep_ports", .run = keep_ports, .as = AS_DRIVER, .allow = allow_managing,
	 .promise = "ports close when the privileges that opened them are replaced"},
	{.name = "keep_hooks", .run = keep_hooks, .as = AS_DRIVER, .allow = allow_managing,
	 .promise = "interrupt hooks outlive neither their image nor their privileges"},
	{.name = "keep_dma", .run = keep_dma, .as = AS_DRIVER, .allow = allow_managing,
	 .promise = "DMA memory outlives neither its image nor its privileges"},
	{.name = "every_state", .run = every_state, .as = AS_DRIVER, .allow = allow_managing,
	 .promise = "a child in any state takes a new image, and its end is not forgotten"},
	{.name = "absurd_privileges", .run = absurd_privileges, .as = AS_DRIVER,
	 .allow = allow_managing, .promise = "privileges that make no sense are refused"},
};

const struct suite children_suite = {"children", attacks, ARRAY_LEN(attacks)};
