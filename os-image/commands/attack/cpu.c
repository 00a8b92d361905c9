/*
 * What the CPU itself has to refuse at user level: instructions that rule the
 * machine, ways into the kernel that are no gates, and states left behind for
 * the kernel to stumble over (Intel SDM volume 3, chapters 5 and 6).
 */
#include <string.h>

#include "attack.h"

#define EFLAGS_TRAP 0x100u
#define EFLAGS_INTERRUPT 0x200u
#define EFLAGS_DIRECTION 0x400u
#define EFLAGS_IOPL 0x3000u
#define EFLAGS_NESTED 0x4000u
#define EFLAGS_VM86 0x20000u
#define EFLAGS_ALIGNMENT 0x40000u

#define KERNEL_CODE 0x08 /* as kernels commonly lay out their descriptors */
#define KERNEL_DATA 0x10
#define TASK_STATE 0x28

/* One function for each attack that is an instruction or two. */
#define INSTRUCTION(name, ...)                                                                     \
	static void name(u32 argument)                                                             \
	{                                                                                          \
		__asm__ volatile(__VA_ARGS__);                                                     \
		(void)argument;                                                                    \
	}

static const struct {
	u16 limit;
	u32 base;
} __attribute__((packed)) empty_table;

INSTRUCTION(halt, "hlt")
INSTRUCTION(disable_interrupts, "cli")
INSTRUCTION(enable_interrupts, "sti")
INSTRUCTION(read_cr0, "movl %%cr0, %%eax" : : : "eax")
INSTRUCTION(write_cr0, "movl %0, %%cr0" : : "r"(argument))
INSTRUCTION(read_cr2, "movl %%cr2, %%eax" : : : "eax")
INSTRUCTION(read_cr3, "movl %%cr3, %%eax" : : : "eax")
INSTRUCTION(write_cr3, "movl %0, %%cr3" : : "r"(argument))
INSTRUCTION(write_cr4, "movl %0, %%cr4" : : "r"(argument))
INSTRUCTION(read_debug, "movl %%dr7, %%eax" : : : "eax")
INSTRUCTION(write_debug, "movl %0, %%dr7" : : "r"(argument))
INSTRUCTION(clear_task_switched, "clts")
INSTRUCTION(load_machine_status, "lmsw %w0" : : "r"(argument))
INSTRUCTION(load_gdt, "lgdt %0" : : "m"(empty_table))
INSTRUCTION(load_idt, "lidt %0" : : "m"(empty_table))
INSTRUCTION(load_ldt, "lldt %w0" : : "r"(argument))
INSTRUCTION(load_task, "ltr %w0" : : "r"(argument))
INSTRUCTION(invalidate_page, "invlpg (%0)" : : "r"(argument))
INSTRUCTION(invalidate_caches, "invd")
INSTRUCTION(write_back_caches, "wbinvd")
INSTRUCTION(read_msr, "rdmsr" : : "c"(argument) : "eax", "edx")
INSTRUCTION(write_msr, "wrmsr" : : "c"(argument), "a"(0), "d"(0))
INSTRUCTION(enter_fast, "sysenter")
INSTRUCTION(leave_fast, "sysexit")
INSTRUCTION(undefined, "ud2")
INSTRUCTION(bad_lock, ".byte 0xf0, 0x90") /* LOCK NOP */
INSTRUCTION(endless_prefixes, ".fill 3000, 1, 0x2e; nop")
INSTRUCTION(breakpoint, "int3")
INSTRUCTION(overflow, "movb $0x7f, %%al; addb $1, %%al; into" : : : "eax", "cc")
INSTRUCTION(divide_by_zero, "xorl %%edx, %%edx; divl %0" : : "r"(argument), "a"(1) : "edx")
/* Not the most negative dividend by -1: that one kills older releases of QEMU itself. */
INSTRUCTION(divide_overflow, "idivl %0" : : "r"(-1), "a"(0), "d"(0x40000000u))
INSTRUCTION(load_ds, "movw %w0, %%ds" : : "r"(argument))
INSTRUCTION(load_es, "movw %w0, %%es" : : "r"(argument))
INSTRUCTION(load_fs, "movw %w0, %%fs" : : "r"(argument))
INSTRUCTION(load_gs, "movw %w0, %%gs" : : "r"(argument))
INSTRUCTION(load_ss, "movw %w0, %%ss" : : "r"(argument))
INSTRUCTION(use_null_ds, "movw %w0, %%ds; movl (%1), %%eax" : : "r"(0), "r"(&empty_table) : "eax")
INSTRUCTION(return_to_kernel, "pushfl; pushl %0; pushl $1f; iret; 1:" : : "r"(argument))
INSTRUCTION(return_from_nested, "pushl %0; popfl; iret" : : "i"(EFLAGS_NESTED))
INSTRUCTION(far_return_to_kernel, "pushl %0; pushl $1f; lret; 1:" : : "r"(argument))
INSTRUCTION(far_jump_to_kernel, "ljmp %0, $1f; 1:" : : "i"(KERNEL_CODE))
INSTRUCTION(far_call_to_kernel, "lcall %0, $1f; 1:" : : "i"(KERNEL_CODE))
INSTRUCTION(jump_to_task, "ljmp %0, $0" : : "i"(TASK_STATE))
INSTRUCTION(call_task, "lcall %0, $0" : : "i"(TASK_STATE))
INSTRUCTION(single_step, "pushfl; orl %0, (%%esp); popfl; nop; nop" : : "i"(EFLAGS_TRAP) : "memory")
INSTRUCTION(interrupt_timer, "int $0x20")
INSTRUCTION(interrupt_fault, "int $0x0e")
INSTRUCTION(interrupt_double_fault, "int $0x08")
INSTRUCTION(interrupt_debug, "int $0x01")
INSTRUCTION(interrupt_nmi, "int $0x02")
INSTRUCTION(interrupt_beyond, "int $0x32")
INSTRUCTION(interrupt_linux, "int $0x80")
INSTRUCTION(interrupt_last, "int $0xff")
INSTRUCTION(push_to_kernel, "movl %0, %%esp; pushl $1" : : "r"(argument))

