/* Our getopt and getopt_long beside the host's, on random command lines. */
#include "check.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

extern char *k_optarg;
extern int k_optind, k_opterr, k_optopt;
int k_getopt_long(int count, char *const arguments[], const char *options,
		  const struct option *long_options, int *index);

#define ARGUMENTS_MAX 6
#define CALLS_MAX 20

static const struct option long_options[] = {
	{"all", no_argument, NULL, 'a'},     {"block", required_argument, NULL, 'b'},
	{"colour", optional_argument, NULL, 'c'}, {"colon", no_argument, NULL, 'n'},
	{NULL, 0, NULL, 0},
};

static void
compare(int count, char **arguments, int is_long, const char *options)
{
	const struct option *known = is_long ? long_options : NULL;

	optind = 0; /* glibc starts afresh */
	k_optind = 0;
	opterr = 0;
	k_opterr = 0;
	for (int call = 0; call < CALLS_MAX; call++) {
		char with_plus[20];
		int index = -1;
		int k_index = -1;
		int hosts;
		int ours;

		snprintf(with_plus, sizeof(with_plus), "+%s", options);
		hosts = is_long ? getopt_long(count, arguments, with_plus, known, &index)
				: getopt(count, arguments, with_plus);
		ours = k_getopt_long(count, arguments, options, known, &k_index);
		if (ours != hosts || k_optind != optind || k_optarg != optarg || k_index != index ||
		    (hosts == '?' && k_optopt != optopt)) {
			differ("call %d on %s %s %s %s: ours %d, optind %d, the host's %d, optind %d", call,
			       count > 1 ? arguments[1] : "", count > 2 ? arguments[2] : "",
			       count > 3 ? arguments[3] : "", count > 4 ? arguments[4] : "", ours, k_optind,
			       hosts, optind);
			return;
		}
		if (hosts == -1)
			return;
	}
}

int
check_getopt(unsigned cases)
{
	static const char *const words[] = {"-a", "-ab", "-b", "-bx", "-cx", "-c", "-z", "--", "-", "x",
					    "--all", "--al", "--block", "--block=7", "--blo", "--col",
					    "--colour=red", "--colou", "--all=1", "--nothing"};
	char program[] = "getopt";

	for (unsigned i = 0; i < cases; i++) {
		char copies[ARGUMENTS_MAX][20];
		char *arguments[ARGUMENTS_MAX + 2] = {program};
		int count = 1 + (int)random_below(ARGUMENTS_MAX);
		int is_long = random_below(2) == 0;

		for (int n = 1; n < count; n++) {
			strcpy(copies[n], words[random_below(is_long ? 20 : 10)]);
			arguments[n] = copies[n];
		}
		compare(count, arguments, is_long, random_below(2) ? "ab:c::" : ":ab:c::");
	}
	return (int)cases;
}
