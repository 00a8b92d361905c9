/*
 * What control characters and escape sequences do. Names are those of ECMA-48
 * (5.4, 8.3) and, for what is private, of the VT100 and xterm.
 */
#include <string.h>

#include "colours.h"
#include "screen.h"
#include "sequences.h"

#define BEL 0x07
#define BS 0x08
#define HT 0x09
#define LF 0x0a
#define VT 0x0b
#define FF 0x0c
#define CR 0x0d

#define MODE_INSERT 4
#define PRIVATE_CURSOR_KEYS 1
#define PRIVATE_ORIGIN 6
#define PRIVATE_AUTOWRAP 7
#define PRIVATE_CURSOR 25

#define REPORT_STATUS 5
#define REPORT_POSITION 6

void
sequence_c0(struct vt *vt, u8 byte)
{
	switch (byte) {
	case BEL:
		vt->bell = 1;
		break;
	case BS:
		screen_left(vt, 1);
		break;
	case HT:
		screen_tab(vt);
		break;
	case LF:
	case VT:
	case FF:
		screen_line_feed(vt);
		break;
	case CR:
		screen_column(vt, 0);
		break;
	}
}

static void
restore_place(struct vt *vt)
{
	vt->at = vt->saved;
}

static void
next_line(struct vt *vt)
{
	screen_column(vt, 0);
	screen_line_feed(vt);
}

/* What is scrolled out stays there to be looked at. */
static void
reset(struct vt *vt)
{
	vt->top = 0;
	vt->bottom = VT_ROWS - 1;
	vt->autowrap = 1;
	vt->inserts = 0;
	vt->origin_mode = 0;
	vt->cursor_hidden = 0;
	vt->application_cursor = 0;
	colours_reset(&vt->at);
	screen_move_to(vt, 0, 0);
	screen_erase_display(vt, ERASE_ALL);
	vt->saved = vt->at;
}

void
vt_init(struct vt *vt)
{
	memset(vt, 0, sizeof(*vt));
	for (u8 row = 0; row < VT_ROWS; row++)
		vt->order[row] = row;
	reset(vt);
}

void
sequence_escape(struct vt *vt, u8 final)
{
	switch (final) {
	case '7': /* DECSC */
		vt->saved = vt->at;
		break;
	case '8': /* DECRC */
		restore_place(vt);
		break;
	case 'D': /* IND */
		screen_line_feed(vt);
		break;
	case 'E': /* NEL */
		next_line(vt);
		break;
	case 'M': /* RI */
		screen_reverse_feed(vt);
		break;
	case 'c': /* RIS */
		reset(vt);
		break;
	}
}

/* ---- parameters ---- */

/* The parameter at `index`; one that is missing or 0 is `otherwise`. */
static u32
parameter(const struct vt *vt, u32 index, u32 otherwise)
{
	u32 value = index < vt->parameter_count ? vt->parameters[index] : 0;

	return value != 0 ? value : otherwise;
}

static u32
count_of(const struct vt *vt)
{
	return parameter(vt, 0, 1);
}

/* ---- reports ---- */

static void
put_reply(struct vt *vt, const char *text)
{
	u32 length = strlen(text);

	if (length > VT_REPLY_MAX - vt->reply_length)
		return;
	memcpy(vt->reply + vt->reply_length, text, length);
	vt->reply_length += (u8)length;
}

static void
put_reply_number(struct vt *vt, u32 number)
{
	char digits[] = "00";

	digits[0] += (char)(number / 10 % 10);
	digits[1] += (char)(number % 10);
	put_reply(vt, number < 10 ? digits + 1 : digits);
}

/* CPR: in origin mode rows count from the region's first. */
static void
report_position(struct vt *vt)
{
	put_reply(vt, "\033[");
	put_reply_number(vt, vt->at.row - (vt->origin_mode ? vt->top : 0u) + 1u);
	put_reply(vt, ";");
	put_reply_number(vt, vt->at.column + 1u);
	put_reply(vt, "R");
}

static void
report(struct vt *vt)
{
	if (vt->parameters[0] == REPORT_STATUS)
		put_reply(vt, "\033[0n"); /* ready, no malfunction */
	else if (vt->parameters[0] == REPORT_POSITION)
		report_position(vt);
}

/* ---- modes ---- */

