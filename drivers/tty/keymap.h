/*
 * From the scan codes of a PS/2 keyboard to what a terminal sends. Set 1, which
 * is what the controller makes of the keyboard's set 2; US layout. Plain data,
 * no ports.
 */
#ifndef TTY_KEYMAP_H
#define TTY_KEYMAP_H

#include <kintsugi/types.h>

#define KEY_TEXT_MAX 8u

struct keymap {
	u8 held;       /* enum modifier of keymap.c, as bits */
	u8 caps_lock;
	u8 num_lock;
	u8 is_extended; /* the last byte was E0 */
	u8 skip;       /* bytes that belong to the Pause key's sequence */
};

enum key_kind {
	KEY_NONE,
	KEY_TEXT,          /* `text`: as if typed */
	KEY_CONSOLE,       /* `number`: switch to that virtual console, from 0 */
	KEY_SCROLL_BACK,   /* half a screen towards what has scrolled out */
	KEY_SCROLL_FORWARD,
};

struct key {
	enum key_kind kind;
	u32 number;
	u32 length;
	u8 text[KEY_TEXT_MAX];
};

void keymap_init(struct keymap *map);

/*
 * What a byte of the keyboard means. With application_cursor the cursor keys
 * send ESC O in place of ESC [.
 */
struct key keymap_decode(struct keymap *map, u8 scancode, int application_cursor);

#endif
