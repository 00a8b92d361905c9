/* What the test reaches of the ring and of the users' lines. */
#include "../ring.h"
#include "../user_lines.h"

#define EXPORT(name) __attribute__((export_name(#name)))
#define IO_BYTES 262144u

static struct ring ring;
static char io[IO_BYTES];
static u32 length;

EXPORT(io_at) char *
io_at(void)
{
	return io;
}

EXPORT(reset) void
reset(u32 end)
{
	ring.end = end;
	ring.held = 0;
}

EXPORT(append) void
append(u32 bytes)
{
	ring_append(&ring, io, bytes);
}

EXPORT(end) u32
end(void)
{
	return ring.end;
}

EXPORT(clamp) u32
clamp(u32 position)
{
	return ring_clamp(&ring, position);
}

EXPORT(piece_at) const char *
piece_at(u32 position)
{
	return ring_piece(&ring, position, &length);
}

EXPORT(piece_length) u32
piece_length(void)
{
	return length;
}

/* The line is put at the start of io; its text lies `offset` bytes further on. */
EXPORT(line) u32
line(u32 offset, u32 bytes)
{
	return user_line(io + offset, bytes, io, &length);
}
