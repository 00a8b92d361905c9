/* What a FILE is. */
#ifndef STDIO_STREAM_H
#define STDIO_STREAM_H

#include <stdio.h>

enum buffering { BUFFER_NONE, BUFFER_LINE };

struct stream {
	int fd;
	enum buffering buffering;
	int failed; /* a write did; stays so */
	size_t used;
	char buffer[BUFSIZ];
};

/* Appends text, writing out whatever the stream's buffering asks for. 0 or EOF. */
int stream_put(FILE *stream, const char *text, size_t length);

#endif
