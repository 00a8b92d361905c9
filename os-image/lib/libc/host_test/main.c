/*
 * host_test CHECK SEED CASES: runs one check; the last line says how many cases
 * were looked at and how many differed.
 */
#include "check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct check checks[] = {
	{"printf", check_printf}, {"strtol", check_strtol}, {"string", check_string},
	{"ctype", check_ctype},   {"sort", check_sort},     {"malloc", check_malloc},
	{"double-free", check_double_free}, {"stream", check_stream}, {"buffering", check_buffering},
	{"scanf", check_scanf},   {"time", check_time},     {"fnmatch", check_fnmatch},
	{"getopt", check_getopt}, {"paths", check_paths},   {"inet", check_inet},
};

int differences;

static uint64_t state;

/* splitmix64 */
uint64_t
random_bits(void)
{
	uint64_t mixed;

	state += 0x9e3779b97f4a7c15u;
	mixed = state;
	mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
	mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
	return mixed ^ (mixed >> 31);
}

uint32_t
random_below(uint32_t limit)
{
	return (uint32_t)((random_bits() >> 32) * limit >> 32);
}

void
differ(const char *format, ...)
{
	va_list arguments;

	differences++;
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
}

int
main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: host_test CHECK SEED CASES\n");
		return 2;
	}
	state = strtoull(argv[2], NULL, 10);
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (strcmp(checks[i].name, argv[1]) != 0)
			continue;
		int cases = checks[i].run((unsigned)strtoul(argv[3], NULL, 10));

		printf("%d cases, %d differ\n", cases, differences);
		return 0;
	}
	fprintf(stderr, "host_test: there is no check %s\n", argv[1]);
	return 2;
}
