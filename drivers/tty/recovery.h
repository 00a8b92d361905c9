/*
 * What the terminals are outlives the driver: their settings and what was typed ahead,
 * what the virtual consoles show and have scrolled out. It lies in the data store as
 * private memory (recovery.c) and is taken up by the next instance before that serves
 * anyone. What is on its way out to COM1 is not kept: the write that brought it is
 * sent again by VFS if it was not answered.
 */
#ifndef TTY_RECOVERY_H
#define TTY_RECOVERY_H

#include "tty.h"
#include "vt/vt.h"

/* ---- recovery.c ---- */

/* On the start's thread, when the lines are there and no device is yet: takes up what was stored. */
void recovery_restore(void);

/* Something of it has changed, and is to be stored before long. */
void recovery_line_changed(const struct tty *tty);
void recovery_screen_changed(u32 console);
void recovery_keyboard_changed(void); /* which console it is for, and its locks */

/* For an update: stores all now; whether that is done. */
void recovery_store_all(void);
int recovery_is_stored(void);

/* ---- recovery_line.c: plain data ---- */

#define SAVED_LINE_MAX (128u + 2u * LINE_INPUT_MAX)

/* Writes what has to outlive the driver; the length. */
u32 recovery_pack_line(const struct line *line, u8 *saved);
/* Takes it up in a line as line_init left it. 0 when it makes no sense: then nothing has changed. */
int recovery_unpack_line(struct line *line, const u8 *saved, u32 length);

/* ---- recovery_screen.c: plain data ---- */

#define SAVED_ROWS 50u /* of the history in one piece */
#define SAVED_PIECES (VT_HISTORY_ROWS / SAVED_ROWS)
#define SAVED_ROWS_BYTES (SAVED_ROWS * VT_COLUMNS * 2u)
#define SAVED_SCREEN_MAX (64u + VT_ROWS * VT_COLUMNS * 2u)

/* The same for a terminal without its history. */
u32 recovery_pack_screen(const struct vt *vt, u8 *saved);
int recovery_unpack_screen(struct vt *vt, const u8 *saved, u32 length);

/* A piece of the history, SAVED_ROWS_BYTES long. */
u32 recovery_pack_rows(const struct vt *vt, u32 piece, u8 *saved);
int recovery_unpack_rows(struct vt *vt, u32 piece, const u8 *saved, u32 length);

/* Bit per piece in which rows lie that were scrolled out since `scrolled` of them were. */
u32 recovery_changed_pieces(const struct vt *vt, u32 scrolled);

#endif