/* ENTER copies the frame pointers of outer procedures: here there are none. */
INSTRUCTION(enter_nested, "movl %0, %%ebp; enter $16, $3" : : "r"(argument))

static void
out_of_bounds(u32 argument)
{
	static const s32 bounds[2] = {0, 9};

	__asm__ volatile("bound %0, %1" : : "r"(argument), "m"(bounds));
}

static u32
read_flags(void)
{
	u32 flags;

	__asm__ volatile("pushfl; popl %0" : "=r"(flags));
	return flags;
}

static void
write_flags(u32 flags)
{
	__asm__ volatile("pushl %0; popfl" : : "r"(flags) : "cc", "memory");
}

/* The flags that rule the machine stay as they are, whatever is popped. */
static void
pop_system_flags(u32 argument)
{
	static const u32 kept = EFLAGS_IOPL | EFLAGS_INTERRUPT | EFLAGS_VM86;
	u32 before = read_flags();
	u32 after;

	write_flags((before | EFLAGS_IOPL | EFLAGS_VM86) & ~EFLAGS_INTERRUPT);
	after = read_flags();
	must_be("system flags after popf", argument, (s32)(after & kept), (s32)(before & kept));
	__asm__ volatile("pushfl\n\t"
			 "orl %0, (%%esp)\n\t"
			 "andl %1, (%%esp)\n\t"
			 "pushl %%cs\n\t"
			 "pushl $1f\n\t"
			 "iret\n"
			 "1:"
			 :
			 : "i"(EFLAGS_IOPL), "i"(~EFLAGS_INTERRUPT)
			 : "cc", "memory");
	after = read_flags();
	must_be("system flags after iret", argument, (s32)(after & kept), (s32)(before & kept));
	must_be("interrupt flag", argument, (s32)(after & EFLAGS_INTERRUPT), EFLAGS_INTERRUPT);
}

/* A kernel call with odd flags set works as any other. */
static void
call_with_flags(u32 flags)
{
	struct kprocess process;
	struct kprocess again;
	u32 before = read_flags();
	s32 result;

	memset(&process, 0, sizeof(process));
	must_be("K_INFO", 0, sys_info(KINFO_SELF, &again, sizeof(again), 0), sizeof(again));
	__asm__ volatile("pushfl\n\t"
			 "pushl %%edi\n\t"
			 "popfl\n\t"
			 "int %2\n\t"
			 "popfl"
			 : "=a"(result)
			 : "0"(K_INFO), "i"(TRAP_KCALL), "b"(KINFO_SELF), "c"(&process),
			   "d"(sizeof(process)), "S"(0), "D"(before | flags)
			 : "memory", "cc");
	must_be("K_INFO with odd flags", flags, result, sizeof(process));
	if (process.endpoint != again.endpoint || strcmp(process.name, again.name) != 0)
		breach("K_INFO with flags %x gives other data", (unsigned)flags);
}

