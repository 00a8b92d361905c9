/* Reading and writing what is not one's own, or not to be written. */
#include <libsys/grant.h>
#include <string.h>
#include <sys/mman.h>

#include "attack.h"

#define UNMAPPED 0x50000000u

static const u32 constant[16] = {0x600d};
static u32 scratch[1024];

static void
read_at(u32 address)
{
	*(volatile u8 *)address;
}

static void
read_word_at(u32 address)
{
	*(volatile u32 *)address;
}

static void
write_at(u32 address)
{
	*(volatile u8 *)address = 0x5a;
}

static void
write_word_at(u32 address)
{
	*(volatile u32 *)address = 0x5a5a5a5a;
}

static void
execute_at(u32 address)
{
	((void (*)(void))address)();
}

static void
write_text(u32 argument)
{
	(void)argument;
	*(volatile u8 *)(u32)&write_text = 0x90;
}

static void
write_constant(u32 argument)
{
	(void)argument;
	*(volatile u32 *)(u32)constant = 0xbad;
}

/* Each copy by the kernel has to honour that text is read-only. */
static void
kernel_copies_into_text(u32 argument)
{
	static const u32 words = 64;
	u32 text = ((u32)&kernel_copies_into_text & ~63u);
	grant_id_t readable;
	struct safecopy_part part = {.length = words, .address = text};

	(void)argument;
	must_be("K_TIME into text", text, kernel_call(K_TIME, text, 0, 0, 0, 0), -EFAULT);
	must_be("K_INFO into text", text,
		kernel_call(K_INFO, KINFO_SELF, text, sizeof(struct kprocess), 0, 0), -EFAULT);
	must_be("K_INFO into constants", (u32)constant,
		kernel_call(K_INFO, KINFO_SELF, (u32)constant, sizeof(struct kprocess), 0, 0),
		-EFAULT);
	if (!is_driver())
		return;
	readable = grant_direct(self(), scratch, sizeof(scratch), GRANT_READ);
	must_be("K_SAFECOPY_FROM into text", text,
		sys_safecopy_from(self(), readable, 0, (void *)text, words), -EFAULT);
	part.granter = self();
	part.grant = readable;
	must_refuse("K_SAFECOPY_VECTOR into text", text, sys_safecopy_vector(&part, 1));
}

/* Granting others to write what we may not write does not let them. */
static void
grant_on_text(u32 argument)
{
	u32 text = (u32)&grant_on_text & ~63u;
	grant_id_t writable = grant_direct(self(), (void *)text, 64, GRANT_READ | GRANT_WRITE);

	(void)argument;
	must_refuse("K_SAFECOPY_TO a grant on text", text,
		    sys_safecopy_to(self(), writable, 0, scratch, 64));
}

static void
say_something(u32 argument, u32 number)
{
	struct message message;

	(void)argument;
	(void)number;
	ipc_receive(EP_ANY, &message);
	message.type = TEST_RESULT;
	ipc_send(message.source, &message);
}

static void
receive_into_text(u32 argument)
{
	struct message message = {.type = TEST_GO};
	struct message *text = (struct message *)((u32)&receive_into_text & ~63u);

	(void)argument;
	ipc_send(accomplice(0), &message);
	must_be("receive into text", (u32)text, ipc_receive(accomplice(0), text), -EFAULT);
	must_be("receive into constants", (u32)constant,
		ipc_receive(accomplice(0), (struct message *)(u32)constant), -EFAULT);
	must_be("receive", 0, ipc_receive(accomplice(0), &message), 0);
	must_be("the message", 0, (s32)message.type, TEST_RESULT);
}

/* The request is good, but its reply has nowhere to go. */
static void
sendrec_from_text(u32 argument)
{
	struct message *text = (struct message *)((u32)&sendrec_from_text & ~63u);
	endpoint_t target = is_driver() ? sys_lookup(WITNESS_ECHO) : PM_EP;

	(void)argument;
	must_be("sendrec from text", (u32)text, ipc_sendrec(target, text), -EFAULT);
}

static u32
descend(u32 depth)
{
	volatile u8 frame[4096];

	frame[0] = (u8)depth;
	if (depth == 0)
		return frame[0];
	return descend(depth + 1) + frame[0]; /* after the call, so that it is no jump */
}

static void
overflow_stack(u32 argument)
{
	scratch[0] = descend(argument);
}

static void
below_stack(u32 argument)
{
	(void)argument;
	write_at(USER_STACK_TOP - USER_STACK_MAX - 1);
}

/* No kernel copy between processes without leave. */
static void
copy_without_leave(u32 argument)
{
	(void)argument;
	must_be("K_COPY from RS", RS_EP, sys_copy(RS_EP, 0x400000, EP_SELF, (u32)scratch, 64),
		-EPERM);
	must_be("K_COPY to PM", PM_EP, sys_copy(EP_SELF, (u32)scratch, PM_EP, 0x400000, 64),
		-EPERM);
}

/* The witnesses run the same program: what is at our addresses is at theirs. */
static void
guess_addresses(u32 argument)
{
	(void)argument;
	memset(scratch, 0x66, sizeof(scratch));
	for (u32 *word = scratch; word < scratch + ARRAY_LEN(scratch); word++)
		if (*word != 0x66666666)
			breach("someone else writes to my memory at %x", (unsigned)word);
}

