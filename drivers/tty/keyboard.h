/* The PS/2 keyboard and its controller. */
#ifndef TTY_KEYBOARD_H
#define TTY_KEYBOARD_H

#define KEYBOARD_HOOK 1u /* id of its interrupt's hook */

/* Starts the keyboard; the machine may do without one. */
void keyboard_init(void);

void keyboard_interrupt(void);

#endif
