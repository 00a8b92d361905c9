/* The settings of a line. */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "input.h"
#include "queue.h"

#define CONTROL(letter) ((letter)-'@')
#define DEL 0x7f

/* What has an effect here; of c_cflag, what a line is: 8 bits, always receiving, no modem. */
#define INPUT_FLAGS (IGNBRK | BRKINT | ISTRIP | INLCR | IGNCR | ICRNL | IXON | IXANY)
#define OUTPUT_FLAGS (OPOST | ONLCR | OCRNL)
#define CONTROL_FLAGS (CS8 | CREAD | CLOCAL)
#define LOCAL_FLAGS                                                                                \
	(ISIG | ICANON | IEXTEN | ECHO | ECHOE | ECHOK | ECHONL | ECHOCTL | ECHOKE | NOFLSH |      \
	 TOSTOP)

static const struct termios initial = {
	.c_iflag = ICRNL | IXON | BRKINT,
	.c_oflag = OPOST | ONLCR,
	.c_cflag = CONTROL_FLAGS,
	.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
	.c_cc = {
		[VINTR] = CONTROL('C'),
		[VQUIT] = CONTROL('\\'),
		[VERASE] = DEL,
		[VKILL] = CONTROL('U'),
		[VEOF] = CONTROL('D'),
		[VMIN] = 1,
		[VSTART] = CONTROL('Q'),
		[VSTOP] = CONTROL('S'),
		[VSUSP] = CONTROL('Z'),
		[VREPRINT] = CONTROL('R'),
		[VWERASE] = CONTROL('W'),
		[VLNEXT] = CONTROL('V'),
	},
	.c_ispeed = B115200,
	.c_ospeed = B115200,
};

void
line_init(struct line *line, u16 rows, u16 columns)
{
	memset(line, 0, sizeof(*line));
	line->termios = initial;
	line->winsize.ws_row = rows;
	line->winsize.ws_col = columns;
}

/* All that was typed ahead can be read, byte by byte; ends of lines mean no more than others. */
static void
become_raw(struct line *line)
{
	struct input_queue *input = &line->input;
	u32 count = input->count;

	line->is_literal_next = 0;
	input->complete = 0;
	while (count-- > 0) {
		u8 byte = input_queue_at(input, 0);
		enum input_mark mark = input_queue_mark_at(input, 0);

		input_queue_drop_first(input);
		if (mark != MARK_EOF)
			(void)input_queue_push(input, byte, MARK_NONE);
	}
}

/*
 * What was typed ahead is taken as if it were typed now: it can be edited, and
 * it is echoed. Each byte goes from the front of the queue to its end; what was
 * not taken yet counts as complete, out of the reach of editing.
 */
static void
become_canonical(struct line *line)
{
	struct input_queue *input = &line->input;
	u32 count = input->count;

	input->complete = count;
	while (count-- > 0) {
		u8 byte = input_queue_at(input, 0);

		input_queue_drop_first(input);
		input_take(line, byte);
	}
}

void
line_set_termios(struct line *line, const struct termios *termios)
{
	int was_canonical = (line->termios.c_lflag & ICANON) != 0;
	int is_canonical = (termios->c_lflag & ICANON) != 0;

	line->termios = *termios;
	line->termios.c_iflag &= INPUT_FLAGS;
	line->termios.c_oflag &= OUTPUT_FLAGS;
	line->termios.c_cflag = CONTROL_FLAGS;
	line->termios.c_lflag &= LOCAL_FLAGS;
	line->termios.c_ispeed = initial.c_ispeed;
	line->termios.c_ospeed = initial.c_ospeed;
	if (!(termios->c_iflag & IXON))
		line->is_stopped = 0;
	if (was_canonical && !is_canonical)
		become_raw(line);
	else if (!was_canonical && is_canonical)
		become_canonical(line);
}

void
line_set_winsize(struct line *line, const struct winsize *winsize)
{
	if (memcmp(&line->winsize, winsize, sizeof(*winsize)) == 0)
		return;
	line->winsize = *winsize;
	line->signals |= 1u << SIGWINCH;
}

int
line_flush(struct line *line, int queue)
{
	if (queue != TCIFLUSH && queue != TCOFLUSH && queue != TCIOFLUSH)
		return -EINVAL;
	if (queue != TCOFLUSH) {
		input_queue_clear(&line->input);
		line->is_literal_next = 0;
		line->is_overflowing = 0;
	}
	if (queue != TCIFLUSH)
		line_output_drop(line, line->output.count);
	return 0;
}
