/* See columns.h. */
#include "columns.h"

#define ESC 0x1b
#define DEL 0x7f

enum escape_state { ESCAPE_NONE, ESCAPE_STARTED, ESCAPE_CONTROL_SEQUENCE };

static void
follow_text(struct column_tracker *tracker, u8 byte)
{
	switch (byte) {
	case ESC:
		tracker->escape = ESCAPE_STARTED;
		break;
	case '\n':
	case '\r':
		tracker->column = 0;
		break;
	case '\b':
		if (tracker->column > 0)
			tracker->column--;
		break;
	case '\t':
		tracker->column += TAB_WIDTH - tracker->column % TAB_WIDTH;
		break;
	default:
		if (byte >= ' ' && byte != DEL && !is_utf8_continuation(byte))
			tracker->column++;
	}
}

void
columns_follow(struct column_tracker *tracker, u8 byte)
{
	switch (tracker->escape) {
	case ESCAPE_NONE:
		follow_text(tracker, byte);
		break;
	case ESCAPE_STARTED:
		tracker->escape = byte == '[' ? ESCAPE_CONTROL_SEQUENCE : ESCAPE_NONE;
		break;
	default: /* ends with a byte of column 4 to 7 of the ASCII table: ECMA-48, 5.4 */
		if (byte >= '@')
			tracker->escape = ESCAPE_NONE;
	}
}
