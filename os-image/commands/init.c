/*
 * The first process: says what machine this is, then waits for ever for the
 * children that others leave to it. It never ends, since its end is the end of
 * the machine.
 */
#include <errno.h>
#include <kintsugi/kcall.h>
#include <libsys/kcall.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define KB_PER_MB 1024
#define KHZ_PER_MHZ 1000

static void
print_banner(void)
{
	struct kmachine machine;
	struct kusage usage;
	struct ktime now;
	int error = sys_info(KINFO_MACHINE, &machine, sizeof(machine), 0);

	if (error >= 0)
		error = sys_info(KINFO_USAGE, &usage, sizeof(usage), 0);
	if (error >= 0)
		error = sys_time(&now);
	if (error < 0) {
		fprintf(stderr, "init: the kernel does not say what machine this is: %s\n",
			strerror(-error));
		return;
	}
	printf("Kintsugi %s on %s at %u MHz, %u MB of memory, %u MB free\n", machine.kernel_version,
	       machine.cpu_vendor, machine.tsc_khz / KHZ_PER_MHZ, machine.memory_kb / KB_PER_MB,
	       usage.frames_free / (KB_PER_MB / (PAGE_SIZE / 1024)));
	printf("Up since %llu s after 1970 (UTC), for %llu us\n", now.boot_epoch_s, now.uptime_us);
}

/* So that pause ends when a child does; the children are taken in main. */
static void
on_child(int signal)
{
	(void)signal;
}

static void
reap_children(void)
{
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
}

int
main(void)
{
	struct sigaction action = {.sa_handler = on_child};
	sigset_t child_set = 1u << (SIGCHLD - 1);
	sigset_t wait_mask;

	print_banner();
	/* Blocked but while waiting, so that no child ends unnoticed in between. */
	sigprocmask(SIG_BLOCK, &child_set, &wait_mask);
	sigaction(SIGCHLD, &action, NULL);
	puts("init: ready");
	for (;;) {
		reap_children();
		sigsuspend(&wait_mask);
	}
}
