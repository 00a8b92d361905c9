/* Time that only goes forward, for time-outs and rates. */
#ifndef TOOLKIT_CLOCK_H
#define TOOLKIT_CLOCK_H

#include <stdint.h>

#define US_PER_S 1000000u
#define US_PER_MS 1000u

/* Microseconds since some moment before the tool began. */
uint64_t clock_us(void);

#endif
