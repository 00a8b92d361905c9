/*
 * Colours: the eight of ECMA-48, their bright forms, and xterm's 256 and direct
 * colours, brought to the nearest of the sixteen that the VGA has. Underlined
 * and blinking text looks like any other.
 */
#include "colours.h"

#define DEFAULT_FOREGROUND 7u
#define DEFAULT_BACKGROUND 0u
#define BRIGHT 8u
#define BACKGROUND_SHIFT 4
#define BACKGROUND_COLOURS 8u /* the attribute's upper bit makes text blink */

/* Parameters */
#define SGR_RESET 0
#define SGR_BOLD 1
#define SGR_REVERSE 7
#define SGR_NORMAL_INTENSITY 22
#define SGR_NOT_REVERSE 27
#define SGR_FOREGROUND 30
#define SGR_BACKGROUND 40
#define SGR_EXTENDED 8 /* after either base: a colour of 256, or a direct one */
#define SGR_DEFAULT 9
#define SGR_BRIGHT_FOREGROUND 90
#define SGR_BRIGHT_BACKGROUND 100
#define EXTENDED_DIRECT 2
#define EXTENDED_INDEXED 5

/* xterm's 256: sixteen like ours, a cube of 6 * 6 * 6, and 24 greys. */
#define CUBE_FIRST 16u
#define CUBE_SIDE 6u
#define GREY_FIRST 232u
#define GREY_FIRST_LEVEL 8u
#define GREY_STEP 10u
#define LEVEL_DARK 64u    /* of 255: below, a colour's part is off */
#define LEVEL_BRIGHT 192u /* from here on the colour is a bright one */

/* ECMA-48 counts red as 1 and blue as 4, the VGA the other way round. */
static u8
to_vga(u32 colour)
{
	static const u8 swapped[] = {0, 4, 2, 6, 1, 5, 3, 7};

	return (u8)(swapped[colour % 8] | (colour & BRIGHT));
}

static u8
nearest(u32 red, u32 green, u32 blue)
{
	u32 most = red > green ? red : green;
	u32 colour;

	most = most > blue ? most : blue;
	if (most < LEVEL_DARK)
		return 0;
	/* A part counts when it is at least half of the strongest one. */
	colour = (red * 2 >= most ? 1u : 0) | (green * 2 >= most ? 2u : 0) |
		 (blue * 2 >= most ? 4u : 0);
	if (most >= LEVEL_BRIGHT)
		return to_vga(colour | BRIGHT);
	return colour == 7 && most < LEVEL_DARK * 2 ? BRIGHT : to_vga(colour);
}

static u32
cube_level(u32 step)
{
	return step == 0 ? 0 : 55 + 40 * step;
}

static u8
of_256(u32 index)
{
	u32 grey;

	if (index < CUBE_FIRST)
		return to_vga(index);
	if (index < GREY_FIRST) {
		index -= CUBE_FIRST;
		return nearest(cube_level(index / CUBE_SIDE / CUBE_SIDE),
			       cube_level(index / CUBE_SIDE % CUBE_SIDE),
			       cube_level(index % CUBE_SIDE));
	}
	grey = GREY_FIRST_LEVEL + GREY_STEP * (index - GREY_FIRST);
	return nearest(grey, grey, grey);
}

/* Returns how many parameters the colour takes after the one that announced it. */
static u32
extended(u8 *colour, const u16 *parameters, u32 count)
{
	if (count >= 2 && parameters[0] == EXTENDED_INDEXED) {
		*colour = of_256(parameters[1] & 0xff);
		return 2;
	}
	if (count >= 4 && parameters[0] == EXTENDED_DIRECT) {
		*colour = nearest(parameters[1] & 0xff, parameters[2] & 0xff, parameters[3] & 0xff);
		return 4;
	}
	return count;
}

/* A colour that is chosen by its own digit: whether `parameter` is one of that base. */
static int
chooses(u32 parameter, u32 base)
{
	return parameter >= base && parameter < base + 8;
}

static u32
select(struct vt_place *place, const u16 *parameters, u32 count)
{
	u32 parameter = parameters[0];

	if (parameter == SGR_RESET)
		colours_reset(place);
	else if (parameter == SGR_BOLD || parameter == SGR_NORMAL_INTENSITY)
		place->is_bold = parameter == SGR_BOLD;
	else if (parameter == SGR_REVERSE || parameter == SGR_NOT_REVERSE)
		place->is_reverse = parameter == SGR_REVERSE;
	else if (chooses(parameter, SGR_FOREGROUND))
		place->foreground = to_vga(parameter - SGR_FOREGROUND);
	else if (chooses(parameter, SGR_BACKGROUND))
		place->background = to_vga(parameter - SGR_BACKGROUND);
	else if (chooses(parameter, SGR_BRIGHT_FOREGROUND))
		place->foreground = to_vga(parameter - SGR_BRIGHT_FOREGROUND + BRIGHT);
	else if (chooses(parameter, SGR_BRIGHT_BACKGROUND))
		place->background = to_vga(parameter - SGR_BRIGHT_BACKGROUND);
	else if (parameter == SGR_FOREGROUND + SGR_DEFAULT)
		place->foreground = DEFAULT_FOREGROUND;
	else if (parameter == SGR_BACKGROUND + SGR_DEFAULT)
		place->background = DEFAULT_BACKGROUND;
	else if (parameter == SGR_FOREGROUND + SGR_EXTENDED)
		return 1 + extended(&place->foreground, parameters + 1, count - 1);
	else if (parameter == SGR_BACKGROUND + SGR_EXTENDED)
		return 1 + extended(&place->background, parameters + 1, count - 1);
	return 1;
}

static u8
attribute_of(const struct vt_place *place)
{
	u32 foreground = place->foreground | (place->is_bold ? BRIGHT : 0);
	u32 background = place->background % BACKGROUND_COLOURS;

	if (place->is_reverse)
		return (u8)(background | (foreground % BACKGROUND_COLOURS) << BACKGROUND_SHIFT);
	return (u8)(foreground | background << BACKGROUND_SHIFT);
}

void
colours_reset(struct vt_place *place)
{
	place->foreground = DEFAULT_FOREGROUND;
	place->background = DEFAULT_BACKGROUND;
	place->is_bold = 0;
	place->is_reverse = 0;
	place->attribute = attribute_of(place);
}

void
colours_select(struct vt_place *place, const u16 *parameters, u32 count)
{
	u32 index = 0;

	while (index < count)
		index += select(place, parameters + index, count - index);
	place->attribute = attribute_of(place);
}
