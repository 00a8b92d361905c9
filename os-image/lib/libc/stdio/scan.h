/*
 * The scanner behind the scanf family. It takes bytes from `get` (EOF at the
 * end), gives at most one back by `unget`, and returns how many conversions were
 * stored, or EOF when the input ended before the first of them.
 */
#ifndef STDIO_SCAN_H
#define STDIO_SCAN_H

#include <stdarg.h>
#include <stddef.h>

struct scan_source {
	int (*get)(struct scan_source *source);
	void (*unget)(struct scan_source *source, int byte);
};

int scan_text(struct scan_source *source, const char *format, va_list arguments);

#endif
