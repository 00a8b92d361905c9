/*
 * The screen. Its rows are reached through `order`, so that scrolling moves
 * their numbers and not their cells.
 */
#include <string.h>

#include "screen.h"

#define BLANK ' '
#define ATTRIBUTE_SHIFT 8
#define LAST_COLUMN (VT_COLUMNS - 1)
#define LAST_ROW (VT_ROWS - 1)

static u32
smaller(u32 a, u32 b)
{
	return a < b ? a : b;
}

static u16 *
row_cells(struct vt *vt, u32 row)
{
	return vt->cells[vt->order[row]];
}

static void
touch(struct vt *vt, u32 row)
{
	vt->dirty |= 1u << row;
}

/* Erased cells have the current background, as terminals with colours do it. */
static u16
blank_cell(const struct vt *vt)
{
	return (u16)(BLANK | vt->at.attribute << ATTRIBUTE_SHIFT);
}

static void
blank(struct vt *vt, u32 row, u32 from, u32 end)
{
	u16 *cells = row_cells(vt, row);
	u16 cell = blank_cell(vt);

	for (u32 column = from; column < end; column++)
		cells[column] = cell;
	touch(vt, row);
}

/* ---- scrolling ---- */

static void
remember(struct vt *vt, u32 row)
{
	memcpy(vt->history[vt->history_next], row_cells(vt, row), sizeof(vt->history[0]));
	vt->history_next = (vt->history_next + 1) % VT_HISTORY_ROWS;
	vt->history_count = smaller(vt->history_count + 1, VT_HISTORY_ROWS);
	vt->scrolled++;
}

static void
touch_rows(struct vt *vt, u32 top, u32 bottom)
{
	for (u32 row = top; row <= bottom; row++)
		touch(vt, row);
}

/* The rows from top to bottom go up by one; the last one is blank then. */
static void
rotate_up(struct vt *vt, u32 top, u32 bottom)
{
	u8 first = vt->order[top];

	memmove(vt->order + top, vt->order + top + 1, bottom - top);
	vt->order[bottom] = first;
	blank(vt, bottom, 0, VT_COLUMNS);
	touch_rows(vt, top, bottom);
}

static void
rotate_down(struct vt *vt, u32 top, u32 bottom)
{
	u8 last = vt->order[bottom];

	memmove(vt->order + top + 1, vt->order + top, bottom - top);
	vt->order[top] = last;
	blank(vt, top, 0, VT_COLUMNS);
	touch_rows(vt, top, bottom);
}

void
screen_scroll_up(struct vt *vt, u32 count)
{
	count = smaller(count, vt->bottom - vt->top + 1u);
	while (count-- > 0) {
		if (vt->top == 0)
			remember(vt, 0);
		rotate_up(vt, vt->top, vt->bottom);
	}
}

void
screen_scroll_down(struct vt *vt, u32 count)
{
	count = smaller(count, vt->bottom - vt->top + 1u);
	while (count-- > 0)
		rotate_down(vt, vt->top, vt->bottom);
}

void
screen_set_region(struct vt *vt, u32 top, u32 bottom)
{
	bottom = smaller(bottom, LAST_ROW);
	if (top >= bottom)
		return;
	vt->top = (u8)top;
	vt->bottom = (u8)bottom;
	screen_move_to(vt, 0, 0);
}

/* ---- the cursor ---- */

static void
place(struct vt *vt, u32 row, u32 column)
{
	vt->at.row = (u8)smaller(row, LAST_ROW);
	vt->at.column = (u8)smaller(column, LAST_COLUMN);
	vt->at.wraps = 0;
}

void
screen_move_to(struct vt *vt, u32 row, u32 column)
{
	if (vt->origin_mode)
		row = smaller(smaller(row, LAST_ROW) + vt->top, vt->bottom);
	place(vt, row, column);
}

/* Up and down stop at the region's edge, for a cursor that is within it. */
void
screen_up(struct vt *vt, u32 count)
{
	u32 limit = vt->at.row >= vt->top ? vt->top : 0;

	place(vt, vt->at.row - smaller(count, vt->at.row - limit), vt->at.column);
}

void
screen_down(struct vt *vt, u32 count)
{
	u32 limit = vt->at.row <= vt->bottom ? vt->bottom : LAST_ROW;

	place(vt, vt->at.row + smaller(count, limit - vt->at.row), vt->at.column);
}

void
screen_left(struct vt *vt, u32 count)
{
	place(vt, vt->at.row, vt->at.column - smaller(count, vt->at.column));
}

void
screen_right(struct vt *vt, u32 count)
{
	place(vt, vt->at.row, vt->at.column + smaller(count, LAST_COLUMN));
}

void
screen_column(struct vt *vt, u32 column)
{
	place(vt, vt->at.row, column);
}

void
screen_line_feed(struct vt *vt)
{
	if (vt->at.row == vt->bottom)
		screen_scroll_up(vt, 1);
	else
		place(vt, vt->at.row + 1u, vt->at.column);
	vt->at.wraps = 0;
}

