/* For the files of the line discipline. */
#ifndef TTY_INPUT_H
#define TTY_INPUT_H

#include "line.h"

/* Takes a byte that is for the reader: maps it, then queues it or edits the line, and echoes. */
void input_take(struct line *line, u8 byte);

#endif
