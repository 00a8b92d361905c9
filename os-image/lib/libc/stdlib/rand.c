/* A small pseudo-random generator (xorshift32): the same seed, the same numbers. */
#include <stdint.h>
#include <stdlib.h>

#define DEFAULT_STATE 0x2545f491u

static uint32_t state = DEFAULT_STATE;

static uint32_t
next(uint32_t from)
{
	from ^= from << 13;
	from ^= from >> 17;
	from ^= from << 5;
	return from;
}

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
	state = next(state);
	return (int)(state & RAND_MAX);
}

int
rand_r(unsigned *own_state)
{
	*own_state = next(*own_state != 0 ? *own_state : DEFAULT_STATE);
	return (int)(*own_state & RAND_MAX);
}

void
srandom(unsigned seed)
{
	srand(seed);
}

long
random(void)
{
	return rand();
}
