/*
 * Follows the column of the cursor through what is sent to the terminal, well
 * enough to rub out a tab: escape sequences are skipped and taken to leave the
 * column as it is.
 */
#ifndef TTY_COLUMNS_H
#define TTY_COLUMNS_H

#include "line.h"

#define TAB_WIDTH 8u

void columns_follow(struct column_tracker *tracker, u8 byte);

/* A byte within a UTF-8 character, which takes no column of its own. */
static inline int
is_utf8_continuation(u8 byte)
{
	return (byte & 0xc0) == 0x80;
}

#endif
