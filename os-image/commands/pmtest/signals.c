/* Signals to oneself: handlers, masks, pending ones, faults. */
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pmtest.h"

#define BIT(signal) (1u << ((signal)-1))
#define MISSING_PAGE ((void *)0x70000000)

static volatile int handled;      /* how often the handler ran */
static volatile int last_handled; /* with which signal */
static volatile int depth;
static volatile int deepest;

static void
count(int signal)
{
	handled++;
	last_handled = signal;
}

/* Raises its own signal twice from within, to see whether handlers nest. */
static void
count_depth(int signal)
{
	depth++;
	if (depth > deepest)
		deepest = depth;
	if (handled++ < 2)
		raise(signal);
	depth--;
}

static void
handle(int signal, sighandler_t handler, unsigned flags)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = flags};

	CHECK(sigaction(signal, &action, NULL) == 0);
}

static void
a_handler_runs_before_kill_returns(void)
{
	handle(SIGUSR1, count, 0);
	CHECK(raise(SIGUSR1) == 0);
	CHECK(handled == 1 && last_handled == SIGUSR1);
	CHECK(raise(SIGUSR1) == 0);
	CHECK(handled == 2);
}

/*
 * A loop on registers alone is interrupted at arbitrary places; the handler
 * changes registers of its own. The sums agree when all come back.
 */
static void
a_handler_leaves_the_registers_alone(void)
{
	u32 rounds = 0;
	u32 sum = 0;
	u32 expected = 0;

	handle(SIGALRM, count, 0);
	alarm(1);
	while (handled == 0) {
		__asm__ volatile("movl $1000000, %%ecx\n"
				 "1: addl %%ecx, %0\n"
				 "leal (%0,%%ecx,2), %%edx\n"
				 "xorl %%edx, %0\n"
				 "loop 1b"
				 : "+r"(sum)
				 :
				 : "ecx", "edx", "cc");
		rounds++;
	}
	while (rounds-- > 0)
		for (u32 i = 1000000; i > 0; i--) {
			expected += i;
			expected ^= expected + 2 * i;
		}
	CHECK(sum == expected);
}

static void
use_fpu(int signal)
{
	count(signal);
	/* More values than the FPU has room for beside what was there. */
	__asm__ volatile("fldz; fldz; fldz; fldz; fldz; fldz; fldz; fldz; fninit");
}

static void
a_handler_has_an_fpu_of_its_own(void)
{
	u32 seven = 7;
	u32 found = 0;

	handle(SIGUSR1, use_fpu, 0);
	__asm__ volatile("fninit; fildl %0" : : "m"(seven));
	raise(SIGUSR1);
	__asm__ volatile("fistpl %0" : "=m"(found));
	CHECK(handled == 1);
	CHECK(found == seven);
}

static void
a_blocked_signal_waits_until_it_is_unblocked(void)
{
	sigset_t set = BIT(SIGUSR1) | BIT(SIGUSR2);
	sigset_t old = ~0u;
	sigset_t pending = 0;

	handle(SIGUSR1, count, 0);
	CHECK(sigprocmask(SIG_BLOCK, &set, &old) == 0);
	CHECK(old == 0);
	raise(SIGUSR1);
	raise(SIGUSR1);
	CHECK(handled == 0);
	CHECK(sigpending(&pending) == 0);
	CHECK(pending == BIT(SIGUSR1));
	CHECK(sigprocmask(SIG_UNBLOCK, &set, NULL) == 0);
	CHECK(handled == 1);
	CHECK(sigpending(&pending) == 0);
	CHECK(pending == 0);
	CHECK_FAILS(sigprocmask(77, &set, NULL), EINVAL);
}

