/*
 * SHA-1 (FIPS 180-4, 6.1.2). All 80 rounds stand in a row: the five words of the
 * state change places by their names, so that nothing is moved, and the schedule
 * is made while it is used, in 16 words. Made for machines where the compiler of
 * the emulator turns straight-line code into fast code.
 */
#include <string.h>
#include <toolkit/digest.h>

#define ROTATE(x, n) ((x) << (n) | (x) >> (32 - (n)))

#define CHOOSE(b, c, d) ((d) ^ ((b) & ((c) ^ (d))))
#define PARITY(b, c, d) ((b) ^ (c) ^ (d))
#define MAJORITY(b, c, d) (((b) & (c)) + ((d) & ((b) ^ (c)))) /* the two never have a bit in common */

#define K0 0x5a827999u
#define K1 0x6ed9eba1u
#define K2 0x8f1bbcdcu
#define K3 0xca62c1d6u

/* Word i of the schedule: of the message, or made of four before it, which are 16 long gone. */
#define MESSAGE_WORD(i) (w[i] = __builtin_bswap32(from[i]))
#define NEXT_WORD(i)                                                                               \
	(next = w[((i) + 13) & 15] ^ w[((i) + 8) & 15] ^ w[((i) + 2) & 15] ^ w[(i) & 15],          \
	 w[(i) & 15] = ROTATE(next, 1))

#define ROUND(f, k, a, b, c, d, e, word)                                                           \
	do {                                                                                       \
		e += f(b, c, d) + (k) + (word);                                                    \
		e += ROTATE(a, 5);                                                                 \
		b = ROTATE(b, 30);                                                                 \
	} while (0)

/* Five rounds bring the names of the words back to where they were. */
#define FIVE_ROUNDS(f, k, word, i)                                                                 \
	ROUND(f, k, a, b, c, d, e, word((i)));                                                     \
	ROUND(f, k, e, a, b, c, d, word((i) + 1));                                                 \
	ROUND(f, k, d, e, a, b, c, word((i) + 2));                                                 \
	ROUND(f, k, c, d, e, a, b, word((i) + 3));                                                 \
	ROUND(f, k, b, c, d, e, a, word((i) + 4))

#define TWENTY_ROUNDS(f, k, i)                                                                     \
	FIVE_ROUNDS(f, k, NEXT_WORD, (i));                                                         \
	FIVE_ROUNDS(f, k, NEXT_WORD, (i) + 5);                                                     \
	FIVE_ROUNDS(f, k, NEXT_WORD, (i) + 10);                                                    \
	FIVE_ROUNDS(f, k, NEXT_WORD, (i) + 15)

/* A word of a block that may lie at any address. */
typedef uint32_t unaligned_word __attribute__((aligned(1), may_alias));

static void
take_block(uint32_t *state, const unaligned_word *from)
{
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
	uint32_t w[16];
	uint32_t next;

	FIVE_ROUNDS(CHOOSE, K0, MESSAGE_WORD, 0);
	FIVE_ROUNDS(CHOOSE, K0, MESSAGE_WORD, 5);
	FIVE_ROUNDS(CHOOSE, K0, MESSAGE_WORD, 10);
	ROUND(CHOOSE, K0, a, b, c, d, e, MESSAGE_WORD(15));
	ROUND(CHOOSE, K0, e, a, b, c, d, NEXT_WORD(16));
	ROUND(CHOOSE, K0, d, e, a, b, c, NEXT_WORD(17));
	ROUND(CHOOSE, K0, c, d, e, a, b, NEXT_WORD(18));
	ROUND(CHOOSE, K0, b, c, d, e, a, NEXT_WORD(19));
	TWENTY_ROUNDS(PARITY, K1, 20);
	TWENTY_ROUNDS(MAJORITY, K2, 40);
	TWENTY_ROUNDS(PARITY, K3, 60);
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
}

static void
sha1_take_blocks(uint32_t *state, const uint8_t *blocks, size_t count)
{
	for (; count > 0; count--, blocks += DIGEST_BLOCK)
		take_block(state, (const unaligned_word *)blocks);
}

const struct digest_kind digest_sha1 = {
	.name = "SHA1",
	.size = 20,
	.is_big_endian = true,
	.start = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0},
	.take_blocks = sha1_take_blocks,
};
