/* See randgen/generator.h. */
#include <randgen/generator.h>

#include <string.h>

/* The same for all: a key is used for one request only. */
static const u8 nonce[CHACHA20_NONCE_BYTES];

/* Takes the first half of a block as the new key; the second half can be handed out. */
static void
replace_key(struct generator *generator, const u8 block[CHACHA20_BLOCK_BYTES])
{
	memcpy(generator->key, block, CHACHA20_KEY_BYTES);
}

/* A piece as long as the key is added to it, then the key is replaced by what it gives. */
void
generator_mix(struct generator *generator, const void *bytes, u32 length)
{
	const u8 *at = bytes;
	u8 block[CHACHA20_BLOCK_BYTES];
	u32 index;

	while (length > 0) {
		for (index = 0; index < CHACHA20_KEY_BYTES && length > 0; index++, length--)
			generator->key[index] ^= *at++;
		chacha20_block(generator->key, 0, nonce, block);
		replace_key(generator, block);
	}
}

/* Block 0 is the next key and nobody's output. */
void
generator_fill(struct generator *generator, void *to, u32 length)
{
	u8 next[CHACHA20_BLOCK_BYTES], block[CHACHA20_BLOCK_BYTES];
	u8 *at = to;
	u32 counter;

	chacha20_block(generator->key, 0, nonce, next);
	for (counter = 1; length > 0; counter++) {
		u32 now = length < CHACHA20_BLOCK_BYTES ? length : CHACHA20_BLOCK_BYTES;

		chacha20_block(generator->key, counter, nonce, block);
		memcpy(at, block, now);
		at += now;
		length -= now;
	}
	replace_key(generator, next);
}
