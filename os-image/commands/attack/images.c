/*
 * Absurd programs, and managers that ask too much. The attacker may make and
 * manage processes, as PM and RS do; a hostile image or call of such a one must
 * be refused all the same, and touch nobody but its own children.
 */
#include <string.h>

#include "attack.h"

#define IMAGE_LENGTH 8192u
#define TEXT_OFFSET 4096u
#define TEXT_ADDRESS 0x400000u

/* An ELF file as far as the kernel looks at it (System V ABI, chapters 4 and 5). */
struct image {
	u32 magic;
	u32 class_data_version;
	u8 padding[8];
	u16 type;
	u16 machine;
	u32 version;
	u32 entry;
	u32 header_offset;
	u32 section_offset;
	u32 flags;
	u16 size;
	u16 header_size;
	u16 header_count;
	u16 section_size;
	u16 section_count;
	u16 names;
	struct {
		u32 type, offset, address, physical, file_length, memory_length, flags, align;
	} headers[2];
};

static union {
	struct image elf;
	u8 bytes[IMAGE_LENGTH];
} file;

static void
make_good_image(void)
{
	memset(&file, 0, sizeof(file));
	file.elf.magic = 0x464c457f;
	file.elf.class_data_version = 0x00010101;
	file.elf.type = 2;
	file.elf.machine = 3;
	file.elf.version = 1;
	file.elf.entry = TEXT_ADDRESS;
	file.elf.header_offset = offsetof(struct image, headers);
	file.elf.header_size = sizeof(file.elf.headers[0]);
	file.elf.header_count = 1;
	file.elf.headers[0].type = 1;
	file.elf.headers[0].offset = TEXT_OFFSET;
	file.elf.headers[0].address = TEXT_ADDRESS;
	file.elf.headers[0].file_length = 16;
	file.elf.headers[0].memory_length = 16;
	file.elf.headers[0].flags = 5;
	file.elf.headers[0].align = 4096;
	file.elf.headers[1] = file.elf.headers[0];
	file.bytes[TEXT_OFFSET] = 0xeb; /* jmp to itself */
	file.bytes[TEXT_OFFSET + 1] = 0xfe;
}

#define FIELD(member, value) offsetof(struct image, member), sizeof(file.elf.member), value

static const struct mutation {
	const char *what;
	u32 offset;
	u32 size;
	u32 value;
} mutations[] = {
	{"magic", FIELD(magic, 0x464c4580)},
	{"magic 0", FIELD(magic, 0)},
	{"64 bits", FIELD(class_data_version, 0x00010102)},
	{"big endian", FIELD(class_data_version, 0x00010201)},
	{"shared object", FIELD(type, 3)},
	{"relocatable", FIELD(type, 1)},
	{"machine", FIELD(machine, 62)},
	{"header size 0", FIELD(header_size, 0)},
	{"header size 31", FIELD(header_size, 31)},
	{"header size huge", FIELD(header_size, 0xffff)},
	{"no headers", FIELD(header_count, 0)},
	{"too many headers", FIELD(header_count, 0xffff)},
	{"headers beyond", FIELD(header_offset, IMAGE_LENGTH)},
	{"headers almost beyond", FIELD(header_offset, IMAGE_LENGTH - 31)},
	{"headers wrap", FIELD(header_offset, 0xffffffe0)},
	{"headers at the end", FIELD(header_offset, 0xffffffff)},
	{"entry 0", FIELD(entry, 0)},
	{"entry below", FIELD(entry, TEXT_ADDRESS - 1)},
	{"entry above", FIELD(entry, TEXT_ADDRESS + 16)},
	{"entry in the kernel", FIELD(entry, 0xc0100000)},
	{"entry at the end", FIELD(entry, 0xffffffff)},
	{"overlapping segments", FIELD(header_count, 2)},
	{"no segment to load", FIELD(headers[0].type, 2)},
	{"segment in page 0", FIELD(headers[0].address, 0)},
	{"segment at the end of page 0", FIELD(headers[0].address, 0xfff)},
	{"segment in the kernel", FIELD(headers[0].address, 0xc0100000)},
	{"segment below the kernel", FIELD(headers[0].address, 0xbfffffff)},
	{"segment at the end", FIELD(headers[0].address, 0xfffffff0)},
	{"segment over the stack", FIELD(headers[0].address, USER_STACK_TOP - 4096)},
	{"offset beyond", FIELD(headers[0].offset, IMAGE_LENGTH)},
	{"offset almost beyond", FIELD(headers[0].offset, IMAGE_LENGTH - 15)},
	{"offset wraps", FIELD(headers[0].offset, 0xfffffff8)},
	{"file part longer than memory", FIELD(headers[0].file_length, 17)},
	{"file part huge", FIELD(headers[0].file_length, 0xffffffff)},
	{"memory of nothing", FIELD(headers[0].memory_length, 0)},
	{"memory up to the kernel", FIELD(headers[0].memory_length, 0xc0000000 - TEXT_ADDRESS)},
	{"memory wraps", FIELD(headers[0].memory_length, 0xffffffff)},
	{"memory wraps to 0", FIELD(headers[0].memory_length, 0 - TEXT_ADDRESS)},
	{"more memory than there is", FIELD(headers[0].memory_length, 0x5f000000)},
	{"text that can be written", FIELD(headers[0].flags, 7)},
	{"text that can't be executed", FIELD(headers[0].flags, 4)},
};

static struct kexec
exec_of(endpoint_t child)
{
	return (struct kexec){.endpoint = child, .module = -1, .image = (u32)&file,
			      .length = IMAGE_LENGTH, .name = "absurd"};
}

