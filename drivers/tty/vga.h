/* The VGA text screen: 80 by 25 cells as the firmware has set it up. */
#ifndef TTY_VGA_H
#define TTY_VGA_H

#include "vt/vt.h"

/* Maps the screen's memory. Without it (an error is printed) the functions below do nothing. */
void vga_init(void);

/* What the screen shows now: VT_ROWS * VT_COLUMNS cells, and where the cursor is. */
void vga_read(u16 *cells, u32 *row, u32 *column);

/*
 * Makes the screen show the terminal, scrolled back by `back` rows: those rows
 * whose bit is set in `rows`, and the cursor.
 */
void vga_show(const struct vt *vt, u32 back, u32 rows);

#endif
