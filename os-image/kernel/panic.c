/*
 * The kernel found itself broken: tell everything on both serial ports and the
 * screen, and stop. The stack is walked by frame pointers; the names come from
 * the symbol table in the boot archive.
 */
#include "console.h"
#include "event.h"
#include "kernel.h"
#include "lib.h"

#define MAX_FRAMES 24
#define TRACE_TEXT_MAX 1024
#define REGISTERS_TEXT_MAX 256

static const struct ksym_header *symbols;
static u8 panicking;

void
panic_set_symbols(const void *table, u32 size)
{
	const struct ksym_header *header = table;

	if (size >= sizeof(*header) && header->magic == KSYM_MAGIC && header->count <= size / sizeof(struct ksym) &&
	    header->strings_offset <= size && header->strings_size <= size - header->strings_offset)
		symbols = header;
}

static const char *
symbol_of(u32 address, u32 *offset)
{
	if (symbols == NULL)
		return NULL;
	const struct ksym *table = (const struct ksym *)(symbols + 1);
	u32 low = 0, high = symbols->count;

	while (low < high) { /* the first entry above address */
		u32 middle = (low + high) / 2;
		if (table[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return NULL;
	const struct ksym *found = &table[low - 1];
	if (found->name_offset >= symbols->strings_size)
		return NULL;
	*offset = address - found->address;
	return (const char *)symbols + symbols->strings_offset + found->name_offset;
}

static u32
describe(char *to, u32 size, u32 address)
{
	u32 offset = 0;
	const char *name = symbol_of(address, &offset);

	return (u32)(name == NULL ? format_string(to, size, "%08x", address)
	                          : format_string(to, size, "%08x %s+0x%x", address, name, offset));
}

static int
is_stack(u32 address)
{
	return address % 4 == 0 && address >= (u32)kernel_stack_bottom && address + 8 <= (u32)kernel_stack_top;
}

static void
print_registers(const struct regs *r, u32 esp)
{
	console_print("  eax %08x ebx %08x ecx %08x edx %08x\n", r->eax, r->ebx, r->ecx, r->edx);
	console_print("  esi %08x edi %08x ebp %08x esp %08x\n", r->esi, r->edi, r->ebp, esp);
	console_print("  eip %08x eflags %08x cr0 %08x cr2 %08x cr3 %08x\n", r->eip, r->eflags, read_cr0(), read_cr2(),
	              read_cr3());
	console_print("  vector %u error code %x\n", r->vector, r->error_code);
}

static void
print_process(const struct proc *p)
{
	console_print("  while serving %s (%s), endpoint %d, eip %08x\n", p->name, priv_of(p)->label, p->endpoint,
	              p->regs.eip);
}

/* Text, registers and trace, to the console and as one event. */
static void __attribute__((noreturn))
tell_and_stop(const char *text, const struct regs *regs, u32 esp)
{
	static char trace[TRACE_TEXT_MAX], registers[REGISTERS_TEXT_MAX];
	char line[96];
	u32 length = 0, eip = regs->eip, frame = regs->ebp;

	if (panicking) {
		console_print("\nkernel panic within a panic: %s\n", text);
		cpu_stop();
	}
	panicking = 1;
	console_set_owned(0);
	console_print("\nkernel panic: %s\n", text);
	if (current != NULL)
		print_process(current);
	print_registers(regs, esp);
	format_string(registers, sizeof(registers),
	              "eax=%x ebx=%x ecx=%x edx=%x esi=%x edi=%x ebp=%x esp=%x eip=%x eflags=%x cr2=%x cr3=%x vector=%u error=%x",
	              regs->eax, regs->ebx, regs->ecx, regs->edx, regs->esi, regs->edi, regs->ebp, esp, regs->eip,
	              regs->eflags, read_cr2(), read_cr3(), regs->vector, regs->error_code);
	console_print("  call trace:\n");
	for (u32 i = 0; i < MAX_FRAMES && eip != 0; i++) {
		u32 n = describe(line, sizeof(line), eip);
		console_print("    %s\n", line);
		if (length + n + 2 < sizeof(trace))
			length += (u32)format_string(trace + length, sizeof(trace) - length, "%s%s", i > 0 ? "; " : "", line);
		if (!is_stack(frame))
			break;
		eip = ((const u32 *)frame)[1];
		u32 next = ((const u32 *)frame)[0];
		frame = next > frame ? next : 0;
	}
	struct event_value values[] = {
		{ .key = "text", .type = EVENT_TEXT, .text = text, .length = strnlen(text, EVENT_TEXT_MAX) },
		{ .key = "registers", .type = EVENT_TEXT, .text = registers, .length = strnlen(registers, sizeof(registers)) },
		{ .key = "trace", .type = EVENT_TEXT, .text = trace, .length = length },
	};
	event_write(NULL, "panic", values, ARRAY_LEN(values));
	console_print("  the system has stopped\n");
	machine_halt(HALT_POWEROFF, PANIC_STATUS);
}

void
panic(const char *fmt, ...)
{
	static char text[EVENT_TEXT_MAX];
	__builtin_va_list args;

	__builtin_va_start(args, fmt);
	format(text, sizeof(text), fmt, args);
	__builtin_va_end(args);
	/* The caller's registers, as far as a call leaves them. */
	struct regs here = { .eip = (u32)__builtin_return_address(0) };
	u32 frame = (u32)__builtin_frame_address(0);
	here.ebp = *(u32 *)frame;
	__asm__ volatile("movl %%eax, %0\n\tmovl %%ebx, %1\n\tmovl %%ecx, %2\n\tmovl %%edx, %3"
	                 : "=m"(here.eax), "=m"(here.ebx), "=m"(here.ecx), "=m"(here.edx));
	__asm__ volatile("movl %%esi, %0\n\tmovl %%edi, %1\n\tpushfl\n\tpopl %2"
	                 : "=m"(here.esi), "=m"(here.edi), "=r"(here.eflags));
	tell_and_stop(text, &here, frame + 8);
}

void
panic_exception(const struct regs *regs)
{
	char text[96];

	format_string(text, sizeof(text), "exception %u in the kernel at %08x, address %08x", regs->vector, regs->eip,
	              read_cr2());
	tell_and_stop(text, regs, (u32)(&regs->eflags + 1));
}
