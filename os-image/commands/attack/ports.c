/* I/O ports and interrupt lines beyond what the privileges name. */
#include <kintsugi/breakpoint.h>

#include "attack.h"

#define KEYBOARD 0x60
#define KEYBOARD_STATUS 0x64
#define PIC_MASK 0x21
#define CMOS_INDEX 0x70
#define DMA_MASK 0x0f
#define COM1 0x3f8
#define COM2 0x2f8
#define PCI_ADDRESS 0xcf8
#define RESET_CONTROL 0xcf9

/* Where no device of the machine answers. */
#define FREE_FIRST 0x708
#define FREE_LAST 0x70f
#define TOP_FIRST 0xfff8
#define TOP_LAST 0xffff

#define FREE_IRQ 5

static void
in_byte(u32 port)
{
	__asm__ volatile("inb %w0, %%al" : : "d"(port) : "eax");
}

static void
in_word(u32 port)
{
	__asm__ volatile("inw %w0, %%ax" : : "d"(port) : "eax");
}

static void
in_long(u32 port)
{
	__asm__ volatile("inl %w0, %%eax" : : "d"(port) : "eax");
}

static void
out_byte(u32 port)
{
	__asm__ volatile("outb %%al, %w0" : : "d"(port), "a"(0));
}

static void
out_word(u32 port)
{
	__asm__ volatile("outw %%ax, %w0" : : "d"(port), "a"(0));
}

static void
out_long(u32 port)
{
	__asm__ volatile("outl %%eax, %w0" : : "d"(port), "a"(0));
}

static u32 buffer[4];

static void
in_string(u32 port)
{
	u32 *to = buffer;
	u32 count = 4;

	__asm__ volatile("rep insb" : "+D"(to), "+c"(count) : "d"(port) : "memory");
}

static void
out_string(u32 port)
{
	u32 *from = buffer;
	u32 count = 4;

	__asm__ volatile("rep outsb" : "+S"(from), "+c"(count) : "d"(port) : "memory");
}

/* The port is granted; the memory is not ours. */
static void
in_string_to(u32 address)
{
	u32 count = 4;

	__asm__ volatile("rep insb" : "+D"(address), "+c"(count) : "d"(FREE_FIRST) : "memory");
}

static void
in_string_to_text(u32 argument)
{
	(void)argument;
	in_string_to((u32)&in_string_to_text);
}

static void
in_immediate(u32 argument)
{
	(void)argument;
	__asm__ volatile("inb %0, %%al" : : "i"(KEYBOARD) : "eax");
}

static void
allow_ports(struct privilege *privilege)
{
	privilege->io[0] = (struct io_range){FREE_FIRST, FREE_LAST};
	privilege->io[1] = (struct io_range){TOP_FIRST, TOP_LAST};
	privilege->io_count = 2;
}

/* All that is granted works, in every width that fits: else the refusals prove nothing. */
static void
use_granted(u32 argument)
{
	(void)argument;
	for (u32 port = FREE_FIRST; port <= FREE_LAST; port++) {
		in_byte(port);
		out_byte(port);
	}
	in_word(FREE_LAST - 1);
	out_word(FREE_LAST - 1);
	in_long(FREE_LAST - 3);
	out_long(FREE_LAST - 3);
	in_byte(TOP_LAST);
	in_long(TOP_LAST - 3);
}

/* Holds the ports and keeps being switched to. */
static void
hold_ports(u32 argument, u32 number)
{
	(void)argument;
	(void)number;
	for (;;)
		in_byte(FREE_FIRST);
}

static void
in_byte_after_holder_ran(u32 port)
{
	struct ktime start;
	struct ktime now;

	sys_time(&start);
	do
		sys_time(&now);
	while (now.uptime_us < start.uptime_us + 50000);
	in_byte(port);
}

static void
allow_breakpoint_port(struct privilege *privilege)
{
	privilege->io[0] = (struct io_range){BREAKPOINT_PORT, BREAKPOINT_PORT_LAST};
	privilege->io_count = 1;
}

static void
allow_beyond_breakpoint_port(struct privilege *privilege)
{
	privilege->io[0] = (struct io_range){BREAKPOINT_PORT_LAST, BREAKPOINT_PORT_LAST + 1};
	privilege->io_count = 1;
}

static void
allow_all_ports(struct privilege *privilege)
{
	privilege->io[0] = (struct io_range){0, 0xffff};
	privilege->io_count = 1;
}

/* ---- interrupt lines ---- */

static void
hook_not_granted(u32 argument)
{
	static const u32 wild[] = {16, 31, 32, 255, 256 + FREE_IRQ, 0x7fffffff, 0x80000000, 0xffffffff};

	(void)argument;
	for (u32 irq = 0; irq < 16; irq++)
		if (irq != FREE_IRQ)
			must_refuse("K_IRQ_HOOK", irq, sys_irq_hook(irq, 0, 0));
	for (u32 i = 0; i < ARRAY_LEN(wild); i++) {
		must_refuse("K_IRQ_HOOK", wild[i], sys_irq_hook(wild[i], 0, 0));
		must_refuse("K_IRQ_HOOK id", wild[i], sys_irq_hook(FREE_IRQ, wild[i] | 32, 0));
		must_refuse("K_IRQ_HOOK flags", wild[i], sys_irq_hook(FREE_IRQ, 0, wild[i] | 2));
		must_refuse("K_IRQ_ENABLE", wild[i], sys_irq_enable((int)(wild[i] | 0x100)));
	}
}

