/*
 * Streams and formats, as C11 and POSIX have them, but for floating point, wide
 * characters and locales. Conversions of printf: d i u o x X c s p %, of scanf:
 * d i u o x X p c s [ n %.
 *
 * A stream is line-buffered on a terminal and fully buffered elsewhere, standard
 * error is unbuffered. A server's or driver's streams are its standard output
 * and error only: both go to the kernel's console.
 */
#ifndef STDIO_H
#define STDIO_H

#include <stdarg.h>
#include <sys/types.h>

#define EOF (-1)
#define BUFSIZ 4096
#define FOPEN_MAX 64
#define FILENAME_MAX 1024

#ifndef SEEK_SET
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#endif

#define _IOFBF 0
#define _IOLBF 1
#define _IONBF 2

#define STREAM_PUSHBACK 8 /* bytes that ungetc may put back at any time */

/* For the functions of this header alone; lib/libc/stdio/stream.h tells what holds. */
typedef struct stdio_stream {
	unsigned char *next; /* reading: the next byte; writing: where the next one goes */
	unsigned char *read_end; /* reading: behind the last byte; else NULL */
	unsigned char *write_end; /* writing: bytes before it need only be stored; else NULL */
	unsigned char *buffer;
	size_t size;
	int fd;
	unsigned flags;
	pid_t child; /* popen's */
	struct stdio_stream *following; /* in the list of streams in use */
} FILE;

typedef off_t fpos_t;

extern FILE *const stdin;
extern FILE *const stdout;
extern FILE *const stderr;

/* ---- opening and closing ---- */

FILE *fopen(const char *restrict path, const char *restrict mode);
FILE *fdopen(int fd, const char *mode);
FILE *freopen(const char *restrict path, const char *restrict mode, FILE *restrict stream);
int fclose(FILE *stream);
FILE *tmpfile(void);
/* A shell runs the command; the stream is its output ("r") or input ("w"). */
FILE *popen(const char *command, const char *mode);
/* The command's status as waitpid has it. */
int pclose(FILE *stream);

/* ---- buffers ---- */

/* What is written goes out; what was read ahead from a file goes back to it. NULL: all streams. */
int fflush(FILE *stream);
int setvbuf(FILE *restrict stream, char *restrict buffer, int mode, size_t size);
void setbuf(FILE *restrict stream, char *restrict buffer);
void setlinebuf(FILE *stream);

/* ---- bytes and lines ---- */

int fgetc(FILE *stream);
int getc(FILE *stream);
int getchar(void);
int ungetc(int byte, FILE *stream);
char *fgets(char *restrict line, int size, FILE *restrict stream);
/* The line with its end, in memory that grows by realloc; its length, or -1 at the end. */
ssize_t getline(char **restrict line, size_t *restrict size, FILE *restrict stream);
ssize_t getdelim(char **restrict line, size_t *restrict size, int delimiter, FILE *restrict stream);
size_t fread(void *restrict to, size_t size, size_t count, FILE *restrict stream);

int fputc(int byte, FILE *stream);
int putc(int byte, FILE *stream);
int putchar(int byte);
int fputs(const char *restrict text, FILE *restrict stream);
int puts(const char *line);
size_t fwrite(const void *restrict from, size_t size, size_t count, FILE *restrict stream);

int stream_fill_byte(FILE *stream);
int stream_put_byte(int byte, FILE *stream);

static inline int
stream_get(FILE *stream)
{
	return stream->next < stream->read_end ? *stream->next++ : stream_fill_byte(stream);
}

static inline int
stream_put(int byte, FILE *stream)
{
	return stream->next < stream->write_end ? (*stream->next++ = (unsigned char)byte)
						: stream_put_byte(byte, stream);
}

#define getc(stream) stream_get(stream)
#define getchar() stream_get(stdin)
#define putc(byte, stream) stream_put(byte, stream)
#define putchar(byte) stream_put(byte, stdout)

/* ---- position and state ---- */

int fseek(FILE *stream, long offset, int whence);
int fseeko(FILE *stream, off_t offset, int whence);
long ftell(FILE *stream);
off_t ftello(FILE *stream);
void rewind(FILE *stream);
int fgetpos(FILE *restrict stream, fpos_t *restrict position);
int fsetpos(FILE *stream, const fpos_t *position);
int feof(FILE *stream);
int ferror(FILE *stream);
void clearerr(FILE *stream);
int fileno(FILE *stream);

/* ---- formats ---- */

int printf(const char *format, ...) __attribute__((format(__printf__, 1, 2)));
int fprintf(FILE *stream, const char *format, ...) __attribute__((format(__printf__, 2, 3)));
int dprintf(int fd, const char *format, ...) __attribute__((format(__printf__, 2, 3)));
int sprintf(char *buffer, const char *format, ...) __attribute__((format(__printf__, 2, 3)));
int snprintf(char *buffer, size_t size, const char *format, ...)
	__attribute__((format(__printf__, 3, 4)));
/* The text in memory of malloc's. */
int asprintf(char **text, const char *format, ...) __attribute__((format(__printf__, 2, 3)));
int vprintf(const char *format, va_list arguments) __attribute__((format(__printf__, 1, 0)));
int vfprintf(FILE *stream, const char *format, va_list arguments)
	__attribute__((format(__printf__, 2, 0)));
int vdprintf(int fd, const char *format, va_list arguments)
	__attribute__((format(__printf__, 2, 0)));
int vsprintf(char *buffer, const char *format, va_list arguments)
	__attribute__((format(__printf__, 2, 0)));
int vsnprintf(char *buffer, size_t size, const char *format, va_list arguments)
	__attribute__((format(__printf__, 3, 0)));
int vasprintf(char **text, const char *format, va_list arguments)
	__attribute__((format(__printf__, 2, 0)));

int scanf(const char *format, ...) __attribute__((format(__scanf__, 1, 2)));
int fscanf(FILE *stream, const char *format, ...) __attribute__((format(__scanf__, 2, 3)));
int sscanf(const char *text, const char *format, ...) __attribute__((format(__scanf__, 2, 3)));
int vscanf(const char *format, va_list arguments) __attribute__((format(__scanf__, 1, 0)));
int vfscanf(FILE *stream, const char *format, va_list arguments)
	__attribute__((format(__scanf__, 2, 0)));
int vsscanf(const char *text, const char *format, va_list arguments)
	__attribute__((format(__scanf__, 2, 0)));

/* "text: what errno means" on standard error. */
void perror(const char *text);

/* ---- files ---- */

int rename(const char *old, const char *path);
/* A file or an empty directory. */
int remove(const char *path);

#endif
