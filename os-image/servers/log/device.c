/* /dev/klog. An open has a minor of its own, with the place up to which it has read. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>

#include "log.h"
#include "user_lines.h"

#define MINOR_KLOG 0u
#define FIRST_OPEN 1u /* the minors of opens */
#define OPENS_MAX 32u

struct reader {
	int open;
	u32 position;
	u32 begun_length;
	char begun[USER_LINE_MAX]; /* a line that was written in part */
};

static struct reader readers[OPENS_MAX];

/* NULL when the minor is not one of an open. */
static struct reader *
reader_of(u32 minor)
{
	if (minor < FIRST_OPEN || minor - FIRST_OPEN >= OPENS_MAX ||
	    !readers[minor - FIRST_OPEN].open)
		return NULL;
	return &readers[minor - FIRST_OPEN];
}

static s32
open_log(u32 minor, u32 flags, u32 uid)
{
	u32 index;

	(void)flags;
	(void)uid; /* VFS has checked the special file's mode */
	if (minor != MINOR_KLOG)
		return -ENXIO;
	for (index = 0; index < OPENS_MAX; index++) {
		if (readers[index].open)
			continue;
		readers[index].open = 1;
		readers[index].position = log_ring->end - log_ring->held;
		readers[index].begun_length = 0;
		return (s32)(FIRST_OPEN + index);
	}
	return -ENFILE;
}

static s32
read_log(struct char_call *call)
{
	struct reader *reader = reader_of(call->minor);
	const char *piece;
	s32 result;
	u32 length;

	if (reader == NULL)
		return -ENXIO;
	while (char_left(call) > 0) {
		u32 before = call->done;

		reader->position = ring_clamp(log_ring, reader->position);
		piece = ring_piece(log_ring, reader->position, &length);
		if (length == 0)
			break;
		result = char_put(call, piece, length);
		if (result < 0)
			return result;
		reader->position += call->done - before;
	}
	return CHAR_DONE;
}

static void
end_line(struct reader *writer)
{
	char line[USER_LINE_BYTES];
	u32 line_length;

	if (writer->begun_length > 0) {
		(void)user_line(writer->begun, writer->begun_length, line, &line_length);
		ring_append(log_ring, line, line_length);
	}
	writer->begun_length = 0;
}

/* A line may come in several writes, and in the log it is one. Without an end, closing ends it. */
static void
append_text(struct reader *writer, const char *text, u32 length)
{
	u32 index;

	for (index = 0; index < length; index++) {
		writer->begun[writer->begun_length++] = text[index];
		if (text[index] == '\n' || writer->begun_length == USER_LINE_MAX)
			end_line(writer);
	}
}

static void
close_log(u32 minor)
{
	struct reader *reader = reader_of(minor);

	if (reader == NULL)
		return;
	end_line(reader);
	log_appended();
	reader->open = 0;
}

static s32
write_log(struct char_call *call)
{
	static char text[CHAR_TRANSFER_MAX];
	struct reader *writer = reader_of(call->minor);
	s32 result;

	if (writer == NULL)
		return -ENXIO;
	result = char_take(call, text, sizeof(text));
	append_text(writer, text, call->done);
	log_appended();
	return result;
}

static u32
poll_log(u32 minor)
{
	const struct reader *reader = reader_of(minor);

	if (reader == NULL)
		return POLLERR;
	return reader->position == log_ring->end ? POLLOUT : POLLIN | POLLOUT;
}

void
log_grown(void)
{
	u32 index;

	for (index = 0; index < OPENS_MAX; index++)
		if (readers[index].open)
			char_changed(FIRST_OPEN + index);
}

const struct char_driver log_device = {
	.open = open_log,
	.close = close_log,
	.read = read_log,
	.write = write_log,
	.poll = poll_log,
};