static void
hook_kernel_lines(u32 argument)
{
	(void)argument;
	must_refuse("K_IRQ_HOOK of the clock", 0, sys_irq_hook(0, 0, 0));
	must_refuse("K_IRQ_HOOK of the cascade", 2, sys_irq_hook(2, 0, 0));
	must_refuse("K_IRQ_HOOK of the event port", 3, sys_irq_hook(3, 0, 0));
}

static void
allow_kernel_lines(struct privilege *privilege)
{
	static const u8 lines[] = {0, 2, 3};

	for (u32 i = 0; i < ARRAY_LEN(lines); i++)
		privilege->irq[i] = lines[i];
	privilege->irq_count = ARRAY_LEN(lines);
	PRIV_BIT_SET(privilege->kcalls, K_IRQ_HOOK);
}

static void
allow_hooks(struct privilege *privilege)
{
	privilege->irq[0] = FREE_IRQ;
	privilege->irq_count = 1;
	PRIV_BIT_SET(privilege->kcalls, K_IRQ_HOOK);
	PRIV_BIT_SET(privilege->kcalls, K_IRQ_ENABLE);
	PRIV_BIT_SET(privilege->kcalls, K_IRQ_DISABLE);
	PRIV_BIT_SET(privilege->kcalls, K_IRQ_REMOVE);
}

/* Hooks its line, tells so, and complains when the hook is not there any more. */
static void
own_a_hook(u32 argument, u32 number)
{
	struct message message;
	int hook = sys_irq_hook(FREE_IRQ, 3, 0);

	(void)argument;
	(void)number;
	if (hook < 0)
		breach("K_IRQ_HOOK of the granted line: %d", hook);
	ipc_receive(EP_ANY, &message);
	message.type = TEST_RESULT;
	ipc_send(message.source, &message);
	ipc_receive(message.source, &message);
	must_be("K_IRQ_ENABLE of my hook", (u32)hook, sys_irq_enable(hook), 0);
	must_be("K_IRQ_REMOVE of my hook", (u32)hook, sys_irq_remove(hook), 0);
	ipc_send(message.source, &message);
}

static void
meddle_with_hooks(u32 argument)
{
	struct message message = {.type = TEST_GO};

	(void)argument;
	must_be("sendrec", 0, ipc_sendrec(accomplice(0), &message), 0);
	for (int hook = 0; hook < 64; hook++) {
		must_refuse("K_IRQ_ENABLE of another's", (u32)hook, sys_irq_enable(hook));
		must_refuse("K_IRQ_DISABLE of another's", (u32)hook, sys_irq_disable(hook));
		must_refuse("K_IRQ_REMOVE of another's", (u32)hook, sys_irq_remove(hook));
	}
	must_be("sendrec", 0, ipc_sendrec(accomplice(0), &message), 0);
}

/* As many hooks as it gets; they end with it, and others still get theirs. */
static void
hoard_hooks(u32 argument)
{
	u32 made = 0;

	(void)argument;
	for (u32 id = 0; id < 32; id++)
		made += sys_irq_hook(FREE_IRQ, id, 0) >= 0;
	if (made == 0)
		breach("not one hook of the granted line was made");
	if (made > PRIV_MAX_IRQS)
		breach("%u hooks for one process leave too few to others", (unsigned)made);
}

#define KILLED(as_, name_, run_, port_, promise_)                                                  \
	{.name = name_, .run = run_, .argument = port_, .as = as_, .ends = ENDS_EXCEPTION,         \
	 .vector = VECTOR_PROTECTION, .promise = promise_}
#define EDGE(name_, run_, port_, promise_)                                                         \
	{.name = name_, .run = run_, .argument = port_, .as = AS_DRIVER, .ends = ENDS_EXCEPTION,   \
	 .vector = VECTOR_PROTECTION, .promise = promise_, .allow = allow_ports}
#define UNBORN(name_, allow_, promise_)                                                            \
	{.name = name_, .as = AS_DRIVER, .allow = allow_, .ends = ENDS_UNBORN, .promise = promise_}

