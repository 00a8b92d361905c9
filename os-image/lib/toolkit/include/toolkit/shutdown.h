/* halt, poweroff and reboot: one program for each way, all alike. */
#ifndef TOOLKIT_SHUTDOWN_H
#define TOOLKIT_SHUTDOWN_H

#include <sys/reboot.h>

/* The usage text of the program of that name. */
#define SHUTDOWN_USAGE(program, what)                                                              \
	"Usage: " program " [OPTION]\n"                                                            \
	"Ends all processes, writes back the file systems and " what ".\n"                         \
	"\n"                                                                                       \
	"  -f, --force     write back, then do it at once, without the first process\n"

/* All of such a program: `how` is RB_POWEROFF or RB_REBOOT, `signal` asks init for it. */
int shutdown_tool(int argc, char **argv, const char *usage, int how, int signal);

#endif
