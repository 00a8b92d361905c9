/*
 * Runs the C library's tests in the running system. Made to be the first
 * process (init=libctest in the parameter sector), so that its status is the
 * machine's; testkit/testkit.h tells how to run tests by name and what is printed.
 */
#include "libctest.h"

static const struct test *const tables[] = {
	file_tests, name_tests,    directory_tests, stream_tests,
	pipe_tests, process_tests, terminal_tests,  system_tests,
};

static const struct test_suite suite = {
	.name = "libctest",
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
	.time_limit_s = 60,
	.wants_directory = 1,
};

int
main(int argc, char **argv)
{
	if (argc > 1)
		return exec_helper(argc, argv);
	return run_suite(&suite);
}
