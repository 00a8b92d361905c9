/*
 * Contents that follow from a seed and the position, so that whoever knows the seed can tell
 * whether data is right: what the host's fillSeeded (src/machine/seeded_content.ts) makes.
 */
#ifndef TOOLKIT_SEEDED_H
#define TOOLKIT_SEEDED_H

#include <stddef.h>
#include <stdint.h>

#define SEEDED_STEP 0x9e3779b9u /* what seeds are told apart by */

/* One number for another, each for one only: the finaliser of MurmurHash3. */
uint32_t seeded_mix(uint32_t value);

/*
 * The `count` words of that seed from byte `position` on, which is a multiple of 4; of the first
 * 16 GB alone.
 */
void seeded_fill(uint32_t *words, size_t count, uint32_t seed, uint32_t position);

#endif
