/*
 * The generator of random bytes: ChaCha20 with fast key erasure. Each request is
 * served from the key stream of the present key, whose first bytes become the
 * next key; the old one is gone then, so that whoever gets hold of the state
 * can't compute what was handed out before.
 *
 * What is unpredictable about the machine is mixed in as it turns up. Mixing
 * never makes the state easier to guess, whoever chose the bytes. On the virtual
 * clock everything is the same in each run, and so are these bytes: that is what
 * the virtual clock is for.
 */
#ifndef RANDGEN_GENERATOR_H
#define RANDGEN_GENERATOR_H

#include <randgen/chacha20.h>

struct generator {
	u8 key[CHACHA20_KEY_BYTES];
};

void generator_mix(struct generator *generator, const void *bytes, u32 length);

/* At most 2^32 blocks less one key, which no caller can reach. */
void generator_fill(struct generator *generator, void *to, u32 length);

#endif
