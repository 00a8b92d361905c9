/* For the files of the line discipline. */
#ifndef TTY_INPUT_H
#define TTY_INPUT_H

#include "line.h"

/* Takes a mapped byte as canonical mode does: editing, echo, ends of lines. */
void input_take_canonical(struct line *line, u8 byte);

#endif
