/* The virtual consoles: one screen and one keyboard for several lines. */
#ifndef TTY_CONSOLE_H
#define TTY_CONSOLE_H

#include "keymap.h"
#include "vt/vt.h"

/* Offers the lines. */
void console_init(void);

/* Shows the console that is seen; one without a picture goes on where the kernel's messages end. */
void console_start(void);

/* ---- for recovery, before console_start; consoles count from 0 ---- */

struct vt *console_terminal(u32 console);
/* Its terminal shows what it did at the instance before. */
void console_has_picture(u32 console);
u32 console_seen(void);
void console_see(u32 console);

/* What the keyboard has sent, for the console that is seen. */
void console_key(const struct key *key);

/* Whether cursor keys are to be the application's, on the console that is seen. */
int console_wants_application_cursor(void);

#endif
