/*
 * Runs the tests of VFS; some of them wait for its deadlines. Made to be the first
 * process (init=vfstest in the parameter sector), so that its status is the
 * machine's; testkit/testkit.h tells how to run tests by name and what is printed.
 */
#include "vfstest.h"

static const struct test *const tables[] = {
	open_tests,  transfer_tests, path_tests,     name_tests,    permission_tests,
	attribute_tests, descriptor_tests, pipe_tests, fifo_tests,  poll_tests,
	device_tests, terminal_tests, mount_tests,   race_tests,    hostile_tests,
	failure_tests, socket_tests, socket_wait_tests, socket_failure_tests,
};

static const struct test_suite suite = {
	.name = "vfstest",
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
	.time_limit_s = 300,
	.wants_directory = 1,
};

int
main(int argc, char **argv)
{
	run_role(argc, argv);
	return run_suite(&suite);
}
