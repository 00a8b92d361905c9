/* See keymap.h. Scan codes are named by the key of a US keyboard. */
#include <kintsugi/devices.h>
#include <string.h>

#include "keymap.h"

/* Bytes that are no key */
#define CODE_EXTENDED 0xe0
#define CODE_PAUSE 0xe1 /* the Pause key: five bytes more, and nothing when it is released */
#define PAUSE_REST 5
#define CODE_ACKNOWLEDGE 0xfa
#define CODE_RESEND 0xfe
#define CODE_RELEASED 0x80 /* bit: the key was let go */

/* Keys */
#define KEY_CTRL 0x1d /* extended: the right one */
#define KEY_LEFT_SHIFT 0x2a
#define KEY_RIGHT_SHIFT 0x36
#define KEY_ALT 0x38
#define KEY_CAPS_LOCK 0x3a
#define KEY_NUM_LOCK 0x45
#define KEY_ENTER 0x1c
#define KEY_TAB 0x0f
#define KEY_BACKSPACE 0x0e
#define KEY_SPACE 0x39
#define KEY_F1 0x3b
#define KEY_F10 0x44
#define KEY_F11 0x57
#define KEY_F12 0x58
#define KEY_SLASH 0x35
#define KEYPAD_FIRST 0x47
#define KEYPAD_LAST 0x53
#define KEYPAD_STAR 0x37
#define KEYPAD_MINUS 0x4a
#define KEYPAD_PLUS 0x4e
#define KEY_PAGE_UP 0x49
#define KEY_PAGE_DOWN 0x51

#define ESC 0x1b
#define DEL 0x7f
#define CONTROL_MASK 0x1f

enum modifier {
	LEFT_SHIFT = 1,
	RIGHT_SHIFT = 2,
	LEFT_CTRL = 4,
	RIGHT_CTRL = 8,
	LEFT_ALT = 16,
	RIGHT_ALT = 32,
};
#define SHIFT (LEFT_SHIFT | RIGHT_SHIFT)
#define CTRL (LEFT_CTRL | RIGHT_CTRL)
#define ALT (LEFT_ALT | RIGHT_ALT)

/* Characters by scan code, 0 for keys that have none. */
static const u8 plain[] = "\0\0331234567890-=\177\tqwertyuiop[]\r\0asdfghjkl;'`\0\\zxcvbnm,./";
static const u8 shifted[] = "\0\033!@#$%^&*()_+\177\tQWERTYUIOP{}\r\0ASDFGHJKL:\"~\0|ZXCVBNM<>?";

/* From KEYPAD_FIRST on: with Num Lock, and what the keys are without. '.' is Delete. */
static const u8 keypad_digits[] = "789-456+1230.";

/*
 * Cursor keys and their like, by the same codes: one letter is a final byte
 * after ESC [ or ESC O, a digit a number before '~', as xterm has them.
 */
static const u8 keypad_functions[] = "HA5\0D\0C\0FB623";

void
keymap_init(struct keymap *map)
{
	memset(map, 0, sizeof(*map));
}

static struct key
text_key(const char *text)
{
	struct key key = {.kind = KEY_TEXT, .length = strlen(text)};

	memcpy(key.text, text, key.length);
	return key;
}

static void
append(struct key *key, u8 byte)
{
	key->text[key->length++] = byte;
}

static struct key
character_key(const struct keymap *map, u8 character)
{
	struct key key = {.kind = KEY_TEXT};

	if (map->held & ALT)
		append(&key, ESC);
	append(&key, character);
	return key;
}

/* ---- modifiers ---- */

static u8
modifier_of(u8 code, int is_extended)
{
	switch (code) {
	case KEY_LEFT_SHIFT:
		return is_extended ? 0 : LEFT_SHIFT; /* extended: part of other keys' sequences */
	case KEY_RIGHT_SHIFT:
		return is_extended ? 0 : RIGHT_SHIFT;
	case KEY_CTRL:
		return is_extended ? RIGHT_CTRL : LEFT_CTRL;
	case KEY_ALT:
		return is_extended ? RIGHT_ALT : LEFT_ALT;
	}
	return 0;
}

/* ---- the main block ---- */

