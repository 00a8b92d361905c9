/*
 * Tells text, control characters and escape sequences apart (ECMA-48, 5.4; the
 * states are those of DEC's terminals). Control characters count inside a
 * sequence too, CAN and SUB end one, ESC begins another. Sequences that are not
 * understood are passed over to their end, strings (a window's title, say)
 * included.
 */
#include "cp437.h"
#include "screen.h"
#include "sequences.h"
#include "utf8.h"

#define BEL 0x07
#define CAN 0x18
#define SUB 0x1a
#define ESC 0x1b
#define SPACE 0x20
#define DEL 0x7f
#define ASCII_END 0x80
#define C1_END 0xa0
#define PARAMETER_MAX 9999u

enum vt_state {
	GROUND,
	ESCAPE,              /* after ESC */
	ESCAPE_INTERMEDIATE, /* after ESC and bytes from column 2: a character set, passed over */
	CONTROL_ENTRY,       /* after CSI */
	CONTROL_PARAMETERS,
	CONTROL_IGNORE, /* until its final byte */
	STRING,         /* until BEL or ESC \ */
};

static void
begin_control(struct vt *vt)
{
	vt->state = CONTROL_ENTRY;
	vt->is_private = 0;
	vt->parameter_count = 1;
	for (u32 index = 0; index < VT_PARAMETERS_MAX; index++)
		vt->parameters[index] = 0;
}

static void
take_escape(struct vt *vt, u8 byte)
{
	switch (byte) {
	case '[': /* CSI */
		begin_control(vt);
		return;
	case ']': /* OSC */
	case 'P': /* DCS */
	case 'X': /* SOS */
	case '^': /* PM */
	case '_': /* APC */
		vt->state = STRING;
		return;
	}
	if (byte < '0') {
		vt->state = ESCAPE_INTERMEDIATE;
		return;
	}
	vt->state = GROUND;
	sequence_escape(vt, byte);
}

static void
take_digit(struct vt *vt, u8 byte)
{
	u16 *parameter = &vt->parameters[vt->parameter_count - 1];
	u32 value = *parameter * 10u + (byte - (u32)'0');

	*parameter = (u16)(value < PARAMETER_MAX ? value : PARAMETER_MAX);
}

/* More parameters than there is room for make the sequence one that is not understood. */
static void
take_separator(struct vt *vt)
{
	if (vt->parameter_count == VT_PARAMETERS_MAX)
		vt->state = CONTROL_IGNORE;
	else
		vt->parameter_count++;
}

static int
is_final(u8 byte)
{
	return byte >= '@' && byte < DEL;
}

static void
take_control(struct vt *vt, u8 byte)
{
	int is_first = vt->state == CONTROL_ENTRY;

	vt->state = CONTROL_PARAMETERS;
	if (byte >= '0' && byte <= '9') {
		take_digit(vt, byte);
	} else if (byte == ';' || byte == ':') {
		take_separator(vt);
	} else if (is_first && byte == '?') {
		vt->is_private = 1;
	} else if (is_final(byte)) {
		vt->state = GROUND;
		sequence_control(vt, byte);
	} else {
		vt->state = CONTROL_IGNORE;
	}
}

/* A byte from SPACE on, within a sequence. */
static void
take_in_sequence(struct vt *vt, u8 byte)
{
	switch (vt->state) {
	case ESCAPE:
		take_escape(vt, byte);
		break;
	case ESCAPE_INTERMEDIATE:
		if (byte >= '0')
			vt->state = GROUND;
		break;
	case CONTROL_ENTRY:
	case CONTROL_PARAMETERS:
		take_control(vt, byte);
		break;
	case CONTROL_IGNORE:
		if (is_final(byte))
			vt->state = GROUND;
		break;
	}
}

static void
take_c0(struct vt *vt, u8 byte)
{
	if (byte == ESC)
		vt->state = ESCAPE;
	else if (byte == CAN || byte == SUB)
		vt->state = GROUND;
	else if (vt->state != STRING)
		sequence_c0(vt, byte);
	else if (byte == BEL)
		vt->state = GROUND;
}

static void
show(struct vt *vt, u32 code_point)
{
	if (code_point >= ASCII_END && code_point < C1_END)
		return; /* C1 control characters: nobody sends them in UTF-8 */
	screen_put(vt, cp437_of(code_point));
}

static void take(struct vt *vt, u8 byte);

/* A byte that breaks off a character is one of its own. */
static void
take_utf8(struct vt *vt, u8 byte)
{
	int again;
	u32 code_point = utf8_take(vt, byte, &again);

	if (code_point != UTF8_NOTHING)
		show(vt, code_point);
	if (again)
		take(vt, byte);
}

static void
take(struct vt *vt, u8 byte)
{
	if (vt->state == GROUND && (byte >= ASCII_END || utf8_is_under_way(vt)))
		take_utf8(vt, byte);
	else if (byte < SPACE)
		take_c0(vt, byte);
	else if (byte == DEL)
		return;
	else if (vt->state == GROUND)
		screen_put(vt, byte);
	else
		take_in_sequence(vt, byte);
}

void
vt_write(struct vt *vt, const u8 *bytes, u32 length)
{
	for (u32 index = 0; index < length; index++)
		take(vt, bytes[index]);
}