static void
absurd_images(u32 argument)
{
	endpoint_t child = sys_proc_create("child");
	struct kexec exec = exec_of(child);

	(void)argument;
	for (u32 i = 0; i < ARRAY_LEN(mutations); i++) {
		const struct mutation *m = &mutations[i];

		make_good_image();
		memcpy(file.bytes + m->offset, &m->value, m->size);
		if (!kernel_call_failed(sys_proc_exec(&exec)))
			breach("an image was accepted: %s", m->what);
	}
	make_good_image();
	for (u32 length = 0; length <= TEXT_OFFSET; length += 13) {
		exec.length = length;
		must_refuse("K_PROC_EXEC of length", length, sys_proc_exec(&exec));
	}
	exec.length = IMAGE_LENGTH;
	must_be("K_PROC_EXEC of a good image", 0, sys_proc_exec(&exec), 0);
	for (u32 i = 0; i < ARRAY_LEN(mutations); i++) { /* the good one must outlive them */
		memcpy(file.bytes + mutations[i].offset, &mutations[i].value, mutations[i].size);
		must_refuse("K_PROC_EXEC", i, sys_proc_exec(&exec));
		make_good_image();
	}
	must_be("K_PROC_RESUME", 0, sys_proc_resume(child), 0);
	must_be("K_PROC_EXIT", 0, sys_proc_exit(child), 0);
	must_be("K_PROC_EXIT of the dead", 0, sys_proc_exit(child), -EDEADEP);
}

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

static void
wrong_digests(u32 argument)
{
	static const s32 indexes[] = {ARCHIVE_MAX_ENTRIES, 1000, 0x7fffffff};
	endpoint_t child = sys_proc_create("child");
	struct kexec exec = exec_of(child);
	struct boot_module module;

	(void)argument;
	make_good_image();
	exec.check_crc32 = 1;
	must_be("K_PROC_EXEC with a wrong CRC", 0, sys_proc_exec(&exec), -EBADDIGEST);
	exec.check_crc32 = 0;
	for (u32 i = 0; i < ARRAY_LEN(indexes); i++) {
		exec.module = indexes[i];
		must_refuse("K_PROC_EXEC of module", (u32)indexes[i], sys_proc_exec(&exec));
	}
	for (u32 i = 0; sys_info(KINFO_MODULE, &module, sizeof(module), i) >= 0; i++)
		if (module.kind != ARCHIVE_PROGRAM) {
			exec.module = (s32)i;
			must_refuse("K_PROC_EXEC of what is no program", i, sys_proc_exec(&exec));
		}
	exec.module = -1;
	exec.stack = (u32)&file;
	exec.stack_length = EXEC_STACK_MAX + 4;
	must_refuse("K_PROC_EXEC with too long a stack", 0, sys_proc_exec(&exec));
	exec.stack_length = 0xfffffffc;
	must_refuse("K_PROC_EXEC with too long a stack", 1, sys_proc_exec(&exec));
	exec.stack_length = 3;
	must_refuse("K_PROC_EXEC with an odd stack", 0, sys_proc_exec(&exec));
	must_be("K_PROC_EXIT", 0, sys_proc_exit(child), 0);
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
#define PATIENCE_US 50000u

/* Writes a program of these bytes into the image, and a loop after it. */
static void
make_program(const u8 *code, u32 length)
{
	make_good_image();
	memcpy(file.bytes + TEXT_OFFSET, code, length);
	file.bytes[TEXT_OFFSET + length] = 0xeb; /* jmp to itself */
	file.bytes[TEXT_OFFSET + length + 1] = 0xfe;
	file.elf.headers[0].file_length = file.elf.headers[0].memory_length = length + 2;
}

/* What happens to a child of ours, or -ETIMEDOUT. */
static int
wait_for_event(struct ksig *event)
{
	struct message message;
	int error;

	sys_alarm(sys_uptime_us() + PATIENCE_US);
	while ((error = sys_sig_get(event)) == -EAGAIN) {
		must_be("receive", 0, ipc_receive(EP_ANY, &message), 0);
		if (message.source == EP_CLOCK)
			return -ETIMEDOUT;
	}
	sys_alarm(0);
	return error;
}

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

static void
allow_managing(struct privilege *privilege)
{
	static const u8 calls[] = {K_PROC_CREATE, K_PROC_FORK,   K_PROC_EXEC, K_PROC_EXIT,
				   K_PROC_STOP,   K_PROC_RESUME, K_SCHED,     K_PRIV_SET,
				   K_SIG_GET,     K_SIG_SEND,    K_SIG_RETURN, K_COPY};

	for (u32 i = 0; i < ARRAY_LEN(calls); i++)
		PRIV_BIT_SET(privilege->kcalls, calls[i]);
}

static const struct attack attacks[] = {
	{.name = "absurd", .run = absurd_images, .as = AS_DRIVER, .allow = allow_managing,
	 .promise = "absurd programs are refused and harm nothing"},
	{.name = "orphan_loops", .run = leave_child, .argument = 0, .as = AS_DRIVER,
	 .allow = allow_managing, .promise = "processes end with their manager, running ones too"},
	{.name = "orphan_faults", .run = leave_child, .argument = 1, .as = AS_DRIVER,
	 .allow = allow_managing,
	 .promise = "a fault of a process without a manager does not stop the kernel"},
	{.name = "digests", .run = wrong_digests, .as = AS_DRIVER, .allow = allow_managing,
	 .promise = "programs of the wrong digest, or that are none, are not run"},
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
	{.name = "absurd_privileges", .run = absurd_privileges, .as = AS_DRIVER,
	 .allow = allow_managing, .promise = "privileges that make no sense are refused"},
};

const struct suite images_suite = {"images", attacks, ARRAY_LEN(attacks)};
