/* Reading and writing whole blocks, and lines of any length. */
#ifndef TOOLKIT_IO_H
#define TOOLKIT_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What tools read at once: the largest request that file servers and drivers handle in one piece. */
#define BLOCK_SIZE 65536

/* read and write that go on after a signal; write_all also after a short write. -1 with errno. */
ssize_t read_block(int fd, void *buffer, size_t size);
int write_all(int fd, const void *buffer, size_t size);

/*
 * Opens an operand for reading, "-" being standard input; -1 after a complaint.
 * close_input takes it back and leaves standard input open.
 */
int open_input(const char *name);
void close_input(int fd);

/* Copies all that is left of `from`; complains under the names and returns -1 on an error. */
int copy_stream(int from, const char *from_name, int to, const char *to_name);

/*
 * Lines of a descriptor. A line is valid until the next call, without its
 * newline, and may hold NULs (one more NUL stands behind it); had_newline tells
 * whether a newline ended it. Returns false at the end, or on an error, with
 * `error` set to errno.
 */
struct line_reader {
	int fd;
	int error;
	char *line;
	size_t length;
	bool had_newline;
	char *buffer; /* the rest is the reader's own */
	size_t size, begin, end;
	bool at_end;
};

void lines_begin(struct line_reader *reader, int fd);
bool lines_next(struct line_reader *reader);
void lines_end(struct line_reader *reader);

#endif