static void
set_private_mode(struct vt *vt, u32 mode, u8 on)
{
	switch (mode) {
	case PRIVATE_CURSOR_KEYS:
		vt->application_cursor = on;
		break;
	case PRIVATE_ORIGIN:
		vt->origin_mode = on;
		screen_move_to(vt, 0, 0);
		break;
	case PRIVATE_AUTOWRAP:
		vt->autowrap = on;
		break;
	case PRIVATE_CURSOR:
		vt->cursor_hidden = !on;
		break;
	}
}

static void
set_modes(struct vt *vt, u8 on)
{
	for (u32 index = 0; index < vt->parameter_count; index++) {
		if (vt->is_private)
			set_private_mode(vt, vt->parameters[index], on);
		else if (vt->parameters[index] == MODE_INSERT)
			vt->inserts = on;
	}
}

/* ---- control sequences ---- */

static void
tabs(struct vt *vt, void (*tab)(struct vt *), u32 count)
{
	for (; count > 0 && count <= VT_COLUMNS; count--)
		tab(vt);
}

static void
erase(struct vt *vt, void (*erase_part)(struct vt *, enum vt_erase))
{
	if (vt->parameters[0] <= ERASE_ALL)
		erase_part(vt, vt->parameters[0]);
}

/* What moves the cursor. Returns whether it was that. */
static int
move(struct vt *vt, u8 final)
{
	switch (final) {
	case 'A': /* CUU */
		screen_up(vt, count_of(vt));
		return 1;
	case 'B': /* CUD */
	case 'e': /* VPR */
		screen_down(vt, count_of(vt));
		return 1;
	case 'C': /* CUF */
	case 'a': /* HPR */
		screen_right(vt, count_of(vt));
		return 1;
	case 'D': /* CUB */
		screen_left(vt, count_of(vt));
		return 1;
	case 'E': /* CNL */
		screen_down(vt, count_of(vt));
		screen_column(vt, 0);
		return 1;
	case 'F': /* CPL */
		screen_up(vt, count_of(vt));
		screen_column(vt, 0);
		return 1;
	case 'G': /* CHA */
	case '`': /* HPA */
		screen_column(vt, count_of(vt) - 1);
		return 1;
	case 'H': /* CUP */
	case 'f': /* HVP */
		screen_move_to(vt, parameter(vt, 0, 1) - 1, parameter(vt, 1, 1) - 1);
		return 1;
	case 'I': /* CHT */
		tabs(vt, screen_tab, count_of(vt));
		return 1;
	case 'Z': /* CBT */
		tabs(vt, screen_back_tab, count_of(vt));
		return 1;
	case 'd': /* VPA */
		screen_move_to(vt, count_of(vt) - 1, vt->at.column);
		return 1;
	}
	return 0;
}

/* What changes cells. Returns whether it was that. */
static int
edit(struct vt *vt, u8 final)
{
	switch (final) {
	case 'J': /* ED */
		erase(vt, screen_erase_display);
		return 1;
	case 'K': /* EL */
		erase(vt, screen_erase_line);
		return 1;
	case 'X': /* ECH */
		screen_erase_characters(vt, count_of(vt));
		return 1;
	case '@': /* ICH */
		screen_insert_characters(vt, count_of(vt));
		return 1;
	case 'P': /* DCH */
		screen_delete_characters(vt, count_of(vt));
		return 1;
	case 'L': /* IL */
		screen_insert_lines(vt, count_of(vt));
		return 1;
	case 'M': /* DL */
		screen_delete_lines(vt, count_of(vt));
		return 1;
	case 'S': /* SU */
		screen_scroll_up(vt, count_of(vt));
		return 1;
	case 'T': /* SD */
		screen_scroll_down(vt, count_of(vt));
		return 1;
	}
	return 0;
}

static void
control_public(struct vt *vt, u8 final)
{
	if (move(vt, final) || edit(vt, final))
		return;
	switch (final) {
	case 'm': /* SGR */
		colours_select(&vt->at, vt->parameters, vt->parameter_count);
		break;
	case 'n': /* DSR */
		report(vt);
		break;
	case 'c': /* DA: a VT102 */
		put_reply(vt, "\033[?6c");
		break;
	case 'r': /* DECSTBM */
		screen_set_region(vt, parameter(vt, 0, 1) - 1, parameter(vt, 1, VT_ROWS) - 1);
		break;
	case 's': /* SCOSC */
		vt->saved = vt->at;
		break;
	case 'u': /* SCORC */
		restore_place(vt);
		break;
	}
}

void
sequence_control(struct vt *vt, u8 final)
{
	if (final == 'h' || final == 'l') /* SM, RM, DECSET, DECRST */
		set_modes(vt, final == 'h');
	else if (!vt->is_private)
		control_public(vt, final);
}
