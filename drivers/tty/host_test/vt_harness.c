/*
 * Gives the tests on the host a way to the terminal of a virtual console and
 * to the keyboard's map: built for WebAssembly from the sources that the guest
 * uses.
 */
#include "../keymap.h"
#include "../recovery.h"
#include "../vt/cp437.h"
#include "../vt/vt.h"

#define EXPORT(name) __attribute__((export_name(#name)))

static struct vt vt;
static struct keymap map;
static struct key key;
static u16 adopted[VT_ROWS * VT_COLUMNS];
static u8 buffer[65536];

EXPORT(buffer_address) u8 *
buffer_address(void)
{
	return buffer;
}

/* ---- the terminal ---- */

EXPORT(reset) void
reset(void)
{
	vt_init(&vt);
	vt.dirty = 0;
}

EXPORT(feed) void
feed(u32 length)
{
	vt_write(&vt, buffer, length);
}

EXPORT(cell) u32
cell(u32 row, u32 column, u32 back)
{
	return vt_row(&vt, row, back)[column];
}

EXPORT(cursor_row) u32
cursor_row(void)
{
	return vt.at.row;
}

EXPORT(cursor_column) u32
cursor_column(void)
{
	return vt.at.column;
}

EXPORT(cursor_hidden) u32
cursor_hidden(void)
{
	return vt.cursor_hidden;
}

EXPORT(application_cursor) u32
application_cursor(void)
{
	return vt.application_cursor;
}

EXPORT(history_count) u32
history_count(void)
{
	return vt.history_count;
}

EXPORT(take_dirty) u32
take_dirty(void)
{
	u32 dirty = vt.dirty;

	vt.dirty = 0;
	return dirty;
}

EXPORT(take_bell) u32
take_bell(void)
{
	u32 bell = vt.bell;

	vt.bell = 0;
	return bell;
}

EXPORT(take_reply) u32
take_reply(void)
{
	u32 length = vt.reply_length;

	for (u32 index = 0; index < length; index++)
		buffer[index] = vt.reply[index];
	vt.reply_length = 0;
	return length;
}

EXPORT(adopt) void
adopt(u32 fill, u32 row, u32 column)
{
	for (u32 index = 0; index < VT_ROWS * VT_COLUMNS; index++)
		adopted[index] = (u16)fill;
	vt_adopt(&vt, adopted, row, column);
}

EXPORT(character_of) u32
character_of(u32 code_point)
{
	return cp437_of(code_point);
}

/* What outlives the driver: all pieces of the history, and the screen. */
EXPORT(pack) u32
pack(void)
{
	u32 length = 0;

	for (u32 piece = 0; piece < SAVED_PIECES; piece++)
		length += recovery_pack_rows(&vt, piece, buffer + length);
	return length + recovery_pack_screen(&vt, buffer + length);
}

EXPORT(unpack) int
unpack(u32 length)
{
	u32 at = 0;

	for (u32 piece = 0; piece < SAVED_PIECES; piece++, at += SAVED_ROWS_BYTES)
		if (!recovery_unpack_rows(&vt, piece, buffer + at, SAVED_ROWS_BYTES))
			return 0;
	return recovery_unpack_screen(&vt, buffer + at, length - at);
}

EXPORT(scrolled) u32
scrolled(void)
{
	return vt.scrolled;
}

EXPORT(changed_pieces) u32
changed_pieces(u32 since)
{
	return recovery_changed_pieces(&vt, since);
}

/* What must hold whatever was sent: 0, or the number of what does not. */
EXPORT(broken_invariant) u32
broken_invariant(void)
{
	u32 rows = 0;

	for (u32 row = 0; row < VT_ROWS; row++) {
		if (vt.order[row] >= VT_ROWS)
			return 1;
		rows |= 1u << vt.order[row];
	}
	if (rows != (1u << VT_ROWS) - 1)
		return 2;
	if (vt.at.row >= VT_ROWS || vt.at.column >= VT_COLUMNS)
		return 3;
	if (vt.top >= vt.bottom || vt.bottom >= VT_ROWS)
		return 4;
	if (vt.history_count > VT_HISTORY_ROWS || vt.history_next >= VT_HISTORY_ROWS)
		return 5;
	if (vt.reply_length > VT_REPLY_MAX)
		return 6;
	if (vt.parameter_count > VT_PARAMETERS_MAX)
		return 7;
	return 0;
}

/* ---- the keyboard ---- */

EXPORT(keyboard_reset) void
keyboard_reset(void)
{
	keymap_init(&map);
}

/* Its kind; text is in the buffer. */
EXPORT(scan) u32
scan(u32 scancode, u32 is_application)
{
	key = keymap_decode(&map, (u8)scancode, (int)is_application);
	for (u32 index = 0; index < key.length; index++)
		buffer[index] = key.text[index];
	return key.kind;
}

EXPORT(key_length) u32
key_length(void)
{
	return key.length;
}

EXPORT(key_number) u32
key_number(void)
{
	return key.number;
}
