/* Reading, writing and resizing files. See file.h. */
#include "file.h"

#include "allocate.h"
#include "cache.h"
#include "disk.h"
#include "map.h"
#include "recovery_group.h"
#include "volume.h"
#include "writeback.h"

#include <errno.h>
#include <string.h>

#define ZEROS_BYTES 4096u

static const u8 zeros[ZEROS_BYTES];

/* One step of a transfer: a piece that lies in one run of blocks. */
struct piece {
	u32 block;   /* of the file */
	u32 offset;  /* in that block */
	u32 blocks;  /* that the rest of the transfer touches, at most a driver's request */
	u32 bytes;   /* of the rest */
};

static struct piece
piece_at(u64 position, u32 bytes)
{
	u32 size = volume.layout.block_size;
	u64 blocks = (position % size + bytes + size - 1) / size;

	return (struct piece){
		.block = (u32)(position / size),
		.offset = (u32)(position % size),
		.blocks = blocks < CACHE_RUN_BYTES / size ? (u32)blocks : CACHE_RUN_BYTES / size,
		.bytes = bytes,
	};
}

/* Bytes of the piece that lie within so many blocks. */
static u32
bytes_within(const struct piece *piece, u32 blocks)
{
	u32 room = blocks * volume.layout.block_size - piece->offset;

	return piece->bytes < room ? piece->bytes : room;
}

/* ---- reading ---- */

static s32
read_hole(const struct user_memory *to, u32 at, u32 bytes)
{
	for (u32 done = 0; done < bytes;) {
		u32 step = bytes - done < ZEROS_BYTES ? bytes - done : ZEROS_BYTES;
		s32 error = user_copy_out(to, at + done, zeros, step);

		if (error < 0)
			return error;
		done += step;
	}
	return (s32)bytes;
}

/* From as many buffers as lie side by side. */
static s32
read_zones(u32 zone, u32 blocks, const struct piece *piece, const struct user_memory *to, u32 at)
{
	struct buffer *buffer;
	u32 bytes;
	s32 error;

	if (!cache_has(zone))
		(void)cache_fetch(zone, blocks, CACHE_DATA); /* cache_get tries what this could not */
	buffer = cache_get(zone, CACHE_DATA, &error);
	if (buffer == NULL)
		return error;
	bytes = bytes_within(piece, cache_stretch(buffer, blocks));
	error = user_copy_out(to, at, buffer->data + piece->offset, bytes);
	cache_release(buffer);
	return error < 0 ? error : (s32)bytes;
}

s32
file_read(struct inode *inode, s64 position, const struct user_memory *to, u32 length)
{
	u64 start = (u64)position;
	u32 done = 0;
	s32 step = 0;

	if (position < 0)
		return -EINVAL;
	if (start >= inode->disk.size)
		return 0;
	if (length > inode->disk.size - start)
		length = (u32)(inode->disk.size - start);
	readahead_note(inode, start, length);
	while (done < length) {
		struct piece piece = piece_at(start + done, length - done);
		u32 zone;

		step = map_run(inode, piece.block, piece.blocks, &zone);
		if (step > 0 && zone == 0)
			step = read_hole(to, done, bytes_within(&piece, (u32)step));
		else if (step > 0)
			step = read_zones(zone, (u32)step, &piece, to, done);
		if (step < 0)
			break;
		done += (u32)step;
	}
	if (done > 0 && !volume.is_read_only) {
		inode->disk.atime = clock_seconds();
		inode->is_dirty = 1;
	}
	return done > 0 || step >= 0 ? (s32)done : step;
}

/* ---- writing ---- */

/* Into blocks that keep what is not overwritten. */
static s32
write_within(u32 zone, const struct piece *piece, u32 owner, const struct user_memory *from, u32 at)
{
	struct buffer *buffer;
	u32 bytes = bytes_within(piece, 1);
	s32 error;

	buffer = cache_get(zone, CACHE_DATA, &error);
	if (buffer == NULL)
		return error;
	error = user_copy_in(from, at, buffer->data + piece->offset, bytes);
	cache_dirty(buffer, owner);
	cache_release(buffer);
	return error < 0 ? error : (s32)bytes;
}

/* What a fresh zone holds besides what is written to it now are zeros. */
static void
clear_around(u8 *data, u32 blocks, u32 offset, u32 bytes)
{
	u32 end = blocks * volume.layout.block_size;

	memset(data, 0, offset);
	memset(data + offset + bytes, 0, end - offset - bytes);
}

/*
 * Fills blocks that are not in the cache without reading them: as many as find
 * room side by side. The bytes written, or an error, and then the blocks are as
 * they were.
 */
static s32
write_blank(u32 zone, u32 blocks, const struct piece *piece, u32 owner,
	    const struct user_memory *from, u32 at)
{
	struct buffer *first;
	s32 taken = cache_blank(zone, blocks, CACHE_DATA, &first);
	u32 bytes;
	s32 error;

	if (taken == -EAGAIN) {
		error = cache_make_room(CACHE_DATA);
		return error < 0 ? error : 0;
	}
	bytes = bytes_within(piece, (u32)taken);
	error = user_copy_in(from, at, first->data + piece->offset, bytes);
	if (error == 0)
		clear_around(first->data, (u32)taken, piece->offset, bytes);
	for (u32 index = 0; index < (u32)taken; index++) {
		if (error < 0) {
			cache_discard(first + index);
		} else {
			cache_dirty(first + index, owner);
			cache_release(first + index);
		}
	}
	return error < 0 ? error : (s32)bytes;
}