/* Segment registers that hold nothing when the kernel is entered. */
static void
call_without_segments(u32 argument)
{
	struct ktime time = {0};
	s32 result;

	__asm__ volatile("pushl %%ds\n\t"
			 "pushl %%es\n\t"
			 "xorl %%edx, %%edx\n\t"
			 "movl %%edx, %%fs\n\t"
			 "movl %%edx, %%gs\n\t"
			 "movl %%edx, %%es\n\t"
			 "movl %%edx, %%ds\n\t"
			 "int %2\n\t"
			 "popl %%es\n\t"
			 "popl %%ds"
			 : "=a"(result)
			 : "0"(K_TIME), "i"(TRAP_KCALL), "b"(&time)
			 : "edx", "memory");
	must_be("K_TIME without segments", argument, result, 0);
	if (time.uptime_us == 0)
		breach("K_TIME without segments gives no time");
}

/* The kernel has a stack of its own, whatever ours is. */
static void
call_with_stack(u32 stack)
{
	static struct ktime time;
	s32 result;

	__asm__ volatile("movl %%esp, %%edi\n\t"
			 "movl %2, %%esp\n\t"
			 "int %3\n\t"
			 "movl %%edi, %%esp"
			 : "=a"(result)
			 : "0"(K_TIME), "r"(stack), "i"(TRAP_KCALL), "b"(&time)
			 : "edi", "memory");
	must_be("K_TIME with a wild stack", stack, result, 0);
}

/* Registers that the contract says are kept, are kept. */
static void
registers_kept(u32 argument)
{
	u32 ecx = 0x11111111, edx = 0x22222222, esi = 0x33333333, edi = 0x44444444;
	s32 result;

	__asm__ volatile("int %5"
			 : "=a"(result), "+c"(ecx), "+d"(edx), "+S"(esi), "+D"(edi)
			 : "i"(TRAP_KCALL), "0"(0x7fff), "b"(0));
	must_refuse("kernel call", 0x7fff, result);
	if (ecx != 0x11111111 || edx != 0x22222222 || esi != 0x33333333 || edi != 0x44444444)
		breach("a kernel call changed registers");
	(void)argument;
}

/* What others computed is not to be seen in our floating-point unit. */
static void
clean_fpu(u32 argument)
{
	u8 state[108] __attribute__((aligned(4))) = {0};
	u32 others = 0;

	(void)argument;
	__asm__ volatile("fnsave %0" : "=m"(state));
	for (u32 i = 28; i < sizeof(state); i++)
		others |= state[i];
	if (others != 0)
		breach("the floating-point registers hold someone else's numbers");
	__asm__ volatile("fldpi; fldpi; fldpi; fldpi; fldpi; fldpi; fldpi; fldpi");
}

/* An unmasked error is left pending, for whoever touches the unit next. */
static void
leave_fpu_error(u32 argument)
{
	static const u16 all_unmasked = 0x340;

	(void)argument;
	__asm__ volatile("fninit; fldcw %0; fldz; fld1; fdivp" : : "m"(all_unmasked));
}

#define DIES(name_, run_, argument_, vector_, promise_)                                            \
	{.name = name_, .run = run_, .argument = argument_, .as = AS_BOTH,                         \
	 .ends = ENDS_EXCEPTION, .vector = vector_, .promise = promise_}
#define PROTECTED(name_, run_, argument_, promise_)                                                \
	DIES(name_, run_, argument_, VECTOR_PROTECTION, promise_)
#define DIES_UNLESS(emulator_, because_, name_, run_, argument_, vector_, promise_)                \
	{.name = name_, .run = run_, .argument = argument_, .as = AS_BOTH,                         \
	 .ends = ENDS_EXCEPTION, .vector = vector_, .promise = promise_, .unfit_for = emulator_,   \
	 .unfit_because = because_}
#define SURVIVES(name_, run_, argument_, promise_)                                                 \
	{.name = name_, .run = run_, .argument = argument_, .as = AS_BOTH,                         \
	 .ends = ENDS_REFUSED, .promise = promise_}

