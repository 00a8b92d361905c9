/*
 * The VGA text screen, 80 by 25, as the firmware left it: enough for boot
 * messages and panic. The text is made up in memory and shown once a call, since
 * each access to the card is slow, and scrolling line by line would take long.
 */
#include "console.h"
#include "cpu.h"
#include "lib.h"
#include "memory.h"

#define SCREEN_PHYS 0xb8000u
#define COLUMNS 80u
#define ROWS 25u
#define BLANK 0x0720u /* a space, light grey on black */
#define CRTC_INDEX 0x3d4
#define CRTC_DATA 0x3d5
#define CRTC_CURSOR_HIGH 0x0e
#define CRTC_CURSOR_LOW 0x0f

static volatile u16 *const screen = (volatile u16 *)(SCREEN_PHYS + KERNEL_BASE);
static u16 cells[COLUMNS * ROWS]; /* what the screen shows, or will */
static u32 at;                    /* cell of the cursor */

static void
show_cursor(void)
{
	outb(CRTC_INDEX, CRTC_CURSOR_HIGH);
	outb(CRTC_DATA, (u8)(at >> 8));
	outb(CRTC_INDEX, CRTC_CURSOR_LOW);
	outb(CRTC_DATA, (u8)at);
}

void
vga_init(void)
{
	outb(CRTC_INDEX, CRTC_CURSOR_HIGH);
	at = (u32)inb(CRTC_DATA) << 8;
	outb(CRTC_INDEX, CRTC_CURSOR_LOW);
	at |= inb(CRTC_DATA);
	if (at >= COLUMNS * ROWS)
		at = 0;
	for (u32 i = 0; i < COLUMNS * ROWS; i++)
		cells[i] = screen[i];
}

static void
scroll(void)
{
	memmove(cells, cells + COLUMNS, COLUMNS * (ROWS - 1) * sizeof(cells[0]));
	for (u32 i = COLUMNS * (ROWS - 1); i < COLUMNS * ROWS; i++)
		cells[i] = BLANK;
	at -= COLUMNS;
}

/* Returns whether everything has moved. */
static int
put(char c)
{
	int scrolled = 0;

	if (c == '\n')
		at += COLUMNS - at % COLUMNS;
	else if (c == '\r')
		at -= at % COLUMNS;
	else if (c == '\b')
		at -= at % COLUMNS > 0;
	else if (c == '\t')
		at += 8 - at % 8;
	else if (c >= ' ')
		cells[at++] = (BLANK & 0xff00u) | (u8)c;
	while (at >= COLUMNS * ROWS) {
		scroll();
		scrolled = 1;
	}
	return scrolled;
}

void
vga_write(const char *text, u32 length)
{
	u32 start = at - at % COLUMNS; /* nothing before this line changes unless all moves */
	u32 end = at;

	for (u32 i = 0; i < length; i++) {
		if (put(text[i])) {
			start = 0;
			end = COLUMNS * ROWS;
		}
		if (at > end)
			end = at;
	}
	for (u32 i = start; i < end; i++)
		screen[i] = cells[i];
	show_cursor();
}
