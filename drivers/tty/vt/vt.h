/*
 * The terminal that a virtual console is: characters and escape sequences go
 * in, a screen of VGA text cells comes out. After ECMA-48 and the VT100 user
 * guide, as far as shells, line editors and full-screen tools need them; sent
 * text is UTF-8, shown as code page 437.
 *
 * Plain data that calls nobody. Cells are as the VGA has them: the character in
 * the lower byte, the attribute in the upper one. Rows and columns count from 0
 * here and from 1 in escape sequences.
 */
#ifndef TTY_VT_H
#define TTY_VT_H

#include <kintsugi/types.h>

#define VT_ROWS 25u
#define VT_COLUMNS 80u
#define VT_HISTORY_ROWS 200u /* scrolled out at the top, and kept */
#define VT_TAB_WIDTH 8u
#define VT_PARAMETERS_MAX 16u
#define VT_REPLY_MAX 64u

/* What a terminal has besides its screen: saved by ESC 7. */
struct vt_place {
	u8 row;
	u8 column;
	u8 wraps;     /* the last column is full: the next character begins a line */
	u8 attribute; /* of the VGA, made of the four below */
	u8 foreground, background;
	u8 is_bold, is_reverse;
};

struct vt {
	/* What has to outlive this instance of the driver. */
	u16 cells[VT_ROWS][VT_COLUMNS]; /* in no order: see `order` */
	u8 order[VT_ROWS];              /* which of them each row of the screen is */
	u16 history[VT_HISTORY_ROWS][VT_COLUMNS];
	u32 history_next;               /* where the next row goes */
	u32 history_count;
	u32 scrolled;                   /* how many rows went there in all */

	struct vt_place at, saved;
	u8 top, bottom; /* the rows that scroll */

	/* Modes */
	u8 autowrap;
	u8 inserts;
	u8 origin_mode; /* rows count from `top` */
	u8 cursor_hidden;
	u8 application_cursor; /* cursor keys send ESC O instead of ESC [ */

	/* The parser */
	u8 state; /* enum vt_state of parser.c */
	u8 is_private; /* the sequence began with '?' or its like */
	u8 parameter_count;
	u16 parameters[VT_PARAMETERS_MAX];
	u32 code_point; /* of the UTF-8 character under way */
	u32 code_least; /* the least that its length may stand for */
	u8 code_left;   /* bytes of it to come */

	/* For the caller, who clears them. */
	u32 dirty; /* bit per row whose cells have changed */
	u8 bell;
	u8 reply_length;
	u8 reply[VT_REPLY_MAX]; /* what the terminal answers, as if it were typed */
};
_Static_assert(VT_ROWS <= 32, "a bit of vt.dirty for each row");

/* An empty screen in its initial state. */
void vt_init(struct vt *vt);

/* Takes over what a screen shows: VT_ROWS * VT_COLUMNS cells, and the cursor's place. */
void vt_adopt(struct vt *vt, const u16 *cells, u32 row, u32 column);

void vt_write(struct vt *vt, const u8 *bytes, u32 length);

/* The cells of a row as seen after scrolling back by `back` rows (at most vt.history_count). */
const u16 *vt_row(const struct vt *vt, u32 row, u32 back);

#endif
