/* What ps and top show of processes. */
#ifndef TOOLKIT_PROCESSES_H
#define TOOLKIT_PROCESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/procinfo.h>

#define CPU_TIME_TEXT_SIZE 24
#define KB_PER_PAGE 4

struct process_list {
	struct proc_info *processes;
	size_t count;
};

/* All there are now; complains when the list can't be had. After it processes_free. */
void processes_read(struct process_list *list);
void processes_free(struct process_list *list);

/* Whether it is a server or driver. */
bool is_system_process(const struct proc_info *process);

/* "console" for its number, "-" for 0, the number itself when nothing in /dev has it. */
const char *terminal_name(int device);

/* As "1:02.34": minutes, seconds and hundredths. */
char *format_cpu_time(char text[CPU_TIME_TEXT_SIZE], uint64_t cpu_us);

#endif
