/* What programs that serve in the background say: they have no terminal. */
#ifndef TOOLKIT_REPORT_H
#define TOOLKIT_REPORT_H

#include <stdbool.h>

/* Says it on standard error instead of in the system's log. */
extern bool reports_in_foreground;

/* A line for whoever looks after the machine. */
void report(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
