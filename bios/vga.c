/*
 * Puts a VGA into text mode 3 (80 x 25 characters of 9 x 16 dots, 16 colours)
 * by its registers alone, with the firmware's own font in plane 2.
 * Reference: IBM PS/2 Hardware Interface Technical Reference, Video Subsystem.
 */
#include "firmware.h"

#define MISC_OUTPUT 0x3c2
#define SEQUENCER 0x3c4
#define GRAPHICS 0x3ce
#define CRTC 0x3d4
#define ATTRIBUTE 0x3c0
#define INPUT_STATUS_1 0x3da
#define DAC_MASK 0x3c6
#define DAC_WRITE_INDEX 0x3c8
#define DAC_DATA 0x3c9

#define MISC_COLOR_28MHZ_400_LINES 0x67
#define ATTRIBUTE_PALETTE_ON 0x20
#define CRTC_CURSOR_START 0x0a
#define CRTC_CURSOR_END 0x0b
#define CRTC_CURSOR_HIGH 0x0e
#define CRTC_CURSOR_LOW 0x0f
#define CRTC_RETRACE_END 0x11
#define CRTC_PROTECT 0x80

#define FONT_WINDOW 0xa0000u
#define GLYPH_STRIDE 32u
#define GLYPH_ROWS 16u
#define TEXT_WINDOW 0xb8000u
#define TEXT_CELLS (32768u / 2)
#define BLANK_CELL 0x0720 /* a space, light grey on black */

static const uint8_t sequencer_text[] = {0x03, 0x00, 0x03, 0x00, 0x02};
static const uint8_t graphics_text[] = {0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x0e, 0x00, 0xff};
static const uint8_t crtc_text[] = {
	0x5f, 0x4f, 0x50, 0x82, 0x55, 0x81, 0xbf, 0x1f, /* horizontal and vertical totals */
	0x00, 0x4f, 0x0d, 0x0e, 0x00, 0x00, 0x00, 0x00, /* 16 lines a row, cursor, start 0 */
	0x9c, 0x8e, 0x8f, 0x28, 0x1f, 0x96, 0xb9, 0xa3, /* retrace, 80 columns, blanking */
	0xff,
};
static const uint8_t attribute_text[] = {
	0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x14, 0x07, /* palette: dark colours, brown */
	0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d, 0x3e, 0x3f, /* palette: bright colours */
	0x0c, 0x00, 0x0f, 0x08, 0x00,                   /* text, blink, four planes */
};

static void
write_indexed(uint16_t port, uint8_t index, uint8_t value)
{
	outb(port, index);
	outb(port + 1, value);
}

static void
write_table(uint16_t port, const uint8_t *values, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		write_indexed(port, (uint8_t)i, values[i]);
}

/* Opens plane 2 as plain memory at FONT_WINDOW and draws all 256 characters into it. */
static void
load_font(void)
{
	write_indexed(SEQUENCER, 2, 0x04);
	write_indexed(SEQUENCER, 4, 0x06);
	write_indexed(GRAPHICS, 4, 0x02);
	write_indexed(GRAPHICS, 5, 0x00);
	write_indexed(GRAPHICS, 6, 0x04);
	for (unsigned code = 0; code < 256; code++) {
		uint8_t rows[GLYPH_ROWS];
		volatile uint8_t *glyph = (uint8_t *)FONT_WINDOW + code * GLYPH_STRIDE;

		font_render(code, rows);
		for (unsigned row = 0; row < GLYPH_STRIDE; row++)
			glyph[row] = row < GLYPH_ROWS ? rows[row] : 0;
	}
}

/*
 * The palette's 64 entries in EGA order: bits 2..0 give two thirds of red, green
 * and blue, bits 5..3 one third more.
 */
static void
load_palette(void)
{
	outb(DAC_MASK, 0xff);
	outb(DAC_WRITE_INDEX, 0);
	for (unsigned color = 0; color < 64; color++)
		for (int bit = 2; bit >= 0; bit--)
			outb(DAC_DATA, (color >> bit & 1) * 0x2a + (color >> (bit + 3) & 1) * 0x15);
}

void
vga_set_cursor_shape(uint16_t start_and_end)
{
	write_indexed(CRTC, CRTC_CURSOR_START, start_and_end >> 8);
	write_indexed(CRTC, CRTC_CURSOR_END, start_and_end & 0xff);
}

void
vga_set_cursor_offset(uint16_t cell)
{
	write_indexed(CRTC, CRTC_CURSOR_HIGH, cell >> 8);
	write_indexed(CRTC, CRTC_CURSOR_LOW, cell & 0xff);
}

void
vga_set_text_mode(bool clear)
{
	outb(MISC_OUTPUT, MISC_COLOR_28MHZ_400_LINES);
	write_table(SEQUENCER, sequencer_text, sizeof(sequencer_text));
	write_indexed(CRTC, CRTC_RETRACE_END, crtc_text[CRTC_RETRACE_END] & ~CRTC_PROTECT);
	write_table(CRTC, crtc_text, sizeof(crtc_text));
	write_table(GRAPHICS, graphics_text, sizeof(graphics_text)); /* its bit mask counts for the font */
	load_font();
	write_table(SEQUENCER, sequencer_text, sizeof(sequencer_text));
	write_table(GRAPHICS, graphics_text, sizeof(graphics_text));

	(void)inb(INPUT_STATUS_1); /* the next write to ATTRIBUTE is an index */
	for (unsigned i = 0; i < sizeof(attribute_text); i++) {
		outb(ATTRIBUTE, (uint8_t)i);
		outb(ATTRIBUTE, attribute_text[i]);
	}
	outb(ATTRIBUTE, ATTRIBUTE_PALETTE_ON);
	load_palette();

	if (clear) {
		volatile uint16_t *cells = (uint16_t *)TEXT_WINDOW;

		for (unsigned i = 0; i < TEXT_CELLS; i++)
			cells[i] = BLANK_CELL;
	}
}
