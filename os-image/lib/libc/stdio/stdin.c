/* Standard input; in a file of its own, since its buffer is in each program that uses it. */
#include "stream.h"

#include <unistd.h>

static struct stream_storage storage;
static FILE input = {
	.next = storage.buffer,
	.buffer = storage.buffer,
	.size = sizeof(storage.buffer),
	.fd = STDIN_FILENO,
	.flags = STREAM_READABLE,
};

FILE *const stdin = &input;
