/* Unicode to code page 437. */
#ifndef TTY_CP437_H
#define TTY_CP437_H

#include <kintsugi/types.h>

/* The character of a code point, or a question mark where there is none. */
u8 cp437_of(u32 code_point);

#endif