static void
after_unmap(u32 argument)
{
	u32 *memory;

	(void)argument;
	if (is_driver()) {
		u32 address;

		if (sys_vm_map(EP_SELF, 0, PAGE_SIZE, VM_READ | VM_WRITE, &address) < 0)
			return;
		memory = (u32 *)address;
		*memory = 1;
		sys_vm_unmap(EP_SELF, address, PAGE_SIZE);
	} else {
		memory = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			      -1, 0);
		*memory = 1;
		munmap(memory, PAGE_SIZE);
	}
	*(volatile u32 *)memory = 2;
}

static void
write_read_only_page(u32 argument)
{
	u32 address;

	(void)argument;
	if (sys_vm_map(EP_SELF, 0, PAGE_SIZE, VM_READ, &address) >= 0)
		*(volatile u32 *)address = 1;
}

#define FAULT(as_, name_, run_, argument_, promise_)                                               \
	{.name = name_, .run = run_, .argument = argument_, .as = as_, .ends = ENDS_EXCEPTION,     \
	 .vector = VECTOR_PAGE_FAULT, .promise = promise_}
#define REFUSED(as_, name_, run_, promise_)                                                        \
	{.name = name_, .run = run_, .as = as_, .ends = ENDS_REFUSED, .promise = promise_}

static const struct attack attacks[] = {
	FAULT(AS_BOTH, "read_kernel", read_at, 0xc0000000, "reading the kernel's memory kills"),
	FAULT(AS_BOTH, "read_kernel_text", read_word_at, 0xc0100000,
	      "reading the kernel's text kills"),
	FAULT(AS_BOTH, "read_top", read_at, 0xffffffff, "reading the last byte there is kills"),
	FAULT(AS_BOTH, "read_page_tables", read_word_at, 0xfffff000,
	      "reading where page tables might be kills"),
	FAULT(AS_BOTH, "write_kernel", write_at, 0xc0000000, "writing to the kernel's memory kills"),
	FAULT(AS_BOTH, "write_kernel_text", write_word_at, 0xc0100000,
	      "writing to the kernel's text kills"),
	FAULT(AS_BOTH, "write_top", write_at, 0xffffffff, "writing the last byte there is kills"),
	FAULT(AS_BOTH, "write_across_kernel", write_word_at, 0xbffffffe,
	      "a write that begins below the kernel kills"),
	FAULT(AS_BOTH, "execute_kernel", execute_at, 0xc0100000, "calling into the kernel kills"),
	FAULT(AS_BOTH, "null_read", read_word_at, 0, "reading through a null pointer kills"),
	FAULT(AS_BOTH, "null_write", write_word_at, 0, "writing through a null pointer kills"),
	FAULT(AS_BOTH, "null_execute", execute_at, 0, "calling through a null pointer kills"),
	FAULT(AS_BOTH, "null_page_end", read_at, 0xfff, "the whole of page 0 is unmapped"),
	FAULT(AS_BOTH, "user_top", read_at, USER_TOP, "nothing is mapped at the end of user space"),
	FAULT(AS_BOTH, "above_stack", write_at, USER_STACK_TOP, "a guard page lies above the stack"),
	FAULT(AS_BOTH, "below_stack", below_stack, 0, "a guard page lies below the stack"),
	FAULT(AS_BOTH, "read_unmapped", read_at, UNMAPPED, "reading unmapped memory kills"),
	FAULT(AS_BOTH, "write_unmapped", write_at, UNMAPPED, "writing unmapped memory kills"),
	FAULT(AS_BOTH, "execute_unmapped", execute_at, UNMAPPED, "running unmapped memory kills"),
	FAULT(AS_BOTH, "write_text", write_text, 0, "a process can't write its own text"),
	FAULT(AS_BOTH, "write_constant", write_constant, 0, "a process can't write its constants"),
	FAULT(AS_BOTH, "overflow_stack", overflow_stack, 1, "endless recursion kills"),
	FAULT(AS_BOTH, "after_unmap", after_unmap, 0, "memory given back is gone"),
	FAULT(AS_DRIVER, "write_read_only_page", write_read_only_page, 0,
	      "a page mapped for reading can't be written"),
	REFUSED(AS_BOTH, "kernel_copies_into_text", kernel_copies_into_text,
		"no kernel call writes to text or constants"),
	REFUSED(AS_DRIVER, "grant_on_text", grant_on_text, "a grant does not make text writable"),
	{.name = "receive_into_text", .run = receive_into_text, .as = AS_DRIVER,
	 .accomplice = say_something, .accomplices = 1,
	 .promise = "no message is received into text, and none is lost by trying"},
	REFUSED(AS_BOTH, "sendrec_from_text", sendrec_from_text,
		"no request leaves whose reply would be written to text"),
	REFUSED(AS_BOTH, "copy_without_leave", copy_without_leave,
		"no copy from or to another process without leave"),
	{.name = "guess_addresses", .run = guess_addresses, .as = AS_BOTH,
	 .promise = "the same address in two processes is not the same memory"},
};

const struct suite memory_suite = {"memory", attacks, ARRAY_LEN(attacks)};
