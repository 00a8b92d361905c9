/*
 * See vga.h. Each access to the card is slow, so only cells that change are
 * written, and the cursor's registers only when it has moved. Registers: IBM
 * VGA technical reference, "CRT Controller Registers".
 */
#include <kintsugi/ports.h>
#include <libsys/kcall.h>
#include <stdio.h>

#include "vga.h"

#define SCREEN_PHYS 0xb8000u
#define SCREEN_BYTES 0x8000u

#define CRTC_INDEX 0x3d4
#define CRTC_DATA 0x3d5
#define CURSOR_START 0x0a
#define CURSOR_HIGH 0x0e
#define CURSOR_LOW 0x0f
#define CURSOR_OFF 0x20 /* bit of CURSOR_START */

#define NO_PLACE UINT32_MAX

static volatile u16 *screen; /* NULL: there is none */
static u16 shown[VT_ROWS][VT_COLUMNS]; /* what it shows */
static u32 cursor_shown = NO_PLACE;    /* its cell, or NO_PLACE while it is off */
static u8 cursor_shape;                /* CURSOR_START as the firmware left it */

static u8
read_register(u8 index)
{
	outb(CRTC_INDEX, index);
	return inb(CRTC_DATA);
}

static void
write_register(u8 index, u8 value)
{
	outb(CRTC_INDEX, index);
	outb(CRTC_DATA, value);
}

static u32
cursor_place(void)
{
	return (u32)read_register(CURSOR_HIGH) << 8 | read_register(CURSOR_LOW);
}

void
vga_init(void)
{
	void *mapped;
	int error = sys_vm_phys(SCREEN_PHYS, SCREEN_BYTES, VM_READ | VM_WRITE, &mapped);

	if (error < 0) {
		printf("tty: the text screen can't be mapped (error %d)\n", -error);
		return;
	}
	screen = mapped;
	cursor_shape = read_register(CURSOR_START) & (u8)~CURSOR_OFF;
	for (u32 row = 0; row < VT_ROWS; row++)
		for (u32 column = 0; column < VT_COLUMNS; column++)
			shown[row][column] = screen[row * VT_COLUMNS + column];
}

void
vga_read(u16 *cells, u32 *row, u32 *column)
{
	u32 place = screen != NULL ? cursor_place() : 0;

	if (place >= VT_ROWS * VT_COLUMNS)
		place = 0;
	*row = place / VT_COLUMNS;
	*column = place % VT_COLUMNS;
	for (u32 index = 0; index < VT_ROWS * VT_COLUMNS; index++)
		cells[index] = shown[index / VT_COLUMNS][index % VT_COLUMNS];
}

static void
show_row(u32 row, const u16 *cells)
{
	for (u32 column = 0; column < VT_COLUMNS; column++) {
		if (shown[row][column] == cells[column])
			continue;
		shown[row][column] = cells[column];
		screen[row * VT_COLUMNS + column] = cells[column];
	}
}

static void
show_cursor(u32 place)
{
	if (place == cursor_shown)
		return;
	if (place == NO_PLACE) {
		write_register(CURSOR_START, cursor_shape | CURSOR_OFF);
	} else {
		write_register(CURSOR_START, cursor_shape);
		write_register(CURSOR_HIGH, (u8)(place >> 8));
		write_register(CURSOR_LOW, (u8)place);
	}
	cursor_shown = place;
}

void
vga_show(const struct vt *vt, u32 back, u32 rows)
{
	u32 cursor_row = vt->at.row + back;

	if (screen == NULL)
		return;
	for (u32 row = 0; row < VT_ROWS; row++)
		if (rows & 1u << row)
			show_row(row, vt_row(vt, row, back));
	show_cursor(vt->cursor_hidden || cursor_row >= VT_ROWS
			    ? NO_PLACE
			    : cursor_row * VT_COLUMNS + vt->at.column);
}
