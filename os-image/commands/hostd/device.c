/*
 * /dev/host from the daemon's side. When the server behind it is gone nobody waits
 * for what hostd does any more: it ends, and init starts one that opens the device
 * anew, once there is a new server.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hostd.h"

#define ERROR_MAX 256

/* How long, and how often, a new hostd looks for a server that is restarted just then. */
#define OPEN_WAIT_MS 30000
#define OPEN_PERIOD_MS 50

static int device = -1;

static _Noreturn void
give_up(const char *what)
{
	fprintf(stderr, "hostd: %s %s: %s\n", what, CHANNEL_DEVICE, strerror(errno));
	exit(EXIT_FAILURE);
}

/*
 * Tries to open it: 0 when it may open later, since the server is not there or VFS
 * does not know the new one yet.
 */
static int
try_to_open(void)
{
	device = open(CHANNEL_DEVICE, O_RDWR | O_CLOEXEC);
	return device >= 0 || (errno != ENXIO && errno != ENODEV && errno != EIO);
}

void
device_open(void)
{
	for (int ms = 0; !try_to_open() && ms < OPEN_WAIT_MS; ms += OPEN_PERIOD_MS)
		poll(NULL, 0, OPEN_PERIOD_MS);
	if (device < 0)
		give_up("can't open");
}

int
device_fd(void)
{
	return device;
}

u32
device_read(char *line, u32 size)
{
	ssize_t length;

	do
		length = read(device, line, size);
	while (length < 0 && errno == EINTR);
	if (length == 0)
		errno = EIO; /* the device has no end */
	if (length <= 0)
		give_up("can't read");
	return (u32)length;
}

static int
report(const struct channel_record *record, const void *data)
{
	static char buffer[sizeof(*record) + CHANNEL_DATA_MAX];
	ssize_t written;

	memcpy(buffer, record, sizeof(*record));
	memcpy(buffer + sizeof(*record), data, record->length);
	do
		written = write(device, buffer, sizeof(*record) + record->length);
	while (written < 0 && errno == EINTR);
	if (written < 0 && errno != ESRCH)
		give_up("can't write");
	return written < 0 ? -1 : 0;
}

int
report_started(u32 id)
{
	return report(&(struct channel_record){.kind = CHANNEL_STARTED, .id = id}, "");
}

int
report_output(u32 id, const void *data, u32 length)
{
	struct channel_record record = {.kind = CHANNEL_OUTPUT, .id = id, .length = length};

	return report(&record, data);
}

int
report_ended(u32 id, s32 status, s32 signal)
{
	struct channel_record record = {
		.kind = CHANNEL_ENDED,
		.id = id,
		.status = status,
		.signal = signal,
	};

	return report(&record, "");
}

int
report_failed(u32 id, const char *format, ...)
{
	char reason[ERROR_MAX];
	struct channel_record record = {.kind = CHANNEL_FAILED, .id = id};
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(reason, sizeof(reason), format, arguments);
	va_end(arguments);
	record.length = (u32)strlen(reason);
	return report(&record, reason);
}
