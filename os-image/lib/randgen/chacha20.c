/* See chacha20.h. Words are little-endian, as they are on this machine. */
#include <randgen/chacha20.h>

#include <string.h>

#define WORDS 16u
#define DOUBLE_ROUNDS 10u

/* Where the parts lie in the matrix of words. */
#define KEY_WORD 4
#define COUNTER_WORD 12
#define NONCE_WORD 13

static u32
rotate(u32 word, u32 bits)
{
	return word << bits | word >> (32 - bits);
}

/* Section 2.1. */
static void
quarter_round(u32 *a, u32 *b, u32 *c, u32 *d)
{
	*a += *b;
	*d = rotate(*d ^ *a, 16);
	*c += *d;
	*b = rotate(*b ^ *c, 12);
	*a += *b;
	*d = rotate(*d ^ *a, 8);
	*c += *d;
	*b = rotate(*b ^ *c, 7);
}

/* A round over the columns of the matrix, then one over its diagonals. */
static void
double_round(u32 words[WORDS])
{
	u32 column;

	for (column = 0; column < 4; column++)
		quarter_round(&words[column], &words[4 + column], &words[8 + column],
			      &words[12 + column]);
	for (column = 0; column < 4; column++)
		quarter_round(&words[column], &words[4 + (column + 1) % 4],
			      &words[8 + (column + 2) % 4], &words[12 + (column + 3) % 4]);
}

void
chacha20_block(const u8 key[CHACHA20_KEY_BYTES], u32 counter,
	       const u8 nonce[CHACHA20_NONCE_BYTES], u8 block[CHACHA20_BLOCK_BYTES])
{
	u32 start[WORDS], words[WORDS], index;

	memcpy(start, "expand 32-byte k", KEY_WORD * sizeof(u32));
	memcpy(&start[KEY_WORD], key, CHACHA20_KEY_BYTES);
	start[COUNTER_WORD] = counter;
	memcpy(&start[NONCE_WORD], nonce, CHACHA20_NONCE_BYTES);
	memcpy(words, start, sizeof(words));
	for (index = 0; index < DOUBLE_ROUNDS; index++)
		double_round(words);
	for (index = 0; index < WORDS; index++)
		words[index] += start[index];
	memcpy(block, words, CHACHA20_BLOCK_BYTES);
}
