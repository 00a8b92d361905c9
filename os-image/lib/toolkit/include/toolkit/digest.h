/*
 * Message digests: MD5 (RFC 1321), SHA-1 and SHA-256 (FIPS 180-4).
 *
 *     struct digest d;
 *     digest_begin(&d, &digest_sha1);
 *     digest_add(&d, bytes, length);    as often as there is something
 *     digest_end(&d, value);            digest_sha1.size bytes
 */
#ifndef TOOLKIT_DIGEST_H
#define TOOLKIT_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DIGEST_BLOCK 64
#define DIGEST_STATE_WORDS 8
#define DIGEST_MAX_SIZE 32

/* One algorithm. All of them take blocks of 64 bytes and end with the length in bits. */
struct digest_kind {
	const char *name; /* as in "SHA1" */
	size_t size;      /* of the value, in bytes */
	bool is_big_endian;
	uint32_t start[DIGEST_STATE_WORDS];
	/* Takes `count` blocks of 64 bytes, of any alignment, into the state. */
	void (*take_blocks)(uint32_t *state, const uint8_t *blocks, size_t count);
};

extern const struct digest_kind digest_md5;
extern const struct digest_kind digest_sha1;
extern const struct digest_kind digest_sha256;

struct digest {
	const struct digest_kind *kind;
	uint64_t length; /* bytes so far */
	uint32_t state[DIGEST_STATE_WORDS];
	uint8_t rest[DIGEST_BLOCK]; /* the bytes that don't fill a block yet */
};

void digest_begin(struct digest *digest, const struct digest_kind *kind);
void digest_add(struct digest *digest, const void *bytes, size_t length);
void digest_end(struct digest *digest, uint8_t *value);

/* Lower-case hexadecimal digits and a NUL: 2 * size + 1 characters. */
void digest_text(const uint8_t *value, size_t size, char *text);

#endif
