/* For the files of the line discipline. */
#ifndef TTY_INPUT_H
#define TTY_INPUT_H

#include "line.h"

/* Takes a byte that is for the reader: maps it, edits the line or puts it into the queue, echoes. */
void input_take(struct line *line, u8 byte);

#endif
