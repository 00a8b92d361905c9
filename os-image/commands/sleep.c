/* sleep: waits. */
#include <stddef.h>
#include <errno.h>
#include <time.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>

static const char usage[] =
	"Usage: sleep TIME...\n"
	"Waits for the sum of the times: numbers such as 2 or 0.25, in seconds or, with\n"
	"m, h or d behind them, minutes, hours or days.\n";

#define US_PER_S 1000000u
#define NS_PER_US 1000

int
main(int argc, char **argv)
{
	uint64_t total_us = 0, duration_us;
	struct timespec left;
	char **times;

	if (tool_only_operands(argc, argv, usage, &times) == 0)
		bad_usage("how long?");
	for (; *times != NULL; times++) {
		if (!parse_duration(*times, &duration_us))
			bad_usage("'%s' is no time", *times);
		total_us += duration_us;
	}
	left.tv_sec = (time_t)(total_us / US_PER_S);
	left.tv_nsec = (long)(total_us % US_PER_S) * NS_PER_US;
	while (nanosleep(&left, &left) != 0)
		if (errno != EINTR)
			give_up(STATUS_FAILED, "the clock can't be waited for");
	return 0;
}
