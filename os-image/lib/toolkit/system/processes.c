/* See <toolkit/processes.h>. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <toolkit/processes.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>

#define FIRST_CAPACITY 64
#define US_PER_HUNDREDTH 10000
#define NAME_SIZE 16

void
processes_read(struct process_list *list)
{
	size_t capacity = FIRST_CAPACITY;
	unsigned index = 0;

	list->count = 0;
	list->processes = need_memory(capacity * sizeof(list->processes[0]));
	for (;; index++) {
		if (list->count == capacity) {
			capacity *= 2;
			list->processes = need_more_memory(list->processes,
							   capacity * sizeof(list->processes[0]));
		}
		if (proc_info(index, &list->processes[list->count]) == 0)
			list->count++;
		else if (errno != ESRCH)
			break;
	}
	if (errno != EINVAL)
		complain_errno("the list of processes");
}

void
processes_free(struct process_list *list)
{
	free(list->processes);
	*list = (struct process_list){0};
}

bool
is_system_process(const struct proc_info *process)
{
	return process->label[0] != '\0';
}

/* Looks for the special file in /dev; false when there is none. */
static bool
find_terminal(int device, char name[NAME_SIZE])
{
	struct name_list list;
	bool found = false;

	if (names_read("/dev", &list) != 0) {
		names_free(&list);
		return false;
	}
	for (size_t i = 0; i < list.count && !found; i++) {
		char path[TREE_PATH_MAX];
		struct stat status;

		found = join_path(path, "/dev", list.names[i]) && lstat(path, &status) == 0 &&
			S_ISCHR(status.st_mode) && status.st_rdev == (dev_t)device;
		if (found)
			snprintf(name, NAME_SIZE, "%s", list.names[i]);
	}
	names_free(&list);
	return found;
}

const char *
terminal_name(int device)
{
	static struct {
		int device;
		char name[NAME_SIZE];
	} known[8];
	static size_t known_count;
	static char number[NAME_SIZE];

	if (device == 0)
		return "-";
	for (size_t i = 0; i < known_count; i++)
		if (known[i].device == device)
			return known[i].name;
	snprintf(number, sizeof(number), "%d", device);
	if (known_count == sizeof(known) / sizeof(known[0]))
		return number;
	known[known_count].device = device;
	if (!find_terminal(device, known[known_count].name))
		strcpy(known[known_count].name, number);
	return known[known_count++].name;
}

char *
format_cpu_time(char text[CPU_TIME_TEXT_SIZE], uint64_t cpu_us)
{
	uint64_t hundredths = cpu_us / US_PER_HUNDREDTH;

	snprintf(text, CPU_TIME_TEXT_SIZE, "%u:%02u.%02u", (unsigned)(hundredths / 6000),
		 (unsigned)(hundredths / 100 % 60), (unsigned)(hundredths % 100));
	return text;
}
