/* For the files of the line discipline: the way to the output queue. */
#ifndef TTY_OUTPUT_H
#define TTY_OUTPUT_H

#include "line.h"

/* Queues a byte as it is; there must be room. */
void output_byte(struct line *line, u8 byte);

/* What the discipline itself prints: goes out whole, or not at all when there is no room. */
void output_echo(struct line *line, const u8 *bytes, u32 length);

#endif
