/*
 * Runs the data store's tests, or plays one of their parts. Made to be the first
 * process (init=dstest in the parameter sector), so that its status is the
 * machine's; testkit/testkit.h tells how to run tests by name and what is printed.
 */
#include "dstest.h"

#include <libsys/panic.h>
#include <string.h>

static const struct {
	const char *name;
	void (*play)(int argc, char **argv);
} roles[] = {
	{"puppet", puppet},
	{"flooder", flooder},
	{"client", client},
	{"conductor", conductor},
};

static const struct test *const tables[] = {dstest_tests};

static const struct test_suite suite = {
	.name = "dstest",
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
	.time_limit_s = 60,
	.wants_directory = 0,
};

int
main(int argc, char **argv)
{
	if (argc < 2)
		return run_suite(&suite);
	for (u32 index = 0; index < ARRAY_LEN(roles); index++)
		if (strcmp(argv[1], roles[index].name) == 0)
			roles[index].play(argc - 2, argv + 2);
	panic("no role is named %s, or it came to its end", argv[1]);
}