static void
the_deadly_signals_cannot_be_blocked_or_caught(void)
{
	sigset_t all;
	sigset_t now;

	sigfillset(&all);
	CHECK(sigprocmask(SIG_SETMASK, &all, NULL) == 0);
	CHECK(sigprocmask(SIG_BLOCK, NULL, &now) == 0);
	CHECK(sigismember(&now, SIGKILL) == 0 && sigismember(&now, SIGSTOP) == 0);
	CHECK(sigismember(&now, SIGTERM) == 1);
	CHECK(signal(SIGKILL, SIG_IGN) == SIG_ERR && errno == EINVAL);
	CHECK(signal(SIGSTOP, count) == SIG_ERR && errno == EINVAL);
	CHECK(signal(0, count) == SIG_ERR && errno == EINVAL);
	CHECK(signal(NSIG, count) == SIG_ERR && errno == EINVAL);
	CHECK_FAILS(kill(getpid(), NSIG), EINVAL);
	CHECK_FAILS(kill(getpid(), -1), EINVAL);
}

static void
an_ignored_signal_does_nothing(void)
{
	sigset_t pending;

	CHECK(signal(SIGTERM, SIG_IGN) == SIG_DFL);
	raise(SIGTERM);
	raise(SIGCHLD);
	CHECK(sigpending(&pending) == 0 && pending == 0);
	CHECK(signal(SIGTERM, SIG_DFL) == SIG_IGN);
}

static void
a_handler_is_not_interrupted_by_its_own_signal(void)
{
	handle(SIGUSR1, count_depth, 0);
	raise(SIGUSR1);
	CHECK(handled == 3 && deepest == 1);
}

static void
nodefer_lets_a_handler_nest(void)
{
	handle(SIGUSR1, count_depth, SA_NODEFER);
	raise(SIGUSR1);
	CHECK(handled == 3 && deepest == 3 && depth == 0);
}

static void
resethand_handles_once(void)
{
	struct sigaction action;

	handle(SIGUSR1, count, SA_RESETHAND);
	raise(SIGUSR1);
	CHECK(handled == 1);
	CHECK(sigaction(SIGUSR1, NULL, &action) == 0);
	CHECK(action.sa_handler == SIG_DFL);
}

static volatile int order[2];

static void
note_order(int signal)
{
	order[handled++] = signal;
}

static void
two_signals_at_once_both_have_their_handlers_run(void)
{
	sigset_t set = BIT(SIGUSR1) | BIT(SIGUSR2);

	handle(SIGUSR1, note_order, 0);
	handle(SIGUSR2, note_order, 0);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR1);
	raise(SIGUSR2);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	CHECK(handled == 2);
	CHECK(order[0] + order[1] == SIGUSR1 + SIGUSR2);
	sigprocmask(SIG_BLOCK, NULL, &set);
	CHECK(set == 0);
}

static void
sigsuspend_takes_a_pending_signal_and_restores_the_mask(void)
{
	sigset_t set = BIT(SIGUSR1);
	sigset_t none = 0;
	sigset_t now = 0;

	handle(SIGUSR1, count, 0);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR1);
	CHECK(handled == 0);
	CHECK_FAILS(sigsuspend(&none), EINTR);
	CHECK(handled == 1);
	sigprocmask(SIG_BLOCK, NULL, &now);
	CHECK(now == BIT(SIGUSR1));
}

/* ---- faults ---- */

static void
read_address_0(void)
{
	(void)*(volatile int *)0;
}

static void
divide_by_0(void)
{
	__asm__ volatile("xorl %%ecx, %%ecx; divl %%ecx" : : : "eax", "ecx", "edx", "cc");
}

static void
run_no_instruction(void)
{
	__asm__ volatile("ud2");
}

static void
run_a_breakpoint(void)
{
	__asm__ volatile("int3");
}

static void
halt_the_cpu(void)
{
	__asm__ volatile("hlt");
}

static void
a_fault_ends_the_process_with_its_signal(void)
{
	CHECK(WTERMSIG(status_of_child(read_address_0)) == SIGSEGV);
	CHECK(WTERMSIG(status_of_child(divide_by_0)) == SIGFPE);
	CHECK(WTERMSIG(status_of_child(run_no_instruction)) == SIGILL);
	CHECK(WTERMSIG(status_of_child(run_a_breakpoint)) == SIGTRAP);
	CHECK(WTERMSIG(status_of_child(halt_the_cpu)) == SIGSEGV);
}

