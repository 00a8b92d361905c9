/*
 * MD5 (RFC 1321, 3.4). The 64 steps are a table in code: straight-line, so that
 * the state stays in registers. The constants are floor(2^32 * |sin(i + 1)|).
 */
#include <toolkit/digest.h>

#define ROTATE(x, n) ((x) << (n) | (x) >> (32 - (n)))

#define F(b, c, d) ((d) ^ ((b) & ((c) ^ (d))))
#define G(b, c, d) ((c) ^ ((d) & ((b) ^ (c))))
#define H(b, c, d) ((b) ^ (c) ^ (d))
#define I(b, c, d) ((c) ^ ((b) | ~(d)))

#define STEP(f, a, b, c, d, word, shift, constant)                                                 \
	do {                                                                                       \
		a += f(b, c, d) + from[word] + (constant);                                         \
		a = ROTATE(a, shift) + (b);                                                        \
	} while (0)

/* Four steps, which bring the names of the words back, with their four shifts. */
#define FOUR_STEPS(f, s0, s1, s2, s3, w0, w1, w2, w3, k0, k1, k2, k3)                              \
	STEP(f, a, b, c, d, w0, s0, k0);                                                           \
	STEP(f, d, a, b, c, w1, s1, k1);                                                           \
	STEP(f, c, d, a, b, w2, s2, k2);                                                           \
	STEP(f, b, c, d, a, w3, s3, k3)

#define FOUR_F(...) FOUR_STEPS(F, 7, 12, 17, 22, __VA_ARGS__)
#define FOUR_G(...) FOUR_STEPS(G, 5, 9, 14, 20, __VA_ARGS__)
#define FOUR_H(...) FOUR_STEPS(H, 4, 11, 16, 23, __VA_ARGS__)
#define FOUR_I(...) FOUR_STEPS(I, 6, 10, 15, 21, __VA_ARGS__)

/* A word of a block that may lie at any address. */
typedef uint32_t unaligned_word __attribute__((aligned(1), may_alias));

static void
take_block(uint32_t *state, const unaligned_word *from)
{
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3];

	FOUR_F(0, 1, 2, 3,
	       0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee);
	FOUR_F(4, 5, 6, 7,
	       0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501);
	FOUR_F(8, 9, 10, 11,
	       0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be);
	FOUR_F(12, 13, 14, 15,
	       0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821);
	FOUR_G(1, 6, 11, 0,
	       0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa);
	FOUR_G(5, 10, 15, 4,
	       0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8);
	FOUR_G(9, 14, 3, 8,
	       0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed);
	FOUR_G(13, 2, 7, 12,
	       0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a);
	FOUR_H(5, 8, 11, 14,
	       0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c);
	FOUR_H(1, 4, 7, 10,
	       0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70);
	FOUR_H(13, 0, 3, 6,
	       0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05);
	FOUR_H(9, 12, 15, 2,
	       0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665);
	FOUR_I(0, 7, 14, 5,
	       0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039);
	FOUR_I(12, 3, 10, 1,
	       0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1);
	FOUR_I(8, 15, 6, 13,
	       0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1);
	FOUR_I(4, 11, 2, 9,
	       0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391);
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
}

static void
md5_take_blocks(uint32_t *state, const uint8_t *blocks, size_t count)
{
	for (; count > 0; count--, blocks += DIGEST_BLOCK)
		take_block(state, (const unaligned_word *)blocks);
}

const struct digest_kind digest_md5 = {
	.name = "MD5",
	.size = 16,
	.is_big_endian = false,
	.start = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476},
	.take_blocks = md5_take_blocks,
};
