/* Messages on standard error that begin with the program's name; err and errx end it. */
#ifndef ERR_H
#define ERR_H

#include <stdarg.h>

/* "program: text: what errno means" */
_Noreturn void err(int status, const char *format, ...) __attribute__((format(__printf__, 2, 3)));
void warn(const char *format, ...) __attribute__((format(__printf__, 1, 2)));
/* "program: text" */
_Noreturn void errx(int status, const char *format, ...) __attribute__((format(__printf__, 2, 3)));
void warnx(const char *format, ...) __attribute__((format(__printf__, 1, 2)));
_Noreturn void verr(int status, const char *format, va_list arguments)
	__attribute__((format(__printf__, 2, 0)));
void vwarn(const char *format, va_list arguments) __attribute__((format(__printf__, 1, 0)));
_Noreturn void verrx(int status, const char *format, va_list arguments)
	__attribute__((format(__printf__, 2, 0)));
void vwarnx(const char *format, va_list arguments) __attribute__((format(__printf__, 1, 0)));

#endif
