/*
 * INT 10h: the text screen. One mode (3), one page. Offers screen_putc() to the
 * firmware and the video services to programs. State is where programs look for
 * it, in the BIOS data area.
 */
#include "firmware.h"

#define TEXT_WINDOW 0xb8000u
#define COLUMNS 80u
#define ROWS 25u
#define PAGE_BYTES 4096u
#define TEXT_MODE 3u
#define CURSOR_SHAPE 0x0d0eu
#define DEFAULT_ATTRIBUTE 0x07u
#define KEEP_SCREEN 0x80u /* in the mode number of function 00h */
#define VGA_COLOR_DISPLAY 0x08u

static volatile uint16_t *
cell_at(unsigned row, unsigned column)
{
	return (volatile uint16_t *)TEXT_WINDOW + row * COLUMNS + column;
}

static unsigned
cursor_row(void)
{
	return BDA8(BDA_CURSOR + 1);
}

static unsigned
cursor_column(void)
{
	return BDA8(BDA_CURSOR);
}

static void
set_cursor(unsigned row, unsigned column)
{
	BDA8(BDA_CURSOR) = (uint8_t)column;
	BDA8(BDA_CURSOR + 1) = (uint8_t)row;
	vga_set_cursor_offset((uint16_t)(row * COLUMNS + column));
}

/* Moves the window's rows up (or down) by `lines`, 0 meaning clear it all. */
static void
scroll(bool up, unsigned lines, unsigned top, unsigned left, unsigned bottom, unsigned right,
       uint8_t attribute)
{
	if (bottom >= ROWS)
		bottom = ROWS - 1;
	if (right >= COLUMNS)
		right = COLUMNS - 1;
	if (top > bottom || left > right)
		return;
	unsigned height = bottom - top + 1;

	if (lines == 0 || lines > height)
		lines = height;
	for (unsigned i = 0; i < height; i++) {
		unsigned row = up ? top + i : bottom - i;
		unsigned from = up ? row + lines : row - lines;
		bool inside = i + lines < height;

		for (unsigned column = left; column <= right; column++)
			*cell_at(row, column) =
				inside ? *cell_at(from, column) : (uint16_t)(attribute << 8 | ' ');
	}
}

/* Writes one character at the cursor and moves on; attribute -1 keeps the cell's own. */
static void
teletype(uint8_t c, int attribute)
{
	unsigned row = cursor_row(), column = cursor_column();

	switch (c) {
	case '\a':
		return;
	case '\b':
		if (column)
			column--;
		break;
	case '\r':
		column = 0;
		break;
	case '\n':
		row++;
		break;
	default:
		if (row < ROWS && column < COLUMNS) {
			volatile uint16_t *cell = cell_at(row, column);
			*cell = attribute < 0 ? (uint16_t)((*cell & 0xff00) | c)
			                      : (uint16_t)(attribute << 8 | c);
		}
		if (++column >= COLUMNS) {
			column = 0;
			row++;
		}
	}
	if (row >= ROWS) {
		row = ROWS - 1;
		scroll(true, 1, 0, 0, ROWS - 1, COLUMNS - 1, DEFAULT_ATTRIBUTE);
	}
	set_cursor(row, column);
}

void
screen_putc(char c)
{
	teletype((uint8_t)c, -1);
}

static void
set_mode(uint8_t mode)
{
	vga_set_text_mode(!(mode & KEEP_SCREEN));
	BDA8(BDA_VIDEO_MODE) = TEXT_MODE;
	BDA16(BDA_COLUMNS) = COLUMNS;
	BDA16(BDA_PAGE_BYTES) = PAGE_BYTES;
	BDA16(BDA_CRTC_PORT) = 0x3d4;
	BDA16(BDA_CURSOR_SHAPE) = CURSOR_SHAPE;
	BDA8(BDA_LAST_ROW) = ROWS - 1;
	BDA8(BDA_CHAR_HEIGHT) = 16;
	set_cursor(0, 0);
}

void
screen_init(void)
{
	set_mode(TEXT_MODE);
}

/* Functions 09h and 0Ah: CX copies from the cursor on, which stays. */
static void
write_characters(const struct regs *regs, bool with_attribute)
{
	unsigned at = cursor_row() * COLUMNS + cursor_column();

	for (unsigned i = 0; i < regs->c.x && at + i < ROWS * COLUMNS; i++) {
		volatile uint16_t *cell = cell_at(0, at + i);
		uint16_t attribute = with_attribute ? regs->b.l : *cell >> 8;

		*cell = (uint16_t)(attribute << 8 | regs->a.l);
	}
}

/* Function 13h. AL bit 0: the cursor moves along; bit 1: attributes are in the string. */
static void
write_string(const struct regs *regs)
{
	const uint8_t *text = real_pointer(regs->es, regs->bp.x);
	unsigned row = cursor_row(), column = cursor_column();

	set_cursor(regs->d.h < ROWS ? regs->d.h : ROWS - 1, regs->d.l < COLUMNS ? regs->d.l : 0);
	for (unsigned i = 0; i < regs->c.x; i++) {
		uint8_t c = *text++;

		teletype(c, regs->a.l & 2 ? *text++ : regs->b.l);
	}
	if (!(regs->a.l & 1))
		set_cursor(row, column);
}

void
int10_video(struct regs *regs)
{
	switch (regs->a.h) {
	case 0x00:
		set_mode(regs->a.l);
		break;
	case 0x01:
		BDA16(BDA_CURSOR_SHAPE) = regs->c.x;
		vga_set_cursor_shape(regs->c.x);
		break;
	case 0x02:
		if (regs->d.h < ROWS && regs->d.l < COLUMNS)
			set_cursor(regs->d.h, regs->d.l);
		break;
	case 0x03:
		regs->c.x = BDA16(BDA_CURSOR_SHAPE);
		regs->d.x = BDA16(BDA_CURSOR);
		break;
	case 0x06:
	case 0x07:
		scroll(regs->a.h == 0x06, regs->a.l, regs->c.h, regs->c.l, regs->d.h, regs->d.l,
		       regs->b.h);
		break;
	case 0x08:
		regs->a.x = *cell_at(cursor_row(), cursor_column());
		break;
	case 0x09:
		write_characters(regs, true);
		break;
	case 0x0a:
		write_characters(regs, false);
		break;
	case 0x0e:
		screen_putc((char)regs->a.l);
		break;
	case 0x0f:
		regs->a.l = TEXT_MODE;
		regs->a.h = COLUMNS;
		regs->b.h = 0;
		break;
	case 0x12:
		if (regs->b.l == 0x10) { /* EGA information: colour, 256 KB */
			regs->b.x = 0x0003;
			regs->c.x = 0;
		}
		break;
	case 0x13:
		write_string(regs);
		break;
	case 0x1a:
		if (regs->a.l == 0x00) {
			regs->a.l = 0x1a;
			regs->b.x = VGA_COLOR_DISPLAY;
		}
		break;
	}
}
