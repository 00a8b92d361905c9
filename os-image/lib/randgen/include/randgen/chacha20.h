/* The ChaCha20 block function: RFC 8439, section 2.3. */
#ifndef RANDGEN_CHACHA20_H
#define RANDGEN_CHACHA20_H

#include <kintsugi/types.h>

#define CHACHA20_KEY_BYTES 32u
#define CHACHA20_NONCE_BYTES 12u
#define CHACHA20_BLOCK_BYTES 64u

/* Writes block number `counter` of the key stream. */
void chacha20_block(const u8 key[CHACHA20_KEY_BYTES], u32 counter,
		    const u8 nonce[CHACHA20_NONCE_BYTES], u8 block[CHACHA20_BLOCK_BYTES]);

#endif
