/* What of a line outlives the driver. See recovery.h. */
#include <string.h>

#include "line/queue.h"
#include "recovery.h"

#define VERSION 1u
#define COLUMN_MAX 4096u /* further to the right nobody rubs out a tab */

struct saved_line {
	u32 version;
	struct termios termios;
	struct winsize winsize;
	u32 column; /* of the cursor, and where the echo began: while a line is being edited, else 0 */
	u32 edit_column;
	u32 count;    /* bytes that wait to be read; they follow, and then as many marks */
	u32 complete; /* of these */
	u8 is_literal_next;
	u8 is_stopped;
	u8 unused[2];
};
_Static_assert(sizeof(struct saved_line) + 2 * LINE_INPUT_MAX <= SAVED_LINE_MAX, "it fits");

static u32
at_most_max(u32 column)
{
	return column < COLUMN_MAX ? column : COLUMN_MAX;
}

u32
recovery_pack_line(const struct line *line, u8 *saved)
{
	const struct input_queue *input = &line->input;
	int is_edited = input_queue_unfinished(input) > 0;
	struct saved_line head = {
		.version = VERSION,
		.termios = line->termios,
		.winsize = line->winsize,
		.column = is_edited ? at_most_max(line->tracker.column) : 0,
		.edit_column = is_edited ? at_most_max(line->edit_column) : 0,
		.count = input->count,
		.complete = input->complete,
		.is_literal_next = line->is_literal_next,
		.is_stopped = line->is_stopped,
	};

	memcpy(saved, &head, sizeof(head));
	saved += sizeof(head);
	for (u32 index = 0; index < input->count; index++) {
		saved[index] = input_queue_at(input, index);
		saved[input->count + index] = (u8)input_queue_mark_at(input, index);
	}
	return (u32)sizeof(head) + 2 * input->count;
}

static int
makes_sense(const struct saved_line *head, const u8 *marks, u32 length)
{
	if (head->version != VERSION || head->count > LINE_INPUT_MAX ||
	    head->column > COLUMN_MAX || head->edit_column > COLUMN_MAX ||
	    head->complete > head->count || length != sizeof(*head) + 2 * head->count)
		return 0;
	for (u32 index = 0; index < head->count; index++)
		if (marks[index] > (index < head->complete ? MARK_EOF : MARK_NONE))
			return 0;
	return 1;
}

int
recovery_unpack_line(struct line *line, const u8 *saved, u32 length)
{
	struct saved_line head;
	const u8 *bytes = saved + sizeof(head);

	if (length < sizeof(head))
		return 0;
	memcpy(&head, saved, sizeof(head));
	if (head.count > LINE_INPUT_MAX || !makes_sense(&head, bytes + head.count, length))
		return 0;
	line_set_termios(line, &head.termios);
	line->winsize = head.winsize;
	line->tracker.column = head.column;
	line->edit_column = head.edit_column;
	line->is_literal_next = head.is_literal_next != 0;
	line->is_stopped = head.is_stopped != 0;
	line->input.first = 0;
	line->input.count = head.count;
	line->input.complete = head.complete;
	memcpy(line->input.bytes, bytes, head.count);
	memcpy(line->input.marks, bytes + head.count, head.count);
	return 1;
}