void
screen_reverse_feed(struct vt *vt)
{
	if (vt->at.row == vt->top)
		screen_scroll_down(vt, 1);
	else
		screen_up(vt, 1);
	vt->at.wraps = 0;
}

void
screen_tab(struct vt *vt)
{
	screen_column(vt, (vt->at.column / VT_TAB_WIDTH + 1) * VT_TAB_WIDTH);
}

void
screen_back_tab(struct vt *vt)
{
	u32 column = vt->at.column;

	screen_column(vt, column == 0 ? 0 : (column - 1) / VT_TAB_WIDTH * VT_TAB_WIDTH);
}

/* ---- characters ---- */

/*
 * After the last column the cursor stays there until the next character, so
 * that a line of exactly 80 does not make an empty one after it.
 */
void
screen_put(struct vt *vt, u8 character)
{
	if (vt->at.wraps && vt->autowrap) {
		screen_column(vt, 0);
		screen_line_feed(vt);
	}
	if (vt->inserts)
		screen_insert_characters(vt, 1);
	row_cells(vt, vt->at.row)[vt->at.column] =
		(u16)(character | vt->at.attribute << ATTRIBUTE_SHIFT);
	touch(vt, vt->at.row);
	if (vt->at.column == LAST_COLUMN)
		vt->at.wraps = vt->autowrap;
	else
		vt->at.column++;
}

void
screen_erase_characters(struct vt *vt, u32 count)
{
	u32 column = vt->at.column;

	blank(vt, vt->at.row, column, column + smaller(count, VT_COLUMNS - column));
}

void
screen_insert_characters(struct vt *vt, u32 count)
{
	u32 column = vt->at.column;
	u16 *cells = row_cells(vt, vt->at.row);

	count = smaller(count, VT_COLUMNS - column);
	memmove(cells + column + count, cells + column,
		(VT_COLUMNS - column - count) * sizeof(cells[0]));
	blank(vt, vt->at.row, column, column + count);
}

void
screen_delete_characters(struct vt *vt, u32 count)
{
	u32 column = vt->at.column;
	u16 *cells = row_cells(vt, vt->at.row);

	count = smaller(count, VT_COLUMNS - column);
	memmove(cells + column, cells + column + count,
		(VT_COLUMNS - column - count) * sizeof(cells[0]));
	blank(vt, vt->at.row, VT_COLUMNS - count, VT_COLUMNS);
}

void
screen_erase_line(struct vt *vt, enum vt_erase part)
{
	u32 column = vt->at.column;

	vt->at.wraps = 0;
	if (part == ERASE_TO_END)
		blank(vt, vt->at.row, column, VT_COLUMNS);
	else
		blank(vt, vt->at.row, 0, part == ERASE_ALL ? VT_COLUMNS : column + 1);
}

/* ---- lines ---- */

static void
blank_rows(struct vt *vt, u32 from, u32 end)
{
	for (u32 row = from; row < end; row++)
		blank(vt, row, 0, VT_COLUMNS);
}

void
screen_erase_display(struct vt *vt, enum vt_erase part)
{
	if (part != ERASE_ALL)
		screen_erase_line(vt, part);
	if (part != ERASE_TO_END)
		blank_rows(vt, 0, part == ERASE_ALL ? VT_ROWS : vt->at.row);
	else
		blank_rows(vt, vt->at.row + 1u, VT_ROWS);
}

static int
is_in_region(const struct vt *vt)
{
	return vt->at.row >= vt->top && vt->at.row <= vt->bottom;
}

void
screen_insert_lines(struct vt *vt, u32 count)
{
	if (!is_in_region(vt))
		return;
	count = smaller(count, vt->bottom - vt->at.row + 1u);
	while (count-- > 0)
		rotate_down(vt, vt->at.row, vt->bottom);
	screen_column(vt, 0);
}

void
screen_delete_lines(struct vt *vt, u32 count)
{
	if (!is_in_region(vt))
		return;
	count = smaller(count, vt->bottom - vt->at.row + 1u);
	while (count-- > 0)
		rotate_up(vt, vt->at.row, vt->bottom);
	screen_column(vt, 0);
}

/* ---- for the caller ---- */

void
vt_adopt(struct vt *vt, const u16 *cells, u32 row, u32 column)
{
	for (u32 index = 0; index < VT_ROWS; index++)
		memcpy(row_cells(vt, index), cells + index * VT_COLUMNS, sizeof(vt->cells[0]));
	place(vt, row, column);
	touch_rows(vt, 0, LAST_ROW);
}

const u16 *
vt_row(const struct vt *vt, u32 row, u32 back)
{
	u32 behind;

	if (row >= back)
		return vt->cells[vt->order[row - back]];
	behind = back - row; /* 1: the row that was scrolled out last */
	return vt->history[(vt->history_next + VT_HISTORY_ROWS - behind) % VT_HISTORY_ROWS];
}
