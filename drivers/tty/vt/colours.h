/* For the files of the terminal: colours and other attributes of characters. */
#ifndef TTY_COLOURS_H
#define TTY_COLOURS_H

#include "vt.h"

void colours_reset(struct vt_place *place);

/* Select Graphic Rendition: ECMA-48, 8.3.117; colours beyond it as xterm has them. */
void colours_select(struct vt_place *place, const u16 *parameters, u32 count);

#endif
