/*
 * Requests to the process manager that make no sense or ask too much, and what
 * its signals could be abused for: handlers, stacks and saved registers that
 * only an attacker would hand over.
 */
#include <proto/pm.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attack.h"

#define NOBODY 1000u
#define INIT 1

#define CONTEXT_MAGIC 0x53494743u /* as the kernel marks what it saves; see kernel/signal.c */
#define FLAGS_WANTED 0x00023202u  /* IOPL 3, VM, the interrupt flag off */
#define FLAG_INTERRUPT 0x200u

static s32
ask_pm(u32 type, const void *body, u32 length)
{
	struct message message = {.type = type};
	int error;

	memcpy(message.body, body, length);
	error = ipc_sendrec(PM_EP, &message);
	return error < 0 ? error : MESSAGE_BODY(&message, struct pm_reply)->result;
}

static void
unknown_requests(u32 argument)
{
	static const u32 types[] = {0,
				    MSG_NOTIFY,
				    PROTO_PM,
				    PM_REQUEST_END,
				    PROTO_PM + 255,
				    PROTO_RS + 1,
				    PM_FORK | REPLY_BIT,
				    PROTO_TEST,
				    0x7fffffff,
				    0x80000000,
				    0xffffffff};
	u8 body[MESSAGE_BODY_SIZE];

	(void)argument;
	for (u32 fill = 0; fill < 256; fill += 51) {
		memset(body, (int)fill, sizeof(body));
		for (u32 i = 0; i < ARRAY_LEN(types); i++)
			must_refuse("request", types[i], ask_pm(types[i], body, sizeof(body)));
	}
}

/* Every request that can be refused, with bodies of nothing but one byte. */
static void
wild_bodies(u32 argument)
{
	static const u32 types[] = {PM_EXEC,       PM_SET_ID,   PM_GET_GROUP, PM_SET_GROUP,
				    PM_SIG_ACTION, PM_SIG_MASK, PM_MMAP,      PM_MUNMAP};
	static const u8 fills[] = {0x7f, 0x80, 0xff, 0x55};
	u8 body[MESSAGE_BODY_SIZE];

	(void)argument;
	for (u32 f = 0; f < ARRAY_LEN(fills); f++) {
		memset(body, fills[f], sizeof(body));
		for (u32 i = 0; i < ARRAY_LEN(types); i++)
			must_refuse("request", types[i] << 8 | fills[f],
				    ask_pm(types[i], body, sizeof(body)));
	}
}

static void
exec_pointers(u32 argument)
{
	static const char path[] = "init";
	u32 count;
	const struct nasty *nasty = nasty_ranges(&count);
	static const u32 counts[] = {1, 2, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff};

	(void)argument;
	for (u32 i = 0; i < count; i++) {
		struct pm_exec bad_path = {.path = nasty[i].address, .path_length = nasty[i].length};
		struct pm_exec bad_strings = {.path = (u32)path, .path_length = sizeof(path) - 1,
					      .strings = nasty[i].address,
					      .strings_length = nasty[i].length, .argc = 1};

		must_refuse("PM_EXEC, path at", nasty[i].address,
			    ask_pm(PM_EXEC, &bad_path, sizeof(bad_path)));
		must_refuse("PM_EXEC, strings at", nasty[i].address,
			    ask_pm(PM_EXEC, &bad_strings, sizeof(bad_strings)));
	}
	for (u32 i = 0; i < ARRAY_LEN(counts); i++) {
		struct pm_exec absurd = {.path = (u32)path, .path_length = sizeof(path) - 1,
					 .strings = (u32)path, .strings_length = sizeof(path),
					 .argc = counts[i], .envc = counts[i]};

		must_refuse("PM_EXEC of arguments", counts[i],
			    ask_pm(PM_EXEC, &absurd, sizeof(absurd)));
	}
}

