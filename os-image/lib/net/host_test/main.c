/*
 * The tests of the stack, on this machine.
 *
 *     list              prints the sentences of all tests
 *     run SENTENCE      runs one; silence and 0 is success
 *     lossy SEED COUNT  runs COUNT worlds with links that lose, repeat, delay and corrupt
 *     fuzz SEED COUNT   puts COUNT mutated frames into a stack
 *     tcp-transfers SEED COUNT  COUNT transfers over streams, whose link, options and ends
 *                       the seed decides
 *     tcp-segments SEED COUNT   puts COUNT malformed segments into connections in all states
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "tests.h"

static const struct test *const tables[] = {
	timer_tests, checksum_tests, arp_tests,    ip_tests,  fragment_tests, icmp_tests, udp_tests,
	raw_tests,   route_tests,    socket_tests, dhcp_tests, dns_tests,     interface_tests,
	tcp_open_tests, tcp_flow_tests, tcp_loss_tests, tcp_close_tests, tcp_guard_tests,
	tcp_nudge_tests, tcp_pair_tests, tcp_socket_tests,
};

u32 check_seed;

void
check_failed(const char *file, int line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (check_seed != 0)
		printf("seed %u: ", check_seed);
	printf("%s:%d: ", file, line);
	vprintf(format, arguments);
	printf("\n");
	va_end(arguments);
	exit(1);
}

static const struct test *
find(const char *sentence)
{
	for (u32 i = 0; i < ARRAY_LEN(tables); i++)
		for (const struct test *test = tables[i]; test->sentence != NULL; test++)
			if (strcmp(test->sentence, sentence) == 0)
				return test;
	return NULL;
}

static int
list(void)
{
	for (u32 i = 0; i < ARRAY_LEN(tables); i++)
		for (const struct test *test = tables[i]; test->sentence != NULL; test++)
			printf("%s\n", test->sentence);
	return 0;
}

int
main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (strcmp(what, "list") == 0)
		return list();
	if (strcmp(what, "run") == 0 && argc == 3 && find(argv[2]) != NULL) {
		find(argv[2])->run();
		return 0;
	}
	if (strcmp(what, "lossy") == 0 && argc == 4) {
		lossy_run((u32)atoi(argv[2]), (u32)atoi(argv[3]));
		return 0;
	}
	if (strcmp(what, "fuzz") == 0 && argc == 4) {
		fuzz_run((u32)atoi(argv[2]), (u32)atoi(argv[3]));
		return 0;
	}
	if (strcmp(what, "tcp-transfers") == 0 && argc == 4) {
		tcp_transfers_run((u32)atoi(argv[2]), (u32)atoi(argv[3]));
		return 0;
	}
	if (strcmp(what, "tcp-segments") == 0 && argc == 4) {
		tcp_segments_run((u32)atoi(argv[2]), (u32)atoi(argv[3]));
		return 0;
	}
	fprintf(stderr, "usage: list | run SENTENCE | lossy SEED COUNT | fuzz SEED COUNT | "
			"tcp-transfers SEED COUNT | tcp-segments SEED COUNT\n");
	return 2;
}
