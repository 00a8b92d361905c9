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
#define US_PER_S 1000000u
#define S_PER_DAY 86400u
#define DAYS_PER_400_YEARS 146097u
#define DAYS_0000_TO_1970 719468u /* from 0000-03-01: years that begin in March end with the odd day */

/*
 * The date of the Gregorian calendar. A year is taken to begin in March, which
 * makes (153 * month + 2) / 5 the days before a month.
 */
static void
print_time(u64 seconds)
{
	u32 days = (u32)(seconds / S_PER_DAY) + DAYS_0000_TO_1970;
	u32 of_day = (u32)(seconds % S_PER_DAY);
	u32 era = days / DAYS_PER_400_YEARS;
	u32 day_of_era = days % DAYS_PER_400_YEARS;
	u32 year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	u32 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	u32 month = (5 * day_of_year + 2) / 153;
	u32 day = day_of_year - (153 * month + 2) / 5 + 1;
	u32 is_after_december = month >= 10;

	printf("The clock says %u-%02u-%02u %02u:%02u:%02u UTC\n",
	       era * 400 + year_of_era + is_after_december, is_after_december ? month - 9 : month + 3,
	       day, of_day / 3600, of_day / 60 % 60, of_day % 60);
}

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
	       machine.cpu_vendor, (machine.tsc_khz + KHZ_PER_MHZ / 2) / KHZ_PER_MHZ, machine.memory_kb / KB_PER_MB,
	       usage.frames_free / (KB_PER_MB / (PAGE_SIZE / 1024)));
	print_time(now.boot_epoch_s + now.uptime_us / US_PER_S);
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
