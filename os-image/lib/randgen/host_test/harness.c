/* What the test reaches of the generator: buffers of fixed place, and functions on them. */
#include <randgen/generator.h>

#define EXPORT(name) __attribute__((export_name(#name)))
#define IO_BYTES 4096u

static u8 key[CHACHA20_KEY_BYTES];
static u8 nonce[CHACHA20_NONCE_BYTES];
static u8 io[IO_BYTES];
static struct generator generator;

EXPORT(key_at) u8 *
key_at(void)
{
	return key;
}

EXPORT(nonce_at) u8 *
nonce_at(void)
{
	return nonce;
}

EXPORT(io_at) u8 *
io_at(void)
{
	return io;
}

EXPORT(state_at) u8 *
state_at(void)
{
	return generator.key;
}

EXPORT(block) void
block(u32 counter)
{
	chacha20_block(key, counter, nonce, io);
}

EXPORT(mix) void
mix(u32 length)
{
	generator_mix(&generator, io, length);
}

EXPORT(fill) void
fill(u32 length)
{
	generator_fill(&generator, io, length);
}