static void
exit_5(int signal)
{
	_exit(signal == SIGSEGV ? 5 : 6);
}

static void
fault_with_a_handler(void)
{
	handle(SIGSEGV, exit_5, 0);
	read_address_0();
}

static void
fault_with_the_signal_blocked(void)
{
	sigset_t set = BIT(SIGSEGV);

	handle(SIGSEGV, exit_5, 0);
	sigprocmask(SIG_BLOCK, &set, NULL);
	read_address_0();
}

static void
fault_with_the_signal_ignored(void)
{
	signal(SIGSEGV, SIG_IGN);
	read_address_0();
}

static void
a_fault_can_be_handled_but_not_blocked_or_ignored(void)
{
	CHECK(WEXITSTATUS(status_of_child(fault_with_a_handler)) == 5);
	CHECK(WTERMSIG(status_of_child(fault_with_the_signal_blocked)) == SIGSEGV);
	CHECK(WTERMSIG(status_of_child(fault_with_the_signal_ignored)) == SIGSEGV);
}

/* The handler makes the page appear, and the faulting instruction is tried again. */
static void
map_the_page(int signal)
{
	mmap(MISSING_PAGE, PAGE_SIZE, PROT_READ | PROT_WRITE,
	     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	count(signal);
}

static void
the_faulting_instruction_is_tried_again_after_the_handler(void)
{
	volatile int *page = MISSING_PAGE;

	handle(SIGSEGV, map_the_page, 0);
	*page = 42;
	CHECK(handled == 1);
	CHECK(*page == 42);
}

static void
handler_outside_of_user_memory(void)
{
	handle(SIGUSR1, (sighandler_t)0xf0000000, 0);
	raise(SIGUSR1);
}

static void
raise_without_a_stack(void)
{
	handle(SIGALRM, count, 0);
	alarm(1);
	__asm__ volatile("xorl %%esp, %%esp\n1: jmp 1b" : : : "memory");
}

static void
a_handler_that_cannot_run_ends_the_process(void)
{
	CHECK(WTERMSIG(status_of_child(handler_outside_of_user_memory)) == SIGSEGV);
	CHECK(WTERMSIG(status_of_child(raise_without_a_stack)) == SIGSEGV);
}

const struct test signal_tests[] = {
	{a_handler_runs_before_kill_returns, "a_handler_runs_before_kill_returns"},
	{a_handler_leaves_the_registers_alone, "a_handler_leaves_the_registers_alone"},
	{a_handler_has_an_fpu_of_its_own, "a_handler_has_an_fpu_of_its_own"},
	{a_blocked_signal_waits_until_it_is_unblocked, "a_blocked_signal_waits_until_it_is_unblocked"},
	{the_deadly_signals_cannot_be_blocked_or_caught, "the_deadly_signals_cannot_be_blocked_or_caught"},
	{an_ignored_signal_does_nothing, "an_ignored_signal_does_nothing"},
	{a_handler_is_not_interrupted_by_its_own_signal, "a_handler_is_not_interrupted_by_its_own_signal"},
	{nodefer_lets_a_handler_nest, "nodefer_lets_a_handler_nest"},
	{resethand_handles_once, "resethand_handles_once"},
	{two_signals_at_once_both_have_their_handlers_run,
	 "two_signals_at_once_both_have_their_handlers_run"},
	{sigsuspend_takes_a_pending_signal_and_restores_the_mask,
	 "sigsuspend_takes_a_pending_signal_and_restores_the_mask"},
	{a_fault_ends_the_process_with_its_signal, "a_fault_ends_the_process_with_its_signal"},
	{a_fault_can_be_handled_but_not_blocked_or_ignored,
	 "a_fault_can_be_handled_but_not_blocked_or_ignored"},
	{the_faulting_instruction_is_tried_again_after_the_handler,
	 "the_faulting_instruction_is_tried_again_after_the_handler"},
	{a_handler_that_cannot_run_ends_the_process, "a_handler_that_cannot_run_ends_the_process"},
	{0},
};
