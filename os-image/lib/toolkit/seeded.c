/* See toolkit/seeded.h. */
#include <toolkit/seeded.h>

uint32_t
seeded_mix(uint32_t value)
{
	value = (value ^ value >> 16) * 0x85ebca6bu;
	value = (value ^ value >> 13) * 0xc2b2ae35u;
	return value ^ value >> 16;
}

void
seeded_fill(uint32_t *words, size_t count, uint32_t seed, uint32_t position)
{
	uint32_t key = seeded_mix(seeded_mix(seed) ^ SEEDED_STEP) + position / sizeof(uint32_t);

	for (size_t i = 0; i < count; i++)
		words[i] = seeded_mix(key + (uint32_t)i);
}
