/*
 * Formatted output. Standard output is line-buffered, standard error is not
 * buffered. Conversions: d i u o x X c s p n-less printf of C11 without
 * floating point; see lib/libc/stdio/format.c.
 */
#ifndef STDIO_H
#define STDIO_H

#include <stdarg.h>
#include <stddef.h>

#define EOF (-1)
#define BUFSIZ 512

typedef struct stream FILE;

extern FILE *const stdout;
extern FILE *const stderr;

int printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
int fprintf(FILE *stream, const char *format, ...) __attribute__((format(printf, 2, 3)));
int snprintf(char *buffer, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int vprintf(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));
int vfprintf(FILE *stream, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));
int vsnprintf(char *buffer, size_t size, const char *format, va_list arguments)
	__attribute__((format(printf, 3, 0)));

int putchar(int character);
int puts(const char *line);
int fputc(int character, FILE *stream);
int fputs(const char *text, FILE *stream);
size_t fwrite(const void *from, size_t size, size_t count, FILE *stream);
int fflush(FILE *stream);
int ferror(FILE *stream);

int rename(const char *old, const char *path);

/* "text: what errno means" on standard error. */
void perror(const char *text);

#endif
