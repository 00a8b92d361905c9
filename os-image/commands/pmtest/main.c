/*
 * Runs the process manager's tests. Made to be the first
 * process (init=pmtest in the parameter sector), so that its status is the
 * machine's; testkit/testkit.h tells how to run tests by name and what is printed.
 */
#include "pmtest.h"

static const struct test *const tables[] = {
	life_tests, limit_tests, exec_tests, signal_tests, job_tests, memory_tests,
	identity_tests, time_tests, protocol_tests,
};

static const struct test_suite suite = {
	.name = "pmtest",
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
	.time_limit_s = 60,
	.wants_directory = 0,
};

int
main(int argc, char **argv)
{
	if (argc > 1)
		return exec_helper(argc, argv);
	return run_suite(&suite);
}
