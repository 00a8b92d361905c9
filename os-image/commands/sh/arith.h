/* Integer arithmetic of $((...)): C's operators on intmax_t, with assignment to variables. */
#ifndef SH_ARITH_H
#define SH_ARITH_H

#include <stdint.h>

/* The value of an expression; an error in it unwinds. */
intmax_t arith_evaluate(const char *expression);

#endif
