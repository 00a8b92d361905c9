/* The PS/2 keyboard and its controller. */
#ifndef TTY_KEYBOARD_H
#define TTY_KEYBOARD_H

#include <kintsugi/types.h>

#define KEYBOARD_HOOK 1u /* id of its interrupt's hook */

/* Caps Lock and Num Lock, as bits of no meaning to others. */
u8 keyboard_locks(void);
void keyboard_set_locks(u8 locks);

void keyboard_init(void);

/* Starts the keyboard, with the locks as they are; the machine may do without one. */
void keyboard_start(void);

void keyboard_interrupt(void);

#endif
