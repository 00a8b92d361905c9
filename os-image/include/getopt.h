/*
 * Options of a command line, as POSIX has them: the first argument that is no
 * option ends them, and so does "--". Long options may be cut as long as they
 * stay unique.
 */
#ifndef GETOPT_H
#define GETOPT_H

extern char *optarg;
extern int optind, opterr, optopt;

struct option {
	const char *name;
	int has_arg;
	int *flag; /* not NULL: gets val, and getopt_long returns 0 */
	int val;
};

#define no_argument 0
#define required_argument 1
#define optional_argument 2

int getopt(int count, char *const arguments[], const char *options);
int getopt_long(int count, char *const arguments[], const char *options,
		const struct option *long_options, int *index);

#endif
