/*
 * pidof: the process ids of programs, and of servers and drivers, which go by their
 * label or, if they are drivers, by their bare name.
 */
#include <stdio.h>
#include <string.h>
#include <toolkit/processes.h>
#include <toolkit/tool.h>

static const char usage[] =
	"Usage: pidof NAME...\n"
	"Prints the process ids of all that runs under these names; servers and drivers go by\n"
	"their label, drivers also by what follows its dot: at_disk is blk.at_disk.\n"
	"Exit status: 0 if there is one, else 1.\n";

#define EXIT_NONE 1

static bool
is_bare_name(const char *label, const char *name)
{
	const char *dot = strchr(label, '.');

	return dot != NULL && strncmp(label, "mfs.", strlen("mfs.")) != 0 && strcmp(dot + 1, name) == 0;
}

static bool
is_named(const struct proc_info *process, const char *name)
{
	if (is_system_process(process))
		return strcmp(process->label, name) == 0 || is_bare_name(process->label, name);
	return strcmp(process->name, name) == 0;
}

int
main(int argc, char **argv)
{
	struct process_list list;
	char **names;
	int found = 0;

	tool_only_operands(argc, argv, usage, &names);
	if (*names == NULL)
		bad_usage("expected a name");
	processes_read(&list);
	for (; *names != NULL; names++)
		for (size_t i = 0; i < list.count; i++)
			if (is_named(&list.processes[i], *names))
				printf("%s%d", found++ > 0 ? " " : "", list.processes[i].pid);
	processes_free(&list);
	if (found > 0)
		putchar('\n');
	return found > 0 ? tool_end() : EXIT_NONE;
}
