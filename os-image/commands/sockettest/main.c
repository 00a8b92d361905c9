/*
 * Runs the tests of sockets. Made to be the first process (init=sockettest in the
 * parameter sector), so that its status is the machine's; testkit/testkit.h tells how to
 * run tests by name and what is printed.
 */
#include "sockettest.h"

static const struct test *const tables[] = {
	stream_tests, connection_tests, bulk_tests, datagram_tests, raw_tests, name_tests,
};

static const struct test_suite suite = {
	.name = "sockettest",
	.tables = tables,
	.table_count = ARRAY_LEN(tables),
	.time_limit_s = 60,
};

int
main(void)
{
	return run_suite(&suite);
}
