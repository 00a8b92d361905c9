/* SHA-256 (FIPS 180-4), to check the images of programs. */
#include "kernel.h"
#include "lib.h"

#define ROTATE(x, n) ((x) >> (n) | (x) << (32 - (n)))

/* The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
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

void
sha256_init(struct sha256 *s)
{
	/* The same of the square roots of the first 8 primes. */
	static const u32 initial[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

	memcpy(s->state, initial, sizeof(initial));
	s->length = 0;
}

static void
mix(struct sha256 *s, const u8 *block)
{
	u32 w[64], v[8];

	for (u32 i = 0; i < 16; i++)
		w[i] = (u32)block[4 * i] << 24 | (u32)block[4 * i + 1] << 16 | (u32)block[4 * i + 2] << 8 | block[4 * i + 3];
	for (u32 i = 16; i < 64; i++) {
		u32 a = w[i - 15], b = w[i - 2];
		w[i] = w[i - 16] + (ROTATE(a, 7) ^ ROTATE(a, 18) ^ a >> 3) + w[i - 7] + (ROTATE(b, 17) ^ ROTATE(b, 19) ^ b >> 10);
	}
	memcpy(v, s->state, sizeof(v));
	for (u32 i = 0; i < 64; i++) {
		u32 a = v[0], e = v[4];
		u32 t1 = v[7] + (ROTATE(e, 6) ^ ROTATE(e, 11) ^ ROTATE(e, 25)) + ((e & v[5]) ^ (~e & v[6])) +
		         round_constants[i] + w[i];
		u32 t2 = (ROTATE(a, 2) ^ ROTATE(a, 13) ^ ROTATE(a, 22)) + ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
		for (u32 j = 7; j > 0; j--)
			v[j] = v[j - 1];
		v[4] += t1;
		v[0] = t1 + t2;
	}
	for (u32 i = 0; i < 8; i++)
		s->state[i] += v[i];
}

void
sha256_update(struct sha256 *s, const void *bytes, u32 length)
{
	const u8 *from = bytes;

	while (length > 0) {
		u32 used = (u32)s->length % 64;
		if (used == 0 && length >= 64) {
			mix(s, from);
			s->length += 64;
			from += 64;
			length -= 64;
			continue;
		}
		u32 part = 64 - used < length ? 64 - used : length;
		memcpy(s->block + used, from, part);
		s->length += part;
		from += part;
		length -= part;
		if (used + part == 64)
			mix(s, s->block);
	}
}

void
sha256_final(struct sha256 *s, u8 *digest)
{
	u64 bits = s->length * 8;
	u8 end[8];
	static const u8 padding[64] = { 0x80 };

	sha256_update(s, padding, 1 + (u32)(119 - s->length % 64) % 64);
	for (u32 i = 0; i < 8; i++)
		end[i] = (u8)(bits >> (56 - 8 * i));
	sha256_update(s, end, sizeof(end));
	for (u32 i = 0; i < 8; i++)
		for (u32 j = 0; j < 4; j++)
			digest[4 * i + j] = (u8)(s->state[i] >> (24 - 8 * j));
}
