/* Standard output. Its buffer is no memory of malloc's, which servers and drivers don't have. */
#include "stream.h"

#include <unistd.h>

static struct stream_storage storage;
static FILE output = {
	.next = storage.buffer,
	.buffer = storage.buffer,
	.size = sizeof(storage.buffer),
	.fd = STDOUT_FILENO,
	.flags = STREAM_WRITABLE,
};

FILE *const stdout = &output;
