/* The virtual consoles: one screen and one keyboard for several lines. */
#ifndef TTY_CONSOLE_H
#define TTY_CONSOLE_H

#include "keymap.h"

/* Offers the lines; the first one goes on where the kernel's boot messages end. */
void console_init(void);

/* What the keyboard has sent, for the console that is seen. */
void console_key(const struct key *key);

/* Whether cursor keys are to be the application's, on the console that is seen. */
int console_wants_application_cursor(void);

#endif
