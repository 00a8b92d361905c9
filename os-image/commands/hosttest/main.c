/*
 * Plays hostd badly, as the first process: what the server host promises to the
 * host machine must hold whatever is behind /dev/host. hosttest.test.ts, which
 * gives the commands, runs it with test=NAME in the parameter sector:
 *
 *     absent  nobody opens the device
 *     mute    reads every command and starts none
 *     wild    breaks the rules of channel/record.h one by one; prints what fails
 */
#include <channel/json.h>
#include <channel/record.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TINY 4
#define NO_COMMAND 424242u

static int failures;

static void
check(int holds, const char *promise)
{
	if (holds)
		return;
	printf("hosttest: not so: %s (errno %d)\n", promise, errno);
	failures++;
}

static int
open_device(void)
{
	int fd = open(CHANNEL_DEVICE, O_RDWR);

	if (fd >= 0)
		return fd;
	perror("hosttest: " CHANNEL_DEVICE);
	exit(EXIT_FAILURE);
}

/* Whether a write of `length` bytes that begin with the record fails with that error. */
static int
is_refused(int fd, const struct channel_record *record, size_t length, int error)
{
	static char buffer[sizeof(*record) + CHANNEL_DATA_MAX + 1];

	memcpy(buffer, record, sizeof(*record));
	errno = 0;
	return write(fd, buffer, length) < 0 && errno == error;
}

static int
is_taken(int fd, const struct channel_record *record)
{
	return write(fd, record, sizeof(*record)) == (ssize_t)sizeof(*record);
}

/* The id of the next command. */
static u32
read_command(int fd)
{
	static char line[CHANNEL_LINE_MAX];
	struct json_object object;
	ssize_t length = read(fd, line, sizeof(line));

	check(length > 0 && json_read(line, (u32)length, &object) == NULL, "a read gives a command");
	return (u32)json_number(&object, "id", 1, INT32_MAX, 0);
}

static void
be_mute(void)
{
	int fd = open_device();

	for (;;)
		read_command(fd);
}

static void
be_wild(void)
{
	const u32 whole = sizeof(struct channel_record);
	struct channel_record record = {.kind = CHANNEL_STARTED, .id = NO_COMMAND};
	char tiny[TINY];
	int fd = open_device();

	check(open(CHANNEL_DEVICE, O_RDWR) < 0 && errno == EBUSY, "only one may open the device");
	check(is_refused(fd, &record, whole - 1, EINVAL), "half a record is refused");
	check(is_refused(fd, &record, whole + 1, EINVAL), "bytes beyond a record are refused");
	check(is_refused(fd, &record, whole, ESRCH), "a record of no command is refused");
	record.length = CHANNEL_DATA_MAX + 1;
	check(is_refused(fd, &record, whole + record.length, EINVAL), "too long a record is refused");
	record.length = UINT32_MAX - whole + 1;
	check(is_refused(fd, &record, whole, EINVAL), "a length that overflows is refused");
	record.length = 0;

	check(read(fd, tiny, sizeof(tiny)) < 0 && errno == EMSGSIZE, "no line is cut");
	record.id = read_command(fd);
	record.kind = 0;
	check(is_refused(fd, &record, whole, EINVAL), "a record of no kind is refused");
	record.kind = CHANNEL_FAILED + 1;
	check(is_refused(fd, &record, whole, EINVAL), "a record of a strange kind is refused");
	record.kind = CHANNEL_OUTPUT;
	check(is_taken(fd, &record), "output may be empty");
	record.kind = CHANNEL_ENDED;
	record.status = failures;
	check(is_taken(fd, &record), "a command may end without having been started");
	check(is_refused(fd, &record, whole, ESRCH), "a command ends once");
}

int
main(void)
{
	const char *test = getenv("test");

	if (test != NULL && strcmp(test, "mute") == 0)
		be_mute();
	if (test != NULL && strcmp(test, "wild") == 0)
		be_wild();
	for (;;)
		pause();
}
