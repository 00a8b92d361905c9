/* ps: the processes there are. */
#include <stdio.h>
#include <string.h>
#include <toolkit/format.h>
#include <toolkit/number.h>
#include <toolkit/processes.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: ps [OPTION]...\n"
	"Prints the processes of the user; also understands ps aux.\n"
	"\n"
	"  -e, -A, --all   those of all users, with servers and drivers\n"
	"  -f, --full      with parent, user and priority\n"
	"  -s, --servers   servers and drivers, with label, pid and endpoint\n"
	"  -p, --pid=PID   only this process\n";

static bool shows_all, is_full, shows_servers;
static uint64_t only_pid; /* 0: any */

static bool
is_wanted(const struct proc_info *process)
{
	if (only_pid != 0)
		return process->pid == (int)only_pid;
	if (shows_servers)
		return is_system_process(process);
	return shows_all || (!is_system_process(process) && process->euid == geteuid());
}

static const char *
parent_text(const struct proc_info *process)
{
	static char text[16];

	if (process->ppid == 0)
		return "-";
	snprintf(text, sizeof(text), "%d", process->ppid);
	return text;
}

static const char *
command(const struct proc_info *process)
{
	return is_system_process(process) ? process->label : process->name;
}

static void
print_heading(void)
{
	if (shows_servers)
		printf("%-16s %5s %9s %5s %4s %-8s %9s %7s\n", "LABEL", "PID", "ENDPOINT", "PRIO", "STAT",
		       "UID", "TIME", "MEM");
	else if (is_full)
		printf("%-8s %5s %5s %-8s %4s %5s %9s %7s %s\n", "UID", "PID", "PPID", "TTY", "STAT",
		       "PRIO", "TIME", "MEM", "COMMAND");
	else
		printf("%5s %-8s %4s %9s %7s %s\n", "PID", "TTY", "STAT", "TIME", "MEM", "COMMAND");
}

static void
print_process(const struct proc_info *process)
{
	char cpu_time[CPU_TIME_TEXT_SIZE];
	unsigned memory_kb = process->pages * KB_PER_PAGE;

	format_cpu_time(cpu_time, process->cpu_us);
	if (shows_servers) {
		printf("%-16s %5d %9d %5u %4c %-8s %9s %6uK\n", process->label, process->pid,
		       process->endpoint, process->priority, process->status, user_name(process->uid),
		       cpu_time, memory_kb);
		return;
	}
	if (is_full)
		printf("%-8s ", user_name(process->uid));
	printf("%5d ", process->pid);
	if (is_full)
		printf("%5s ", parent_text(process));
	printf("%-8s %4c ", terminal_name(process->tty), process->status);
	if (is_full)
		printf("%5u ", process->priority);
	printf("%9s %6uK %s\n", cpu_time, memory_kb, command(process));
}

/* "aux" and its like: letters without a dash. */
static void
take_operand(const char *operand)
{
	if (strspn(operand, "aefuxw") != strlen(operand))
		bad_usage("'%s' is neither an option nor aux", operand);
	shows_all |= strpbrk(operand, "aex") != NULL;
	is_full |= strpbrk(operand, "fu") != NULL;
}

int
main(int argc, char **argv)
{
	struct process_list list;
	char **operands;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		shows_all |= option == 'e';
		is_full |= option == 'f';
		shows_servers |= option == 's';
		if (option == 'p')
			only_pid = need_number(option_value, "a process");
	}
	tool_operands(&operands);
	for (; *operands != NULL; operands++)
		take_operand(*operands);
	processes_read(&list);
	print_heading();
	for (size_t i = 0; i < list.count; i++)
		if (is_wanted(&list.processes[i]))
			print_process(&list.processes[i]);
	processes_free(&list);
	return tool_end();
}