/* To zones that the file has. 0 bytes: there was no room, and it is worth another try. */
static s32
write_zones(u32 zone, u32 blocks, const struct piece *piece, u32 owner,
	    const struct user_memory *from, u32 at)
{
	u32 whole = piece->offset == 0 ? piece->bytes / volume.layout.block_size : 0;

	if (whole == 0 || cache_has(zone))
		return write_within(zone, piece, owner, from, at);
	return write_blank(zone, whole < blocks ? whole : blocks, piece, owner, from, at);
}

/* To a zone that is new: what is in the cache for it is of no worth. */
static s32
write_new_zone(u32 zone, u32 blocks, const struct piece *piece, u32 owner,
	       const struct user_memory *from, u32 at)
{
	struct buffer *buffer;
	s32 error;

	if (!cache_has(zone))
		return write_blank(zone, blocks, piece, owner, from, at);
	error = cache_zeroed(zone, CACHE_DATA, owner, &buffer);
	if (error < 0)
		return error;
	cache_release(buffer);
	return write_within(zone, piece, owner, from, at);
}

/*
 * Into a hole: zones are taken, filled, and only then made part of the file, so
 * that whatever fails, nobody ever reads what a zone held for someone else.
 */
static s32
write_hole(struct inode *inode, u32 blocks, const struct piece *piece,
	   const struct user_memory *from, u32 at)
{
	struct piece rest = *piece;
	u32 done = 0;
	u32 filled = 0;
	u32 zone;
	s32 count = map_allocate(inode, piece->block, blocks, &zone);
	s32 step = 0;

	if (count < 0)
		return count;
	while (filled < (u32)count) {
		step = write_new_zone(zone + filled, (u32)count - filled, &rest, inode->number, from,
				      at + done);
		if (step < 0)
			break;
		if (step == 0)
			continue;
		done += (u32)step;
		filled = map_blocks((u64)piece->offset + done);
		rest = piece_at((u64)(piece->block + filled) * volume.layout.block_size,
				piece->bytes - done);
	}
	if (filled > 0) {
		s32 error = map_set(inode, piece->block, zone, filled);

		if (error < 0) {
			step = error;
			filled = 0;
			done = 0;
		}
	}
	for (u32 unused = filled; unused < (u32)count; unused++)
		(void)zone_free(zone + unused);
	return done > 0 ? (s32)done : step;
}

/* Behind the end of a file its last block may hold anything: it has to read as zeros now. */
static s32
clear_tail(struct inode *inode)
{
	u32 offset = inode->disk.size % volume.layout.block_size;
	struct buffer *buffer;
	u32 zone;
	s32 error;

	if (offset == 0)
		return 0;
	error = map_run(inode, inode->disk.size / volume.layout.block_size, 1, &zone);
	if (error < 0 || zone == 0)
		return error < 0 ? error : 0;
	buffer = cache_get(zone, CACHE_DATA, &error);
	if (buffer == NULL)
		return error;
	memset(buffer->data + offset, 0, volume.layout.block_size - offset);
	cache_dirty(buffer, inode->number);
	cache_release(buffer);
	return 0;
}

static s32
write_piece(struct inode *inode, const struct piece *piece, const struct user_memory *from, u32 at)
{
	u32 zone;
	s32 run = map_run(inode, piece->block, piece->blocks, &zone);

	if (run < 0)
		return run;
	if (zone == 0)
		return write_hole(inode, (u32)run, piece, from, at);
	return write_zones(zone, (u32)run, piece, inode->number, from, at);
}

s32
file_write(struct inode *inode, s64 position, const struct user_memory *from, u32 length)
{
	u64 start = (u64)position;
	u32 done = 0;
	s32 step = 0;

	if (position < 0)
		return -EINVAL;
	if (length == 0)
		return 0;
	if (start >= volume.layout.max_size)
		return -EFBIG;
	if (length > volume.layout.max_size - start)
		length = (u32)(volume.layout.max_size - start);
	if (length > FS_WRITE_MAX)
		length = FS_WRITE_MAX;
	step = inode->write_error;
	inode->write_error = 0;
	if (step == 0 && start > inode->disk.size)
		step = clear_tail(inode);
	while (step >= 0 && done < length) {
		struct piece piece = piece_at(start + done, length - done);

		step = write_piece(inode, &piece, from, done);
		if (step > 0)
			done += (u32)step;
	}
	if (done == 0)
		return step;
	if (start + done > inode->disk.size)
		inode->disk.size = (u32)(start + done);
	inode_modified(inode);
	return (s32)done;
}

s32
file_resize(struct inode *inode, s64 size)
{
	s32 error;

	if (size < 0)
		return -EINVAL;
	if (size > (s64)volume.layout.max_size)
		return -EFBIG;
	error = size > inode->disk.size ? clear_tail(inode)
					: map_truncate(inode, map_blocks((u64)size));
	if (error < 0)
		return error;
	inode->disk.size = (u32)size;
	inode_modified(inode);
	return 0;
}

s32
file_fill(struct inode *inode, const void *contents, u32 length)
{
	struct buffer *buffer;
	s32 error = map_add_block(inode, 0, &buffer);

	if (error < 0)
		return error;
	memcpy(buffer->data, contents, length);
	cache_release(buffer);
	inode->disk.size = length;
	return 0;
}

/* What could not be written stays dirty, so whoever asks again gets another try, or EIO again. */
s32
file_sync(u32 number)
{
	struct inode *inode;
	s32 stored = inode_store_all();
	s32 error;

	group_settle();
	error = inode_enter(number, LOCK_SHARED, &inode);
	if (error < 0)
		return error;
	error = stored;
	inode->write_error = 0;
	if (error == 0)
		error = writeback(WRITEBACK_OF_FILE, number);
	inode->write_error = 0;
	inode_leave(inode, LOCK_SHARED);
	return error < 0 ? error : disk_flush();
}
