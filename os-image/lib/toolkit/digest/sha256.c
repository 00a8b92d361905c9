/*
 * SHA-256 (FIPS 180-4, 6.2.2). The rounds stand in a row as in sha1.c; the
 * constants are the first 32 bits of the fractional parts of the cube roots of
 * the first 64 primes (4.2.2).
 */
#include <toolkit/digest.h>

#define ROTATE_RIGHT(x, n) ((x) >> (n) | (x) << (32 - (n)))

#define CHOOSE(e, f, g) ((g) ^ ((e) & ((f) ^ (g))))
#define MAJORITY(a, b, c) (((a) & (b)) | ((c) & ((a) | (b))))
#define SUM0(x) (ROTATE_RIGHT(x, 2) ^ ROTATE_RIGHT(x, 13) ^ ROTATE_RIGHT(x, 22))
#define SUM1(x) (ROTATE_RIGHT(x, 6) ^ ROTATE_RIGHT(x, 11) ^ ROTATE_RIGHT(x, 25))
#define SIGMA0(x) (ROTATE_RIGHT(x, 7) ^ ROTATE_RIGHT(x, 18) ^ ((x) >> 3))
#define SIGMA1(x) (ROTATE_RIGHT(x, 17) ^ ROTATE_RIGHT(x, 19) ^ ((x) >> 10))

/* Word i of the schedule, kept in 16 words. */
#define MESSAGE_WORD(i) (w[i] = __builtin_bswap32(from[i]))
#define NEXT_WORD(i)                                                                               \
	(w[(i) & 15] += SIGMA1(w[((i) + 14) & 15]) + w[((i) + 9) & 15] + SIGMA0(w[((i) + 1) & 15]))

#define ROUND(a, b, c, d, e, f, g, h, k, word)                                                     \
	do {                                                                                       \
		h += SUM1(e) + CHOOSE(e, f, g) + (k) + (word);                                     \
		d += h;                                                                            \
		h += SUM0(a) + MAJORITY(a, b, c);                                                  \
	} while (0)

/* Eight rounds bring the names of the words back to where they were. */
#define EIGHT_ROUNDS(word, i, k0, k1, k2, k3, k4, k5, k6, k7)                                      \
	ROUND(a, b, c, d, e, f, g, h, k0, word((i)));                                              \
	ROUND(h, a, b, c, d, e, f, g, k1, word((i) + 1));                                          \
	ROUND(g, h, a, b, c, d, e, f, k2, word((i) + 2));                                          \
	ROUND(f, g, h, a, b, c, d, e, k3, word((i) + 3));                                          \
	ROUND(e, f, g, h, a, b, c, d, k4, word((i) + 4));                                          \
	ROUND(d, e, f, g, h, a, b, c, k5, word((i) + 5));                                          \
	ROUND(c, d, e, f, g, h, a, b, k6, word((i) + 6));                                          \
	ROUND(b, c, d, e, f, g, h, a, k7, word((i) + 7))

/* A word of a block that may lie at any address. */
typedef uint32_t unaligned_word __attribute__((aligned(1), may_alias));

static void
take_block(uint32_t *state, const unaligned_word *from)
{
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
	uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
	uint32_t w[16];

	EIGHT_ROUNDS(MESSAGE_WORD, 0, 0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5,
		     0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5);
	EIGHT_ROUNDS(MESSAGE_WORD, 8, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
		     0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174);
	EIGHT_ROUNDS(NEXT_WORD, 16, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
		     0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da);
	EIGHT_ROUNDS(NEXT_WORD, 24, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
		     0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967);
	EIGHT_ROUNDS(NEXT_WORD, 32, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
		     0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85);
	EIGHT_ROUNDS(NEXT_WORD, 40, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
		     0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070);
	EIGHT_ROUNDS(NEXT_WORD, 48, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5,
		     0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3);
	EIGHT_ROUNDS(NEXT_WORD, 56, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
		     0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2);
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
	state[5] += f;
	state[6] += g;
	state[7] += h;
}

static void
sha256_take_blocks(uint32_t *state, const uint8_t *blocks, size_t count)
{
	for (; count > 0; count--, blocks += DIGEST_BLOCK)
		take_block(state, (const unaligned_word *)blocks);
}

const struct digest_kind digest_sha256 = {
	.name = "SHA256",
	.size = 32,
	.is_big_endian = true,
	.start = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		  0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19},
	.take_blocks = sha256_take_blocks,
};
