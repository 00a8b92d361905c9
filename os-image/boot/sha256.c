/*
 * SHA-256 (FIPS 180-4). A message here is shorter than 4 GB; update() takes it in
 * pieces of any size.
 */
#include "loader.h"

#define BLOCK_SIZE 64u

/* FIPS 180-4, section 4.2.2: cube roots of the first 64 primes. */
static const u32 round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* Section 5.3.3: square roots of the first eight primes. */
static const u32 initial_state[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

static u32
rotate(u32 value, u32 bits)
{
	return value >> bits | value << (32 - bits);
}

static u32
big_endian(const u8 *bytes)
{
	return (u32)bytes[0] << 24 | (u32)bytes[1] << 16 | (u32)bytes[2] << 8 | bytes[3];
}

/*
 * Section 6.2.2. Aligned so that it lies within one page: v86 compiles page by page,
 * and a loop across two of them runs several times slower.
 */
__attribute__((aligned(PAGE_SIZE))) static void
hash_block(u32 state[8], const u8 *block)
{
	u32 schedule[64];
	u32 a = state[0], b = state[1], c = state[2], d = state[3];
	u32 e = state[4], f = state[5], g = state[6], h = state[7];

	for (u32 t = 0; t < 16; t++)
		schedule[t] = big_endian(block + 4 * t);
	for (u32 t = 16; t < 64; t++) {
		u32 w15 = schedule[t - 15], w2 = schedule[t - 2];

		schedule[t] = schedule[t - 16] + schedule[t - 7] +
		              (rotate(w15, 7) ^ rotate(w15, 18) ^ w15 >> 3) +
		              (rotate(w2, 17) ^ rotate(w2, 19) ^ w2 >> 10);
	}
	for (u32 t = 0; t < 64; t++) {
		u32 first = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
		            (g ^ (e & (f ^ g))) + round_constants[t] + schedule[t];
		u32 second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) +
		             ((a & b) | (c & (a | b)));

		h = g;
		g = f;
		f = e;
		e = d + first;
		d = c;
		c = b;
		b = a;
		a = first + second;
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
	state[5] += f;
	state[6] += g;
	state[7] += h;
}

void
sha256_init(struct sha256 *hash)
{
	memcpy(hash->state, initial_state, sizeof(hash->state));
	hash->length = 0;
}

void
sha256_update(struct sha256 *hash, const u8 *data, u32 length)
{
	u32 pending = hash->length % BLOCK_SIZE;

	hash->length += length;
	if (pending + length >= BLOCK_SIZE && pending > 0) {
		u32 missing = BLOCK_SIZE - pending;

		memcpy(hash->pending + pending, data, missing);
		hash_block(hash->state, hash->pending);
		data += missing;
		length -= missing;
		pending = 0;
	}
	for (; length >= BLOCK_SIZE; data += BLOCK_SIZE, length -= BLOCK_SIZE)
		hash_block(hash->state, data);
	memcpy(hash->pending + pending, data, length);
}

void
sha256_final(struct sha256 *hash, u8 digest[SHA256_LEN])
{
	static const u8 padding[BLOCK_SIZE] = {0x80};
	u64 bits = (u64)hash->length << 3;
	u32 pending = hash->length % BLOCK_SIZE;
	u8 tail[8];

	for (u32 i = 0; i < 8; i++)
		tail[i] = (u8)(bits >> (56 - 8 * i));
	sha256_update(hash, padding, (pending < 56 ? 56 : 120) - pending);
	sha256_update(hash, tail, sizeof(tail));
	for (u32 i = 0; i < SHA256_LEN; i++)
		digest[i] = (u8)(hash->state[i / 4] >> (24 - 8 * (i % 4)));
}
