/* Standard error: unbuffered, so it has no buffer but where ungetc would put bytes. */
#include "stream.h"

#include <unistd.h>

static unsigned char storage[STREAM_PUSHBACK];
static FILE errors = {
	.next = storage + STREAM_PUSHBACK,
	.buffer = storage + STREAM_PUSHBACK,
	.fd = STDERR_FILENO,
	.flags = STREAM_WRITABLE | STREAM_UNBUFFERED | STREAM_DECIDED,
};

FILE *const stderr = &errors;
