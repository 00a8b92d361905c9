/* What comes in on the console's serial port, on its way to the line. */
#ifndef TTY_SERIAL_INPUT_H
#define TTY_SERIAL_INPUT_H

#include "tty.h"

void serial_input_init(struct tty *tty);

/* Takes a byte: input, or a part of a report of the terminal's size. */
void serial_input_take(u8 byte);

#endif
