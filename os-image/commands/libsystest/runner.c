/*
 * The runner: goes through the table of tests, or does the one that the
 * parameter `test` names, and says of each on one line how it went. Its exit
 * status is 0 when all held.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libsystest.h"

static char why[128];

int
failed(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(why, sizeof(why), format, arguments);
	va_end(arguments);
	return 0;
}

static int
run(const struct test *test)
{
	int held = test->run();

	services_clear();
	if (held)
		printf("ok %s\n", test->name);
	else
		printf("FAIL %s: %s (it promises that %s)\n", test->name, why, test->promise);
	return held;
}

int
runner(void)
{
	const char *only = getenv("test");
	u32 passed = 0;
	u32 not_passed = 0;
	u32 index;

	for (index = 0; index < test_count; index++) {
		if (only != NULL && strcmp(only, tests[index].name) != 0)
			continue;
		if (run(&tests[index]))
			passed++;
		else
			not_passed++;
	}
	printf("libsystest: %u passed, %u failed\n", (unsigned)passed, (unsigned)not_passed);
	if (passed + not_passed == 0)
		printf("libsystest: no test is named %s\n", only);
	return passed > 0 && not_passed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
