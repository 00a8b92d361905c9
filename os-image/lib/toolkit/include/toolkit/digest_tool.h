/* md5sum, sha1sum and sha256sum: one program for each digest, all alike. */
#ifndef TOOLKIT_DIGEST_TOOL_H
#define TOOLKIT_DIGEST_TOOL_H

#include <toolkit/digest.h>

/* The usage text of the program of that name. */
#define DIGEST_USAGE(program, digest)                                                              \
	"Usage: " program " [OPTION]... [FILE]...\n"                                               \
	"Prints the " digest " digest of each file, or of standard input for none and for -.\n"    \
	"\n"                                                                                       \
	"  -c, --check     read digests from the files, and check the files named there\n"         \
	"  -q, --quiet     with -c: no line for a file that is right\n"                            \
	"  -s, --status    with -c: no output, only the status\n"                                  \
	"  -b, --binary    a * before the name\n"                                                  \
	"  -t, --text      a blank before the name (the default)\n"

/* All of such a program; returns its exit status. */
int digest_tool(int argc, char **argv, const char *usage, const struct digest_kind *kind);

#endif
