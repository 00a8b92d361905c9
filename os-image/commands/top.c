/* top: which processes use the processor, again and again. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sysinfo.h>
#include <termios.h>
#include <time.h>
#include <toolkit/format.h>
#include <toolkit/number.h>
#include <toolkit/processes.h>
#include <toolkit/terminal.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: top [OPTION]...\n"
	"Shows the processes, servers and drivers that use the processor most, until q is pressed.\n"
	"\n"
	"  -b, --batch     print one list after the other, without a terminal's help\n"
	"  -d, --delay=TIME  seconds between two lists, 2 if not given\n"
	"  -n, --iterations=N  that many lists, then end\n";

#define US_PER_MS 1000
#define US_PER_S 1000000u
#define PER_MILLE 1000
#define FRAME_KB 4
#define HEADING_LINES 5
#define HOME_AND_ERASE "\033[H\033[J" /* ECMA-48 */

static bool is_batch;
static uint64_t delay_us = 2 * US_PER_S, lists_left = UINT64_MAX;

/* One look at everything; two of them give rates. */
struct sample {
	struct sysinfo system;
	struct process_list list;
};

struct row {
	const struct proc_info *process;
	uint64_t used_us; /* since the sample before */
};

static void
sample_take(struct sample *sample)
{
	if (sysinfo(&sample->system) != 0)
		give_up(STATUS_FAILED, "the kernel's figures can't be had");
	processes_read(&sample->list);
}

/* What the process had used at the sample before: 0 when it was not there yet. */
static uint64_t
used_before(const struct sample *before, const struct proc_info *process)
{
	for (size_t i = 0; i < before->list.count; i++) {
		const struct proc_info *old = &before->list.processes[i];

		if (old->endpoint == process->endpoint && old->pid == process->pid)
			return old->cpu_us;
	}
	return 0;
}

static int
compare_rows(const void *left, const void *right)
{
	const struct row *a = left, *b = right;

	if (a->used_us != b->used_us)
		return a->used_us < b->used_us ? 1 : -1;
	if (a->process->cpu_us != b->process->cpu_us)
		return a->process->cpu_us < b->process->cpu_us ? 1 : -1;
	return a->process->endpoint - b->process->endpoint;
}

static unsigned
per_mille(uint64_t part, uint64_t whole)
{
	uint64_t share = whole > 0 ? part * PER_MILLE / whole : 0;

	return share > PER_MILLE ? PER_MILLE : (unsigned)share;
}

static unsigned
per_second(uint64_t count, uint64_t interval_us)
{
	return interval_us > 0 ? (unsigned)(count * US_PER_S / interval_us) : 0;
}

static void
print_heading(const struct sample *before, const struct sample *now)
{
	uint64_t interval_us = now->system.uptime_us - before->system.uptime_us;
	uint64_t idle_us = now->system.idle_us - before->system.idle_us;
	unsigned idle = per_mille(idle_us, interval_us);
	unsigned uptime_s = (unsigned)(now->system.uptime_us / US_PER_S);

	printf("up %u:%02u:%02u, %u processes\n", uptime_s / 3600, uptime_s / 60 % 60, uptime_s % 60,
	       now->system.processes);
	printf("processor: %u.%u %% busy, %u.%u %% idle; %u switches/s, %u messages/s\n",
	       (PER_MILLE - idle) / 10, (PER_MILLE - idle) % 10, idle / 10, idle % 10,
	       per_second(now->system.context_switches - before->system.context_switches, interval_us),
	       per_second(now->system.messages - before->system.messages, interval_us));
	printf("memory: %lu KB total, %lu KB used, %lu KB free\n\n", now->system.frames_total * FRAME_KB,
	       (now->system.frames_total - now->system.frames_free) * FRAME_KB,
	       now->system.frames_free * FRAME_KB);
	printf("%5s %-8s %4s %5s %6s %9s %7s %s\n", "PID", "USER", "PRIO", "STAT", "CPU%", "TIME", "MEM",
	       "COMMAND");
}

static void
print_row(const struct row *row, uint64_t interval_us)
{
	const struct proc_info *process = row->process;
	unsigned share = per_mille(row->used_us, interval_us);
	char cpu_time[CPU_TIME_TEXT_SIZE];

	printf("%5d %-8s %4u %5c %4u.%u %9s %6uK %s\n", process->pid, user_name(process->uid),
	       process->priority, process->status, share / 10, share % 10,
	       format_cpu_time(cpu_time, process->cpu_us), process->pages * KB_PER_PAGE,
	       is_system_process(process) ? process->label : process->name);
}

static void
print_list(const struct sample *before, const struct sample *now)
{
	struct row *rows = need_memory(now->list.count * sizeof(rows[0]));
	size_t shown = now->list.count;

	for (size_t i = 0; i < now->list.count; i++) {
		uint64_t old_us = used_before(before, &now->list.processes[i]);

		rows[i].process = &now->list.processes[i];
		rows[i].used_us = rows[i].process->cpu_us > old_us ? rows[i].process->cpu_us - old_us : 0;
	}
	qsort(rows, now->list.count, sizeof(rows[0]), compare_rows);
	if (!is_batch) {
		size_t height = (size_t)terminal_height(STDOUT_FILENO);

		fputs(HOME_AND_ERASE, stdout);
		if (height > HEADING_LINES + 1 && shown > height - HEADING_LINES - 1)
			shown = height - HEADING_LINES - 1;
	}
	print_heading(before, now);
	for (size_t i = 0; i < shown; i++)
		print_row(&rows[i], now->system.uptime_us - before->system.uptime_us);
	if (is_batch && lists_left > 1)
		putchar('\n');
	fflush(stdout);
	free(rows);
}

/* Whether the user wants to go on after the delay. */
static bool
wait_for_user(void)
{
	struct pollfd keyboard = {.fd = STDIN_FILENO, .events = POLLIN};
	char key;

	if (is_batch) {
		const struct timespec delay = {.tv_sec = (time_t)(delay_us / US_PER_S),
					       .tv_nsec = (long)(delay_us % US_PER_S * 1000)};

		nanosleep(&delay, NULL);
		return true;
	}
	if (poll(&keyboard, 1, (int)(delay_us / US_PER_MS)) <= 0)
		return true;
	return read(STDIN_FILENO, &key, 1) == 1 && key != 'q' && key != 'Q';
}

static void
show_lists(void)
{
	struct sample before = {0}, now;

	sample_take(&now);
	for (;;) {
		print_list(&before, &now);
		processes_free(&before.list);
		before = now;
		if (--lists_left == 0 || !wait_for_user())
			break;
		sample_take(&now);
	}
	processes_free(&before.list);
}

int
main(int argc, char **argv)
{
	struct termios normal, unechoed;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		if (option == 'b')
			is_batch = true;
		else if (option == 'n')
			lists_left = need_number(option_value, "the number of lists");
		else if (!parse_duration(option_value, &delay_us) || delay_us / US_PER_MS > INT32_MAX)
			bad_usage("'%s' is no time", option_value);
	}
	tool_no_operands();
	if (lists_left == 0)
		return 0;
	is_batch |= !isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &normal) != 0;
	if (is_batch) {
		show_lists();
		return tool_end();
	}
	unechoed = normal;
	unechoed.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	unechoed.c_cc[VMIN] = 1;
	unechoed.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &unechoed);
	show_lists();
	tcsetattr(STDIN_FILENO, TCSADRAIN, &normal);
	return tool_end();
}