static int
is_letter(u8 character)
{
	return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

/* As terminals do it: ^@ to ^_ by their letters, ^Space is NUL, ^/ is ^_, ^? is DEL. */
static u8
with_ctrl(u8 character)
{
	if (character == ' ' || character == '2')
		return 0;
	if (character == '/' || character == '-')
		return '_' & CONTROL_MASK;
	if (character == '6')
		return '^' & CONTROL_MASK;
	if (is_letter(character) || (character >= '@' && character <= '_'))
		return character & CONTROL_MASK;
	return character == '?' ? DEL : character;
}

static struct key
main_key(const struct keymap *map, u8 code)
{
	int is_shifted = (map->held & SHIFT) != 0;
	u8 character = code == KEY_SPACE ? ' ' : plain[code];

	if (code == KEY_TAB && is_shifted)
		return text_key("\033[Z");
	if (map->caps_lock && is_letter(character))
		is_shifted = !is_shifted;
	if (is_shifted && code != KEY_SPACE)
		character = shifted[code];
	if (map->held & CTRL && code != KEY_BACKSPACE)
		character = with_ctrl(character);
	return character_key(map, character);
}

static int
is_main_key(u8 code)
{
	return code == KEY_SPACE || (code < sizeof(plain) - 1 && plain[code] != 0);
}

/* ---- keypad, cursor keys ---- */

static struct key
cursor_key(u8 code, int application_cursor)
{
	u8 function = keypad_functions[code - KEYPAD_FIRST];
	struct key key = {.kind = KEY_TEXT};

	if (function == 0)
		return (struct key){.kind = KEY_NONE};
	append(&key, ESC);
	if (function >= 'A') {
		append(&key, application_cursor ? 'O' : '[');
		append(&key, function);
		return key;
	}
	append(&key, '[');
	append(&key, function);
	append(&key, '~');
	return key;
}

static struct key
navigation_key(const struct keymap *map, u8 code, int application_cursor)
{
	if (map->held & SHIFT && code == KEY_PAGE_UP)
		return (struct key){.kind = KEY_SCROLL_BACK};
	if (map->held & SHIFT && code == KEY_PAGE_DOWN)
		return (struct key){.kind = KEY_SCROLL_FORWARD};
	return cursor_key(code, application_cursor);
}

static struct key
keypad_key(const struct keymap *map, u8 code, int application_cursor)
{
	if (map->num_lock || code == KEYPAD_MINUS || code == KEYPAD_PLUS)
		return character_key(map, keypad_digits[code - KEYPAD_FIRST]);
	return cursor_key(code, application_cursor);
}

/* ---- function keys ---- */

static struct key
function_key(const struct keymap *map, u32 index)
{
	static const char *const sequences[] = {
		"\033OP",   "\033OQ",   "\033OR",   "\033OS",   "\033[15~", "\033[17~",
		"\033[18~", "\033[19~", "\033[20~", "\033[21~", "\033[23~", "\033[24~",
	};

	if (map->held & ALT && index < NR_VIRTUAL_CONSOLES)
		return (struct key){.kind = KEY_CONSOLE, .number = index};
	return text_key(sequences[index]);
}

/* ---- all keys ---- */

static struct key
pressed(struct keymap *map, u8 code, int is_extended, int application_cursor)
{
	if (code >= KEYPAD_FIRST && code <= KEYPAD_LAST)
		return is_extended ? navigation_key(map, code, application_cursor)
				   : keypad_key(map, code, application_cursor);
	if (is_extended && code != KEY_ENTER && code != KEY_SLASH)
		return (struct key){.kind = KEY_NONE};
	if (is_main_key(code))
		return main_key(map, code);
	if (code == KEYPAD_STAR)
		return character_key(map, '*');
	if (code >= KEY_F1 && code <= KEY_F10)
		return function_key(map, code - KEY_F1);
	if (code == KEY_F11 || code == KEY_F12)
		return function_key(map, code - KEY_F11 + 10u);
	if (code == KEY_CAPS_LOCK)
		map->caps_lock ^= 1;
	else if (code == KEY_NUM_LOCK)
		map->num_lock ^= 1;
	return (struct key){.kind = KEY_NONE};
}

/* Takes what belongs to sequences and answers. Returns whether the byte was that. */
static int
is_no_key(struct keymap *map, u8 scancode)
{
	if (map->skip > 0) {
		map->skip--;
		return 1;
	}
	switch (scancode) {
	case CODE_EXTENDED:
		map->is_extended = 1;
		return 1;
	case CODE_PAUSE:
		map->skip = PAUSE_REST;
		return 1;
	case 0: /* the keyboard's buffer has run over */
	case 0xff:
	case CODE_ACKNOWLEDGE:
	case CODE_RESEND:
		return 1;
	}
	return 0;
}

struct key
keymap_decode(struct keymap *map, u8 scancode, int application_cursor)
{
	struct key none = {.kind = KEY_NONE};
	u8 code = scancode & (u8)~CODE_RELEASED;
	int is_extended = map->is_extended;
	u8 modifier;

	if (is_no_key(map, scancode))
		return none;
	map->is_extended = 0;
	modifier = modifier_of(code, is_extended);
	if (scancode & CODE_RELEASED) {
		map->held &= (u8)~modifier;
		return none;
	}
	map->held |= modifier;
	return modifier != 0 ? none : pressed(map, code, is_extended, application_cursor);
}
