/* Positional parameters $1 $2 ...; a function's call has its own. */
#ifndef SH_PARAMS_H
#define SH_PARAMS_H

#include <stddef.h>

#include "shell.h"

/* How many there are: $#. */
size_t params_count(void);
/* $number, from 1; NULL when there are fewer. */
const char *params_get(size_t number);
/* Replaces them all by copies of the strings. */
void params_set(size_t count, char *const *values);
/* Leaves out the first ones; there are that many. */
void params_shift(size_t count);

/* Other parameters until the end of a function's call. The strings must live as long. */
struct params_frame {
	struct cleanup cleanup;
	char **values;
	size_t count, shifted;
	bool is_owned;
	int option_offset;
};

void params_enter(struct params_frame *frame, size_t count, char **values);
void params_leave(struct params_frame *frame);

/* Where getopts is within an argument like -abc; 0 at its start. */
extern int params_option_offset;

#endif
