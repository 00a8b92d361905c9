/* What of a virtual console's terminal outlives the driver. See recovery.h. */
#include <string.h>

#include "recovery.h"

#define VERSION 1u
#define ROW_BYTES (VT_COLUMNS * 2u)
#define ALL_PIECES ((1u << SAVED_PIECES) - 1)

_Static_assert(VT_HISTORY_ROWS % SAVED_ROWS == 0, "the pieces are all of the history");

/* An escape sequence that has begun is not kept: what it belongs to is sent again. */
struct saved_screen {
	u32 version;
	u32 history_next;
	u32 history_count;
	struct vt_place at, saved;
	u8 top, bottom;
	u8 autowrap;
	u8 inserts;
	u8 origin_mode;
	u8 cursor_hidden;
	u8 application_cursor;
	u8 unused;
	/* The rows follow, from the top. */
};
_Static_assert(sizeof(struct saved_screen) + VT_ROWS * ROW_BYTES <= SAVED_SCREEN_MAX, "it fits");

u32
recovery_pack_screen(const struct vt *vt, u8 *saved)
{
	struct saved_screen head = {
		.version = VERSION,
		.history_next = vt->history_next,
		.history_count = vt->history_count,
		.at = vt->at,
		.saved = vt->saved,
		.top = vt->top,
		.bottom = vt->bottom,
		.autowrap = vt->autowrap,
		.inserts = vt->inserts,
		.origin_mode = vt->origin_mode,
		.cursor_hidden = vt->cursor_hidden,
		.application_cursor = vt->application_cursor,
	};

	memcpy(saved, &head, sizeof(head));
	for (u32 row = 0; row < VT_ROWS; row++)
		memcpy(saved + sizeof(head) + row * ROW_BYTES, vt_row(vt, row, 0), ROW_BYTES);
	return (u32)sizeof(head) + VT_ROWS * ROW_BYTES;
}

static int
is_on_screen(const struct vt_place *place)
{
	return place->row < VT_ROWS && place->column < VT_COLUMNS;
}

static int
makes_sense(const struct saved_screen *head)
{
	return head->version == VERSION && head->history_next < VT_HISTORY_ROWS &&
	       head->history_count <= VT_HISTORY_ROWS && is_on_screen(&head->at) &&
	       is_on_screen(&head->saved) && head->top < head->bottom && head->bottom < VT_ROWS;
}

int
recovery_unpack_screen(struct vt *vt, const u8 *saved, u32 length)
{
	struct saved_screen head;

	if (length != sizeof(head) + VT_ROWS * ROW_BYTES)
		return 0;
	memcpy(&head, saved, sizeof(head));
	if (!makes_sense(&head))
		return 0;
	for (u32 row = 0; row < VT_ROWS; row++)
		memcpy(vt->cells[vt->order[row]], saved + sizeof(head) + row * ROW_BYTES, ROW_BYTES);
	vt->history_next = head.history_next;
	vt->history_count = head.history_count;
	vt->at = head.at;
	vt->saved = head.saved;
	vt->top = head.top;
	vt->bottom = head.bottom;
	vt->autowrap = head.autowrap;
	vt->inserts = head.inserts;
	vt->origin_mode = head.origin_mode;
	vt->cursor_hidden = head.cursor_hidden;
	vt->application_cursor = head.application_cursor;
	return 1;
}

u32
recovery_pack_rows(const struct vt *vt, u32 piece, u8 *saved)
{
	memcpy(saved, vt->history[piece * SAVED_ROWS], SAVED_ROWS_BYTES);
	return SAVED_ROWS_BYTES;
}

int
recovery_unpack_rows(struct vt *vt, u32 piece, const u8 *saved, u32 length)
{
	if (length != SAVED_ROWS_BYTES)
		return 0;
	memcpy(vt->history[piece * SAVED_ROWS], saved, SAVED_ROWS_BYTES);
	return 1;
}

u32
recovery_changed_pieces(const struct vt *vt, u32 scrolled)
{
	u32 rows = vt->scrolled - scrolled;
	u32 pieces = 0;

	if (rows >= VT_HISTORY_ROWS)
		return ALL_PIECES;
	for (u32 behind = 1; behind <= rows; behind++)
		pieces |= 1u << (vt->history_next + VT_HISTORY_ROWS - behind) % VT_HISTORY_ROWS /
					SAVED_ROWS;
	return pieces;
}
