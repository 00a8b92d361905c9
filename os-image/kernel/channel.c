/*
 * The control channel: lines from the host, kept until the server `host` asks
 * for them. A line that is too long, or finds no room, is dropped as a whole
 * and reported.
 */
#include <errno.h>

#include "console.h"
#include "event.h"
#include "ipc.h"
#include "lib.h"

#define RING_SIZE 16384u

static char ring[RING_SIZE];
static u32 head, tail;  /* written and read so far */
static u32 line_start;  /* where the unfinished line begins */
static u32 whole_lines;
static u8 dropping;     /* the rest of this line does not fit */

static void
report_dropped(void)
{
	struct event_value value = { .key = "text", .type = EVENT_TEXT, .text = "control channel: a line was dropped" };

	value.length = strnlen(value.text, EVENT_TEXT_MAX);
	event_write(NULL, "log", &value, 1);
}

static void
end_line(void)
{
	if (dropping) {
		head = line_start;
		dropping = 0;
		report_dropped();
		return;
	}
	ring[head++ % RING_SIZE] = '\n';
	line_start = head;
	whole_lines++;
	ipc_notify_flagged(PRIV_HOST_CHANNEL);
}

void
channel_interrupt(void)
{
	int byte;

	while ((byte = serial_get(COM2)) >= 0) {
		if (byte == '\n')
			end_line();
		else if (byte == '\r' || dropping)
			continue;
		else if (head - tail >= RING_SIZE - 1 || head - line_start >= CHANNEL_LINE_MAX)
			dropping = 1;
		else
			ring[head++ % RING_SIZE] = (char)byte;
	}
}

s32
channel_read(struct proc *p, u32 buffer, u32 length)
{
	static char line[CHANNEL_LINE_MAX];
	u32 n = 0;

	if (!(priv_of(p)->flags & PRIV_HOST_CHANNEL))
		return -EPERM;
	if (whole_lines == 0)
		return -EAGAIN;
	while (ring[(tail + n) % RING_SIZE] != '\n') {
		line[n] = ring[(tail + n) % RING_SIZE];
		n++;
	}
	if (n > length)
		return -E2BIG;
	if (copy_to_user(p, buffer, line, n) != 0)
		return -EFAULT;
	tail += n + 1;
	whole_lines--;
	return (s32)n;
}
