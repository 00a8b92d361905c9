/* What the digests share: cutting into blocks, padding, the length at the end. */
#include <string.h>
#include <toolkit/digest.h>

#define PADDING_BEGIN 0x80
#define LENGTH_SIZE 8

static uint32_t
output_word(const struct digest_kind *kind, uint32_t word)
{
	return kind->is_big_endian ? __builtin_bswap32(word) : word;
}

void
digest_begin(struct digest *digest, const struct digest_kind *kind)
{
	digest->kind = kind;
	digest->length = 0;
	memcpy(digest->state, kind->start, sizeof(digest->state));
}

void
digest_add(struct digest *digest, const void *bytes, size_t length)
{
	const uint8_t *from = bytes;
	size_t held = (size_t)(digest->length % DIGEST_BLOCK);

	digest->length += length;
	if (held > 0) {
		size_t part = length < DIGEST_BLOCK - held ? length : DIGEST_BLOCK - held;

		memcpy(digest->rest + held, from, part);
		from += part;
		length -= part;
		if (held + part < DIGEST_BLOCK)
			return;
		digest->kind->take_blocks(digest->state, digest->rest, 1);
	}
	digest->kind->take_blocks(digest->state, from, length / DIGEST_BLOCK);
	memcpy(digest->rest, from + length / DIGEST_BLOCK * DIGEST_BLOCK, length % DIGEST_BLOCK);
}

void
digest_end(struct digest *digest, uint8_t *value)
{
	static const uint8_t padding[DIGEST_BLOCK] = {PADDING_BEGIN};
	const struct digest_kind *kind = digest->kind;
	uint64_t bits = digest->length * 8;
	size_t held = (size_t)(digest->length % DIGEST_BLOCK);
	size_t room = DIGEST_BLOCK - LENGTH_SIZE;
	uint32_t words[] = {(uint32_t)bits, (uint32_t)(bits >> 32)};

	if (kind->is_big_endian) {
		words[0] = __builtin_bswap32((uint32_t)(bits >> 32));
		words[1] = __builtin_bswap32((uint32_t)bits);
	}
	digest_add(digest, padding, held < room ? room - held : room + DIGEST_BLOCK - held);
	digest_add(digest, words, sizeof(words));
	for (size_t i = 0; i < kind->size / sizeof(uint32_t); i++) {
		uint32_t word = output_word(kind, digest->state[i]);

		memcpy(value + i * sizeof(word), &word, sizeof(word));
	}
}

void
digest_text(const uint8_t *value, size_t size, char *text)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < size; i++) {
		*text++ = digits[value[i] >> 4];
		*text++ = digits[value[i] & 15];
	}
	*text = '\0';
}
