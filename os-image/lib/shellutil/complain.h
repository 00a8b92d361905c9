/* How the evaluators report what is wrong. */
#ifndef SHELLUTIL_COMPLAIN_H
#define SHELLUTIL_COMPLAIN_H

#include <shellutil/shellutil.h>

/* Formats a message of at most a few hundred bytes and hands it to the host. */
void util_complain(const struct util_host *host, const char *program, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