/* Memory where none may be, or more than there is. */
static void
absurd_memory(u32 argument)
{
	static const struct nasty places[] = {
		{0, PAGE_SIZE},
		{1, PAGE_SIZE},
		{PAGE_SIZE - 1, PAGE_SIZE},
		{USER_STACK_TOP - PAGE_SIZE, PAGE_SIZE},
		{USER_STACK_TOP - USER_STACK_MAX, USER_STACK_MAX},
		{USER_TOP - PAGE_SIZE, 2 * PAGE_SIZE},
		{USER_TOP, PAGE_SIZE},
		{0xbffff000, 2 * PAGE_SIZE},
		{0xc0000000, PAGE_SIZE},
		{0xfffff000, PAGE_SIZE},
		{0xfffff000, 2 * PAGE_SIZE},
		{0x70000000, 0},
		{0x70000000, 0x80000000},
		{0x70000000, 0xffffffff},
	};

	(void)argument;
	for (u32 i = 0; i < ARRAY_LEN(places); i++) {
		struct pm_mmap map = {.address = places[i].address, .length = places[i].length,
				      .protection = PM_PROT_READ | PM_PROT_WRITE, .fixed = 1};
		struct pm_munmap unmap = {.address = places[i].address, .length = places[i].length};

		must_refuse("PM_MMAP at", places[i].address, ask_pm(PM_MMAP, &map, sizeof(map)));
		if (places[i].address < PAGE_SIZE || places[i].address >= USER_TOP - PAGE_SIZE)
			must_refuse("PM_MUNMAP at", places[i].address,
				    ask_pm(PM_MUNMAP, &unmap, sizeof(unmap)));
	}
	for (u32 i = 0; i < ARRAY_LEN(places); i++) {
		struct pm_brk request = {.address = places[i].address};

		if (places[i].address != 0) /* which only asks */
			must_refuse("PM_BRK", places[i].address,
				    ask_pm(PM_BRK, &request, sizeof(request)));
	}
	for (u32 at = text_start(); at < text_end(); at += PAGE_SIZE) {
		struct pm_mmap map = {.address = at, .length = PAGE_SIZE, .fixed = 1,
				      .protection = PM_PROT_READ | PM_PROT_WRITE};

		must_refuse("PM_MMAP over text", at, ask_pm(PM_MMAP, &map, sizeof(map)));
	}
}

/* What is in the boot archive but no program. */
static void
exec_no_program(u32 argument)
{
	static char *const arguments[] = {"absurd", NULL};
	char path[sizeof("/boot/") + ARCHIVE_NAME_LEN];
	struct boot_module module;

	(void)argument;
	for (u32 i = 0; sys_info(KINFO_MODULE, &module, sizeof(module), i) >= 0; i++) {
		snprintf(path, sizeof(path), "/boot/%s", module.name);
		if (module.kind != ARCHIVE_PROGRAM && execv(path, arguments) == 0)
			breach("%s was run", module.name);
	}
	must_be("execv of nothing", 0, execv("", arguments), -1);
	must_be("execv of a directory", 0, execv("/", arguments), -1);
	must_be("execv of a stranger", 0, execv("no such program", arguments), -1);
}

static void
raise_oneself(u32 argument)
{
	(void)argument;
	must_be("setgid", NOBODY, setgid(NOBODY), 0);
	must_be("setuid", NOBODY, setuid(NOBODY), 0);
	must_be("setuid to root", 0, setuid(0), -1);
	must_be("seteuid to root", 0, seteuid(0), -1);
	must_be("setgid to root", 0, setgid(0), -1);
	must_be("setegid to root", 0, setegid(0), -1);
	must_be("setuid to another", 0, setuid(NOBODY + 1), -1);
	must_be("the user id", 0, (s32)geteuid(), NOBODY);
}

static void
signal_others(u32 argument)
{
	(void)argument;
	must_be("setuid", NOBODY, setuid(NOBODY), 0);
	for (int signal = 1; signal < NSIG; signal++)
		if (signal != SIGCONT) /* goes to all of one's session, as in POSIX */
			must_be("kill of init", (u32)signal, kill(INIT, signal), -1);
	must_be("kill of everybody", 0, kill(-1, SIGKILL), -1);
	must_be("kill of nobody", 0, kill(0x7fffffff, SIGKILL), -1);
	must_be("kill of nobody's group", 0, kill((pid_t)0x80000000, SIGKILL), -1);
	must_be("kill with signal 32", 0, kill(getpid(), 32), -1);
	must_be("kill with signal -1", 0, kill(getpid(), -1), -1);
}

/* The handler is not there: the fault that would call it kills. */
static void
wild_handler(u32 handler)
{
	signal(SIGSEGV, (sighandler_t)handler);
	*(volatile u32 *)0 = 1;
}

static void
do_nothing(int signal)
{
	(void)signal;
}

