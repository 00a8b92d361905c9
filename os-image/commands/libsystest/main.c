/* The program's roles. See libsystest.h. */
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <stdlib.h>
#include <string.h>

#include "libsystest.h"

static const struct role roles[] = {
	{"echo", echo_driver},
	{"slow", slow_driver},
	{"silent", silent_driver},
	{"dying", dying_driver},
	{"deaf", deaf_driver},
	{"lying", lying_driver},
	{"server", server},
	{"slow_client", slow_client},
	{"dead_client", dead_client},
	{"deadline_client", deadline_client},
	{"pool_client", pool_client},
	{"lies_client", lies_client},
	{"resend_client", resend_client},
	{"yield_client", yield_client},
	{"overflow_client", overflow_client},
	{"hang_client", hang_client},
	{"mover", mover},
	{"prepare_client", prepare_client},
	{"resume_client", resume_client},
	{"stranger_client", stranger_client},
	{"misbehave_client", misbehave_client},
	{"complainer", complainer},
	{"timers", timers_alone},
	{"requests", requests_alone},
	{"threads", threads_alone},
};

_Noreturn void
pass(void)
{
	sys_exit(EXIT_NORMAL, 0, "", 0);
}

endpoint_t
need(const char *label)
{
	endpoint_t endpoint = sys_lookup(label);

	if (endpoint < 0)
		panic("%s is not there: error %d", label, -endpoint);
	return endpoint;
}

u32
argument(int argc, char **argv, int index)
{
	if (index >= argc)
		panic("argument %d is missing", index + 1);
	return (u32)strtoul(argv[index], NULL, 0);
}

int
main(int argc, char **argv)
{
	u32 index;

	if (argc < 2)
		return runner();
	for (index = 0; index < ARRAY_LEN(roles); index++)
		if (strcmp(argv[1], roles[index].name) == 0)
			roles[index].main(argc - 2, argv + 2);
	panic("no role is named %s, or it came to its end", argv[1]);
}