static const struct attack attacks[] = {
	KILLED(AS_BOTH, "in8", in_byte, KEYBOARD, "no byte is read from a port not granted"),
	KILLED(AS_BOTH, "in16", in_word, KEYBOARD, "no word is read from a port not granted"),
	KILLED(AS_BOTH, "in32", in_long, PCI_ADDRESS, "no long is read from a port not granted"),
	KILLED(AS_BOTH, "in_immediate", in_immediate, 0, "nor with the port in the instruction"),
	KILLED(AS_BOTH, "out8", out_byte, PIC_MASK, "interrupts can't be masked at their controller"),
	KILLED(AS_BOTH, "out16", out_word, COM1, "no word is written to a port not granted"),
	KILLED(AS_BOTH, "out32", out_long, PCI_ADDRESS, "no PCI register can be chosen"),
	KILLED(AS_BOTH, "ins", in_string, KEYBOARD, "no string is read from a port not granted"),
	KILLED(AS_BOTH, "outs", out_string, COM2, "no event can be forged at the port itself"),
	KILLED(AS_BOTH, "reset_keyboard", out_byte, KEYBOARD_STATUS,
	       "the machine can't be reset by the keyboard controller"),
	KILLED(AS_BOTH, "reset_control", out_byte, RESET_CONTROL,
	       "the machine can't be reset by the chipset"),
	KILLED(AS_BOTH, "cmos", out_byte, CMOS_INDEX, "the CMOS memory is out of reach"),
	KILLED(AS_BOTH, "isa_dma", out_byte, DMA_MASK, "the ISA DMA controller is out of reach"),
	KILLED(AS_BOTH, "breakpoint_question", out_long, BREAKPOINT_PORT,
	       "only the kernel tells the host of breakpoints"),
	KILLED(AS_BOTH, "breakpoint_answer", in_long, BREAKPOINT_PORT,
	       "only the kernel hears what the host makes of them"),
	KILLED(AS_BOTH, "port_0", in_byte, 0, "port 0 is out of reach"),
	KILLED(AS_BOTH, "port_ffff", in_byte, 0xffff, "the last port is out of reach"),
	KILLED(AS_BOTH, "port_ffff_long", in_long, 0xffff, "nothing lies beyond the last port"),
	{.name = "granted", .run = use_granted, .as = AS_DRIVER, .allow = allow_ports,
	 .promise = "granted ports work, in every width that fits"},
	EDGE("below8", in_byte, FREE_FIRST - 1, "the port below a granted range is refused"),
	EDGE("above8", in_byte, FREE_LAST + 1, "the port above a granted range is refused"),
	EDGE("below16", in_word, FREE_FIRST - 1, "a word that begins below a range is refused"),
	EDGE("above16", in_word, FREE_LAST, "a word that ends above a range is refused"),
	EDGE("above32", in_long, FREE_LAST - 2, "a long that ends above a range is refused"),
	EDGE("above32_by_three", in_long, FREE_LAST, "a long at the last port is refused"),
	EDGE("out_below8", out_byte, FREE_FIRST - 1, "writing below a granted range is refused"),
	EDGE("out_above16", out_word, FREE_LAST, "writing a word over the end is refused"),
	EDGE("out_above32", out_long, FREE_LAST - 2, "writing a long over the end is refused"),
	EDGE("top16", in_word, 0xffff, "a word at the last port of all is refused"),
	EDGE("top32", in_long, 0xfffd, "a long that leaves the port space is refused"),
	EDGE("elsewhere", out_byte, PIC_MASK, "a granted range opens nothing else"),
	{.name = "ins_to_text", .run = in_string_to_text, .as = AS_DRIVER, .allow = allow_ports,
	 .ends = ENDS_EXCEPTION, .vector = VECTOR_PAGE_FAULT,
	 .promise = "a port can't be read into text"},
	{.name = "ins_to_kernel", .run = in_string_to, .argument = 0xc0000000, .as = AS_DRIVER,
	 .allow = allow_ports, .ends = ENDS_EXCEPTION, .vector = VECTOR_PAGE_FAULT,
	 .promise = "a port can't be read into the kernel"},
	{.name = "holder_beside", .run = in_byte_after_holder_ran, .argument = TOP_FIRST - 1,
	 .as = AS_DRIVER, .allow = allow_ports, .ends = ENDS_EXCEPTION,
	 .vector = VECTOR_PROTECTION, .accomplice = hold_ports, .accomplices = 1,
	 .promise = "another driver with the same ports changes nothing at their edge"},
	UNBORN("breakpoint_granted", allow_breakpoint_port, "the port of breakpoints can't be granted"),
	UNBORN("breakpoint_by_end", allow_beyond_breakpoint_port, "nor the end of it"),
	UNBORN("all_granted", allow_all_ports, "nor all ports, the kernel's among them"),
	{.name = "irq_not_granted", .run = hook_not_granted, .as = AS_DRIVER, .allow = allow_hooks,
	 .promise = "only granted interrupt lines can be hooked"},
	{.name = "irq_of_kernel", .run = hook_kernel_lines, .as = AS_DRIVER,
	 .allow = allow_kernel_lines, .promise = "the kernel's own lines can't even be granted"},
	{.name = "irq_of_another", .run = meddle_with_hooks, .as = AS_DRIVER, .allow = allow_hooks,
	 .accomplice = own_a_hook, .accomplices = 1,
	 .promise = "a driver can't enable, disable or remove another's hook"},
	{.name = "irq_hoard", .run = hoard_hooks, .as = AS_DRIVER, .allow = allow_hooks,
	 .promise = "hooks are few for each process and end with it"},
};

const struct suite ports_suite = {"ports", attacks, ARRAY_LEN(attacks)};