/* There is no stack for the handler's frame. */
static void
handler_without_stack(u32 stack)
{
	signal(SIGSEGV, do_nothing);
	__asm__ volatile("movl %0, %%esp\n\t"
			 "movl $0, 0"
			 :
			 : "r"(stack)
			 : "memory");
}

/* ---- registers that come back from a handler ---- */

static void
still_a_user(void)
{
	u32 code;
	u32 flags;

	__asm__ volatile("movl %%cs, %0; pushfl; popl %1" : "=r"(code), "=r"(flags));
	must_be("privilege level", code, (s32)(code & 3), 3);
	must_be("flags", flags, (s32)(flags & FLAGS_WANTED & ~2u), FLAG_INTERRUPT);
	attack_exit(code % 4 == 3 && (flags & FLAGS_WANTED & ~2u) == FLAG_INTERRUPT ? 0 : 1);
}

/* What the kernel saves for a handler, made by hand. */
static struct {
	u32 return_address;
	s32 signal;
	u32 magic;
	u32 mask;
	u32 gs, fs, es, ds;
	u32 edi, esi, ebp, unused_esp, ebx, edx, ecx, eax;
	u32 vector, error_code;
	u32 eip, cs, eflags, esp, ss;
} forged;

static void
forge_registers(u32 argument)
{
	static u8 stack[4096] __attribute__((aligned(16)));
	struct pm_sig_return request = {.context = (u32)&forged.signal};

	(void)argument;
	forged.magic = CONTEXT_MAGIC;
	forged.gs = forged.fs = forged.es = forged.ds = forged.ss = 0x10;
	forged.cs = 0x08;
	forged.eip = (u32)still_a_user;
	forged.eflags = FLAGS_WANTED & ~FLAG_INTERRUPT;
	forged.esp = (u32)(stack + sizeof(stack) - 16);
	ask_pm(PM_SIG_RETURN, &request, sizeof(request));
	breach("PM_SIG_RETURN came back");
}

/* A saved state that is none ends the process. */
static void
wild_context(u32 context)
{
	struct pm_sig_return request = {.context = context};

	ask_pm(PM_SIG_RETURN, &request, sizeof(request));
}

#define BY_USER(name_, run_, promise_)                                                             \
	{.name = name_, .run = run_, .as = AS_USER, .promise = promise_}
#define DIES(name_, run_, argument_, promise_)                                                     \
	{.name = name_, .run = run_, .argument = argument_, .as = AS_USER,                         \
	 .ends = ENDS_EXCEPTION, .vector = VECTOR_PAGE_FAULT, .promise = promise_}

static const struct attack attacks[] = {
	BY_USER("unknown_requests", unknown_requests, "PM refuses requests that it does not know"),
	BY_USER("wild_bodies", wild_bodies, "PM refuses requests that make no sense"),
	BY_USER("exec_pointers", exec_pointers, "PM_EXEC refuses bad addresses and counts"),
	BY_USER("absurd_memory", absurd_memory, "PM maps nothing over what is there, or beyond the top"),
	BY_USER("exec_no_program", exec_no_program, "what is no program can't be run"),
	BY_USER("raise_oneself", raise_oneself, "who gave root up does not get it back"),
	BY_USER("signal_others", signal_others, "a user can't signal the processes of others"),
	DIES("handler_null_page", wild_handler, 0x10, "a handler in page 0 kills its process"),
	DIES("handler_in_kernel", wild_handler, 0xc0100000,
	     "a handler in the kernel kills its process"),
	DIES("no_stack", handler_without_stack, 0, "a handler without a stack kills its process"),
	DIES("stack_in_kernel", handler_without_stack, 0xc0100000,
	     "a handler's frame is not written to the kernel"),
	DIES("stack_in_text", handler_without_stack, 0x401000,
	     "a handler's frame is not written to text"),
	BY_USER("forged_registers", forge_registers,
		"registers that come back from a handler raise nobody"),
	DIES("context_null", wild_context, 0, "a saved state at a null pointer kills"),
	DIES("context_in_kernel", wild_context, 0xc0100000, "a saved state in the kernel kills"),
	DIES("context_in_text", wild_context, 0x401000, "a saved state that is none kills"),
};

const struct suite manager_suite = {"manager", attacks, ARRAY_LEN(attacks)};
