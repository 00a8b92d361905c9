/* xorshift32: Marsaglia, "Xorshift RNGs", 2003. */
#include "fsfuzz.h"

static unsigned state;

void
random_start(unsigned seed)
{
	state = seed == 0 ? 1 : seed;
}

unsigned
random_below(unsigned limit)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % limit;
}