static const struct attack attacks[] = {
	PROTECTED("hlt", halt, 0, "a process can't halt the processor"),
	PROTECTED("cli", disable_interrupts, 0, "a process can't shut out interrupts"),
	PROTECTED("sti", enable_interrupts, 0, "a process can't touch the interrupt flag"),
	PROTECTED("read_cr0", read_cr0, 0, "CR0 can't be read"),
	PROTECTED("write_cr0", write_cr0, 0x11, "paging and write protection can't be turned off"),
	PROTECTED("read_cr2", read_cr2, 0, "CR2 can't be read"),
	PROTECTED("read_cr3", read_cr3, 0, "CR3 can't be read"),
	PROTECTED("write_cr3", write_cr3, 0x1000, "the address space can't be replaced"),
	PROTECTED("write_cr4", write_cr4, 0, "CR4 can't be written"),
	PROTECTED("read_dr7", read_debug, 0, "debug registers can't be read"),
	PROTECTED("write_dr7", write_debug, 0xff, "debug registers can't be written"),
	PROTECTED("clts", clear_task_switched, 0, "the FPU can't be taken over"),
	PROTECTED("lmsw", load_machine_status, 1, "the machine status word can't be loaded"),
	PROTECTED("lgdt", load_gdt, 0, "descriptors can't be replaced"),
	PROTECTED("lidt", load_idt, 0, "interrupt gates can't be replaced"),
	PROTECTED("lldt", load_ldt, 0, "no local descriptors can be loaded"),
	PROTECTED("ltr", load_task, TASK_STATE, "the task state can't be replaced"),
	PROTECTED("invlpg", invalidate_page, 0xc0000000, "translations can't be flushed"),
	{.name = "invd", .run = invalidate_caches, .as = AS_BOTH, .ends = ENDS_EXCEPTION,
	 .vector = VECTOR_PROTECTION, .or_vector = VECTOR_OPCODE, /* v86 does not know INVD */
	 .promise = "caches can't be dropped"},
	PROTECTED("wbinvd", write_back_caches, 0, "caches can't be flushed"),
	PROTECTED("rdmsr", read_msr, 0x10, "model-specific registers can't be read"),
	PROTECTED("wrmsr", write_msr, 0x174, "model-specific registers can't be written"),
	PROTECTED("sysenter", enter_fast, 0, "SYSENTER leads nowhere"),
	PROTECTED("sysexit", leave_fast, 0, "SYSEXIT is the kernel's"),
	PROTECTED("int_timer", interrupt_timer, 0, "a clock interrupt can't be feigned"),
	PROTECTED("int_page_fault", interrupt_fault, 0, "a page fault can't be feigned"),
	PROTECTED("int_double_fault", interrupt_double_fault, 0, "a double fault can't be feigned"),
	PROTECTED("int_debug", interrupt_debug, 0, "a debug exception can't be feigned"),
	PROTECTED("int_nmi", interrupt_nmi, 0, "an NMI can't be feigned"),
	PROTECTED("int_beyond", interrupt_beyond, 0, "no gate lies beyond the two traps"),
	PROTECTED("int_80", interrupt_linux, 0, "other systems' gates are not there"),
	PROTECTED("int_ff", interrupt_last, 0, "the last vector is no gate"),
	PROTECTED("iret_ring0", return_to_kernel, KERNEL_CODE, "IRET can't raise privileges"),
	PROTECTED("iret_null", return_to_kernel, 0, "an IRET to no segment kills"),
	PROTECTED("iret_data", return_to_kernel, KERNEL_DATA, "an IRET to a data segment kills"),
	DIES("iret_nested", return_from_nested, 0, VECTOR_TASK, "an IRET can't switch tasks"),
	PROTECTED("lret_ring0", far_return_to_kernel, KERNEL_CODE,
		  "a far return can't raise privileges"),
	PROTECTED("lret_null", far_return_to_kernel, 0, "a far return to no segment kills"),
	PROTECTED("ljmp_ring0", far_jump_to_kernel, 0, "a far jump can't raise privileges"),
	PROTECTED("lcall_ring0", far_call_to_kernel, 0, "a far call can't raise privileges"),
	PROTECTED("ljmp_tss", jump_to_task, 0, "a jump can't switch tasks"),
	PROTECTED("lcall_tss", call_task, 0, "a call can't switch tasks"),
	PROTECTED("ds_kernel", load_ds, KERNEL_DATA, "DS can't hold the kernel's segment"),
	PROTECTED("ds_code", load_ds, KERNEL_CODE, "DS can't hold the kernel's code"),
	PROTECTED("ds_tss", load_ds, TASK_STATE, "DS can't hold the task state"),
	PROTECTED("ds_beyond", load_ds, 0xfffb, "DS can't lie beyond the table"),
	PROTECTED("ds_local", load_ds, 0xf, "there is no local table"),
	PROTECTED("es_kernel", load_es, KERNEL_DATA, "ES can't hold the kernel's segment"),
	PROTECTED("fs_kernel", load_fs, KERNEL_DATA, "FS can't hold the kernel's segment"),
	PROTECTED("gs_kernel", load_gs, KERNEL_DATA, "GS can't hold the kernel's segment"),
	PROTECTED("ss_kernel", load_ss, KERNEL_DATA, "SS can't hold the kernel's segment"),
	PROTECTED("ss_null", load_ss, 0, "SS can't be empty"),
	DIES_UNLESS(EMULATOR_QEMU, "does not check empty segments on access", "ds_null_read",
		    use_null_ds, 0, VECTOR_PROTECTION, "nothing is read through an empty DS"),
	DIES("divide_by_zero", divide_by_zero, 0, VECTOR_DIVIDE, "dividing by zero kills"),
	DIES("divide_overflow", divide_overflow, 0, VECTOR_DIVIDE, "too large a quotient kills"),
	DIES_UNLESS(EMULATOR_V86, "does not single-step", "single_step", single_step, 0,
		    VECTOR_DEBUG, "a single-stepped process is stopped"),
	DIES("int3", breakpoint, 0, VECTOR_BREAKPOINT, "a breakpoint kills"),
	DIES("into", overflow, 0, VECTOR_OVERFLOW, "INTO kills"),
	DIES_UNLESS(EMULATOR_V86, "does not check BOUND", "bound", out_of_bounds, 10, VECTOR_BOUND,
		    "BOUND kills"),
	PROTECTED("too_long", endless_prefixes, 0, "an instruction of 3,000 prefixes kills"),
	DIES("ud2", undefined, 0, VECTOR_OPCODE, "an undefined instruction kills"),
	DIES("enter_nested", enter_nested, 0xc0100000, VECTOR_PAGE_FAULT,
	     "ENTER reads no frame pointers from the kernel"),
	DIES_UNLESS(EMULATOR_V86, "passes over LOCK", "bad_lock", bad_lock, 0, VECTOR_OPCODE,
		    "LOCK where it may not be kills"),
	DIES("push_to_kernel", push_to_kernel, 0xc0001000, VECTOR_PAGE_FAULT,
	     "a stack in the kernel's memory kills"),
	DIES("push_to_null", push_to_kernel, 4, VECTOR_PAGE_FAULT, "a stack in page 0 kills"),
	SURVIVES("popf_system_flags", pop_system_flags, 0,
		 "IOPL, VM and the interrupt flag can't be popped"),
	SURVIVES("direction_flag", call_with_flags, EFLAGS_DIRECTION,
		 "the kernel copies forward whatever the direction flag says"),
	SURVIVES("alignment_flag", call_with_flags, EFLAGS_ALIGNMENT,
		 "the alignment flag does not reach the kernel"),
	SURVIVES("nested_flag", call_with_flags, EFLAGS_NESTED,
		 "the nested-task flag does not reach the kernel"),
	SURVIVES("no_segments", call_without_segments, 0, "the kernel brings its own segments"),
	SURVIVES("stack_null", call_with_stack, 0, "a trap does not use the process' stack: null"),
	SURVIVES("stack_in_kernel", call_with_stack, 0xc0001000,
		 "a trap does not use the process' stack: the kernel's"),
	SURVIVES("stack_odd", call_with_stack, 0x40000003,
		 "a trap does not use the process' stack: odd and unmapped"),
	SURVIVES("registers", registers_kept, 0, "a kernel call keeps all registers but EAX"),
	SURVIVES("fpu_clean", clean_fpu, 0, "the FPU shows nothing of others"),
	SURVIVES("fpu_error_left", leave_fpu_error, 0, "a pending FPU error hurts nobody else"),
	SURVIVES("fpu_clean_again", clean_fpu, 0, "the FPU shows nothing of others, once more"),
};

const struct suite cpu_suite = {"cpu", attacks, ARRAY_LEN(attacks)};
