/* A small pseudo-random generator (xorshift32): the same seed, the same numbers. */
#include <stdint.h>
#include <stdlib.h>

#define DEFAULT_STATE 0x2545f491u

static uint32_t state = DEFAULT_STATE;

void
srand(unsigned seed)
{
	/* State 0 would stay 0 for ever. */
	state = (seed * 0x9e3779b9u) ^ DEFAULT_STATE;
	if (state == 0)
		state = DEFAULT_STATE;
}

int
rand(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return (int)(state & RAND_MAX);
}
