/*
 * What a FILE is. A stream is idle, reading or writing:
 *
 *  idle     read_end and write_end are NULL; the buffer holds nothing.
 *  reading  next..read_end are bytes that the descriptor has already given, so
 *           its position is read_end - next bytes ahead of the stream's. ungetc
 *           moves next down, up to STREAM_PUSHBACK bytes below the buffer.
 *  writing  buffer..next are bytes that the descriptor has not yet been given.
 *           write_end is the buffer's end with full buffering, else the buffer's
 *           beginning, so that every single byte passes through stream_put_byte.
 *
 * Below each buffer there are STREAM_PUSHBACK bytes for ungetc. A stream is in
 * the list of streams in use from its first read or write on.
 */
#ifndef LIBC_STDIO_STREAM_H
#define LIBC_STDIO_STREAM_H

#include <stdio.h>

#define STREAM_READABLE 0x001u
#define STREAM_WRITABLE 0x002u
#define STREAM_APPENDS 0x004u   /* each write goes to the file's end */
#define STREAM_EOF 0x008u
#define STREAM_ERROR 0x010u
#define STREAM_LINES 0x020u     /* line-buffered */
#define STREAM_UNBUFFERED 0x040u
#define STREAM_DECIDED 0x080u   /* how it is buffered */
#define STREAM_LISTED 0x100u
#define STREAM_ALLOCATED 0x200u /* the FILE is malloc's */

struct stream_storage {
	unsigned char pushback[STREAM_PUSHBACK];
	unsigned char buffer[BUFSIZ];
};

extern FILE *streams_in_use;

/* For a stream's first read or write: decides how it is buffered, and lists it. */
void stream_start(FILE *stream);

/* Takes it out of the list. */
void stream_unlist(FILE *stream);

/* Writes out what is buffered; on an error that is lost. 0 or EOF. */
int stream_flush(FILE *stream);

/*
 * Ends reading or writing: flushes, or gives back to the descriptor what was read
 * ahead; what can't be given back (a pipe's, a terminal's) is lost. 0 or EOF.
 */
int stream_idle(FILE *stream);

/* Appends bytes, writing out whatever the stream's buffering asks for. 0 or EOF. */
int stream_write(FILE *stream, const void *from, size_t length);

/* Reads into the empty buffer: 0, or EOF with the end or the error noted. */
int stream_fill(FILE *stream);

/*
 * The flags of open for a mode of fopen, and *flags of the stream's own; -1 with
 * EINVAL when it is no mode.
 */
int stream_mode(const char *mode, unsigned *flags);

#endif
