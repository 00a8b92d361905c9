/* free: how much memory is in use. */
#include <stdint.h>
#include <stdio.h>
#include <sys/sysinfo.h>
#include <toolkit/format.h>
#include <toolkit/tool.h>

static const char usage[] =
	"Usage: free [OPTION]\n"
	"Prints how much memory there is and how much of it is in use, in KB.\n"
	"\n"
	"  -k, --kibi      in KB (the default)\n"
	"  -m, --mebi      in MB\n"
	"  -h, --human     sizes such as 1.5K or 20M\n";

#define FRAME_SIZE 4096

static char unit = 'k';

static const char *
size_text(char text[SIZE_TEXT_SIZE], uint64_t bytes)
{
	if (unit == 'h')
		return format_human(text, bytes);
	snprintf(text, SIZE_TEXT_SIZE, "%llu",
		 (unsigned long long)(unit == 'm' ? bytes >> 20 : bytes >> 10));
	return text;
}

int
main(int argc, char **argv)
{
	char total[SIZE_TEXT_SIZE], used[SIZE_TEXT_SIZE], unused[SIZE_TEXT_SIZE];
	struct sysinfo usage_now;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END)
		unit = (char)option;
	tool_no_operands();
	if (sysinfo(&usage_now) != 0) {
		complain_errno("the kernel's figures");
		return STATUS_FAILED;
	}
	size_text(total, (uint64_t)usage_now.frames_total * FRAME_SIZE);
	size_text(used, (uint64_t)(usage_now.frames_total - usage_now.frames_free) * FRAME_SIZE);
	size_text(unused, (uint64_t)usage_now.frames_free * FRAME_SIZE);
	printf("%8s %10s %10s %10s\n", "", "total", "used", "free");
	printf("%-8s %10s %10s %10s\n", "Memory:", total, used, unused);
	return tool_end();
}
