/* See workload.h. */
#include <string.h>
#include <time.h>
#include <toolkit/tool.h>

#include "workload.h"

static const char usage[] =
	"Usage: workload KIND [OPERAND]...\n"
	"Uses a driver for ever, for tests that make it fail meanwhile. KIND is one of\n"
	"  network CARD    rtl8139 or dp8390: transfers with the host of its network\n"
	"  disk DEVICE FILE  the last MB of a device such as /dev/c0d0p3, which is overwritten, and\n"
	"                  a file that is made anew\n"
	"  printer         pages\n"
	"  terminal        lines on the console, where somebody has to answer them, and the screen\n"
	"  sound           short tunes\n";

/* What failed may need a moment, and must not take the whole machine. */
#define PAUSE_AFTER_FAILURE_MS 100
#define NS_PER_MS 1000000l

static const struct workload *const workloads[] = {
	&network_workload, &disk_workload, &printer_workload, &terminal_workload, &sound_workload,
};

static const struct workload *
find(const char *name)
{
	for (size_t i = 0; i < sizeof(workloads) / sizeof(workloads[0]); i++)
		if (strcmp(workloads[i]->name, name) == 0)
			return workloads[i];
	bad_usage("'%s' is no kind of workload", name);
}

static void
pause_a_little(void)
{
	const struct timespec pause = {.tv_nsec = PAUSE_AFTER_FAILURE_MS * NS_PER_MS};

	nanosleep(&pause, NULL);
}

int
main(int argc, char **argv)
{
	const struct workload *workload;
	char **operands;
	int count = tool_only_operands(argc, argv, usage, &operands);

	if (count == 0)
		bad_usage("which kind?");
	workload = find(operands[0]);
	if (count - 1 != workload->operands)
		bad_usage("%s takes %d operands, not %d", workload->name, workload->operands, count - 1);
	workload->prepare(operands + 1);
	for (uint32_t number = 1;; number++) {
		enum outcome outcome;

		round_begins(number);
		outcome = workload->round(number);
		round_ends(number, outcome);
		if (outcome != WELL)
			pause_a_little();
	}
}
