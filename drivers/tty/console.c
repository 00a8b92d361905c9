/*
 * See console.h. Each console has a terminal of its own, which takes output
 * whether it is seen or not. The bell is silent, since nobody has the ports of
 * the PC's speaker.
 */
#include <libdriver/char.h>

#include "console.h"
#include "recovery.h"
#include "tty.h"
#include "vga.h"
#include "vt/vt.h"

#define ALL_ROWS ((1u << VT_ROWS) - 1)
#define SCROLL_STEP (VT_ROWS / 2)

static struct vt terminals[NR_VIRTUAL_CONSOLES];
static u32 seen; /* which of them the screen shows */
static u32 back; /* how many rows it is scrolled back */
static int has_picture[NR_VIRTUAL_CONSOLES]; /* from the instance before */

static struct vt *
terminal_of(const struct tty *tty)
{
	return &terminals[tty->minor - MINOR_TTYC0];
}

static void
show_again(u32 rows_back)
{
	back = rows_back;
	vga_show(&terminals[seen], back, ALL_ROWS);
}

/* Output brings back what is new. */
static void
show_changes(struct vt *terminal)
{
	u32 rows = terminal->dirty;

	terminal->dirty = 0;
	if (terminal != &terminals[seen])
		return;
	if (back > 0)
		rows = ALL_ROWS;
	back = 0;
	vga_show(terminal, 0, rows);
}

/* What the terminal answers to a query arrives as if it were typed. */
static void
take_reply(struct tty *tty, struct vt *terminal)
{
	u32 length = terminal->reply_length;

	terminal->reply_length = 0;
	if (length == 0)
		return;
	tty_received(tty, terminal->reply, length);
	char_changed(tty->minor);
}

static void
console_send(struct tty *tty)
{
	struct vt *terminal = terminal_of(tty);
	const u8 *bytes;
	u32 length;

	if (line_output_peek(&tty->line, &bytes) == 0)
		return;
	while ((length = line_output_peek(&tty->line, &bytes)) > 0) {
		vt_write(terminal, bytes, length);
		line_output_drop(&tty->line, length);
		take_reply(tty, terminal);
	}
	show_changes(terminal);
	recovery_screen_changed(tty->minor - MINOR_TTYC0);
}

static int
console_is_drained(const struct tty *tty)
{
	(void)tty;
	return 1;
}

static const struct tty_device virtual_console = {
	.send = console_send,
	.is_drained = console_is_drained,
};

void
console_init(void)
{
	for (u32 index = 0; index < NR_VIRTUAL_CONSOLES; index++) {
		vt_init(&terminals[index]);
		tty_init(MINOR_TTYC0 + index, &virtual_console, VT_ROWS, VT_COLUMNS);
	}
}

void
console_start(void)
{
	static u16 cells[VT_ROWS * VT_COLUMNS];
	u32 row;
	u32 column;

	vga_init();
	if (has_picture[seen]) {
		show_again(0);
		return;
	}
	vga_read(cells, &row, &column);
	vt_adopt(&terminals[seen], cells, row, column);
	recovery_screen_changed(seen);
}

struct vt *
console_terminal(u32 console)
{
	return &terminals[console];
}

void
console_has_picture(u32 console)
{
	has_picture[console] = 1;
}

u32
console_seen(void)
{
	return seen;
}

void
console_see(u32 console)
{
	seen = console;
}

static void
type(const struct key *key)
{
	struct tty *tty = tty_of(MINOR_TTYC0 + seen);

	if (back > 0)
		show_again(0);
	tty_received(tty, key->text, key->length);
	tty_changed(tty);
}

static void
scroll_back(void)
{
	u32 most = terminals[seen].history_count;

	show_again(back + SCROLL_STEP < most ? back + SCROLL_STEP : most);
}

void
console_key(const struct key *key)
{
	switch (key->kind) {
	case KEY_NONE:
		break;
	case KEY_TEXT:
		type(key);
		break;
	case KEY_CONSOLE:
		seen = key->number;
		show_again(0);
		recovery_keyboard_changed();
		break;
	case KEY_SCROLL_BACK:
		scroll_back();
		break;
	case KEY_SCROLL_FORWARD:
		show_again(back > SCROLL_STEP ? back - SCROLL_STEP : 0);
		break;
	}
}

int
console_wants_application_cursor(void)
{
	return terminals[seen].application_cursor;
}
