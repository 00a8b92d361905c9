/* For the files of the terminal: what can be done to its screen. Counts may be of any size. */
#ifndef TTY_SCREEN_H
#define TTY_SCREEN_H

#include "vt.h"

enum vt_erase { ERASE_TO_END, ERASE_FROM_START, ERASE_ALL };

/* Puts a character of code page 437 at the cursor and moves on. */
void screen_put(struct vt *vt, u8 character);

/* To a row and column, or the edge on the way there. In origin mode rows are the region's. */
void screen_move_to(struct vt *vt, u32 row, u32 column);
void screen_up(struct vt *vt, u32 count);
void screen_down(struct vt *vt, u32 count);
void screen_left(struct vt *vt, u32 count);
void screen_right(struct vt *vt, u32 count);
void screen_column(struct vt *vt, u32 column);

void screen_line_feed(struct vt *vt);    /* scrolls at the end of the region */
void screen_reverse_feed(struct vt *vt); /* the other way */
void screen_tab(struct vt *vt);
void screen_back_tab(struct vt *vt);

void screen_erase_display(struct vt *vt, enum vt_erase part);
void screen_erase_line(struct vt *vt, enum vt_erase part);
void screen_erase_characters(struct vt *vt, u32 count);
void screen_insert_characters(struct vt *vt, u32 count);
void screen_delete_characters(struct vt *vt, u32 count);
void screen_insert_lines(struct vt *vt, u32 count);
void screen_delete_lines(struct vt *vt, u32 count);
void screen_scroll_up(struct vt *vt, u32 count);
void screen_scroll_down(struct vt *vt, u32 count);

/* The rows that scroll; nothing happens when they are not at least two. */
void screen_set_region(struct vt *vt, u32 top, u32 bottom);

#endif
