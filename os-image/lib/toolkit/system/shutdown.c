/* See <toolkit/shutdown.h>. The first process does the work, on a signal. */
#include <signal.h>
#include <sys/types.h>
#include <toolkit/shutdown.h>
#include <toolkit/tool.h>
#include <unistd.h>

#define INIT_PID 1

int
shutdown_tool(int argc, char **argv, const char *usage, int how, int signal)
{
	bool is_forced = false;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while (tool_option() != OPTION_END)
		is_forced = true;
	tool_no_operands();
	if (is_forced) {
		sync();
		if (reboot(how, 0) != 0)
			complain_errno("the machine can't be stopped");
	} else if (kill(INIT_PID, signal) != 0) {
		complain_errno("the first process can't be asked");
	}
	return tool_end();
}
