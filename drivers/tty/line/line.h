/*
 * The line discipline: what lies between a terminal and the programs that read
 * and write it (POSIX.1-2017, chapter 11). Plain data and functions that call
 * nobody, so that they can be tested anywhere; times are microseconds since
 * boot and come from the caller.
 *
 *     device -> line_receive -> input queue  -> line_read  -> program
 *     device <- output queue <- line_write   <- program
 *                     ^--------- echo
 *
 * After each call the caller looks at `signals` and the output queue, and asks
 * line_read_judge about the read that waits.
 *
 * Characters are UTF-8 and taken to be one column wide, tabs and control
 * characters aside.
 */
#ifndef TTY_LINE_H
#define TTY_LINE_H

#include <kintsugi/types.h>
#include <sys/ioctl.h>
#include <termios.h>

#define LINE_INPUT_MAX 4096u  /* bytes that wait to be read; more are dropped, with a bell */
#define LINE_OUTPUT_MAX 8192u /* bytes that wait for the device */
#define LINE_ECHO_RESERVE 1024u /* of these, kept free of programs' output */

/* What a byte of the input queue is, besides itself. */
enum input_mark {
	MARK_NONE,
	MARK_LINE_END, /* the last one of a line */
	MARK_EOF,      /* ends what is before it, and is not delivered itself */
};

struct input_queue {
	u8 bytes[LINE_INPUT_MAX];
	u8 marks[LINE_INPUT_MAX];
	u32 first;
	u32 count;    /* bytes, marks of the end included */
	u32 complete; /* canonical mode: how many of them belong to lines that have ended */
};

struct output_queue {
	u8 bytes[LINE_OUTPUT_MAX];
	u32 first;
	u32 count;
};

struct column_tracker {
	u32 column; /* of the cursor, as far as text and tabs tell */
	u8 escape;  /* enum escape_state of columns.c */
};

struct line {
	/* What has to outlive this instance of the driver. */
	struct termios termios;
	struct winsize winsize;

	struct input_queue input;
	struct output_queue output;
	struct column_tracker tracker;
	u32 edit_column;     /* where the echo of the line being edited begins */
	u64 last_input_us;   /* when the newest byte came */
	u32 signals;         /* bit (1 << signal): for the foreground group; the caller clears it */
	u8 is_literal_next;  /* the character after VLNEXT is an ordinary one */
	u8 is_stopped;       /* by VSTOP: nothing goes out */
	u8 is_overflowing;   /* the bell has rung for lost input */
};

/* ---- termios.c ---- */

/* A line as it is before anyone has set anything: canonical, with echo, 115200 baud. */
void line_init(struct line *line, u16 rows, u16 columns);

/*
 * Takes over new settings. Flags that the driver has no use for are cleared, so
 * that TCGETS tells what holds. Between canonical and raw mode nothing that was
 * typed ahead is lost.
 */
void line_set_termios(struct line *line, const struct termios *termios);

/* Sets the size; SIGWINCH is due when it has changed. */
void line_set_winsize(struct line *line, const struct winsize *winsize);

/* TCIFLUSH, TCOFLUSH or TCIOFLUSH; 0, or -EINVAL for anything else. */
int line_flush(struct line *line, int queue);

/* ---- input.c ---- */

/* What the terminal sent. */
void line_receive(struct line *line, const u8 *bytes, u32 length, u64 now_us);

/* The terminal held its line in the break state. */
void line_receive_break(struct line *line, u64 now_us);

/* ---- read.c ---- */

#define LINE_NEVER UINT64_MAX

/*
 * Whether a read of `wanted` bytes that began at began_us is to be answered now
 * (with line_read, maybe with 0 bytes). If not, *again_us is when it must be
 * asked again though nothing was received, or LINE_NEVER.
 */
int line_read_judge(const struct line *line, u32 wanted, u64 began_us, u64 now_us, u64 *again_us);

/* Takes out what one read gets: at most a line in canonical mode. Returns the bytes. */
u32 line_read(struct line *line, u8 *to, u32 wanted);

/* Bytes that reads would get without waiting (FIONREAD). */
u32 line_readable(const struct line *line);

/* Whether poll calls the line readable. */
int line_polls_readable(const struct line *line);

/* ---- output.c ---- */

/* A program's output. Returns how many bytes there was room for. */
u32 line_write(struct line *line, const u8 *bytes, u32 length);

/* How many bytes line_write takes for certain, whatever they are; 0 while stopped. */
u32 line_write_room(const struct line *line);

/* The oldest bytes for the device that lie together; 0 while stopped or when there are none. */
u32 line_output_peek(const struct line *line, const u8 **bytes);

/* The device has taken that many. */
void line_output_drop(struct line *line, u32 length);

#endif
