/*
 * Raw block devices. Whole sectors go straight between the driver and the
 * process, in pieces with two requests under way, so that the driver always has
 * the next one. What is no whole sector goes through a sector of our own; when
 * writing it is read first.
 *
 * Requests complete in any order. A transfer counts up to the first byte that
 * was not transferred, whatever came after that.
 */
#include <proto/block.h>
#include <string.h>
#include <libsys/kcall.h>

#include "vfs.h"

/* A transfer of whole sectors, or of a part of one. */
struct block_io {
	struct call *call;
	struct filp *filp;
	int writing;
};

struct piece {
	struct request_result result;
	grant_id_t grant;
	u32 length;
	s32 error; /* it was not even sent */
	u32 is_extra;
};

static u32 extra_requests; /* second ones under way, of all calls */

static u32
smaller(u32 a, u64 b)
{
	return a < b ? a : (u32)b;
}

static void
send(const struct block_io *io, struct piece *piece, u64 position, u32 length, grant_id_t grant)
{
	struct filp *filp = io->filp;
	struct message m = {.type = io->writing ? BLOCK_WRITE : BLOCK_READ};
	struct block_transfer *request = MESSAGE_BODY(&m, struct block_transfer);

	piece->grant = grant;
	piece->length = length;
	piece->error = grant < 0 ? -EFAULT : device_is_open(filp);
	if (piece->error < 0)
		return;
	request->minor = filp->minor;
	request->position = position;
	request->grant = grant;
	request->length = length;
	request->flags = io->writing && filp->flags & O_SYNC ? BLOCK_FORCE : 0;
	piece->error = request_begin(filp->driver_ep, &m, sys_uptime_us() + REQUEST_DEADLINE_US,
				     recovery_flags(filp->driver_ep), &piece->result);
}

/* Waits for a piece that was sent: its bytes, or an error. */
static s32
finish(const struct block_io *io, struct piece *piece)
{
	struct filp *filp = io->filp;
	s32 status = piece->error;
	endpoint_t who;

	if (status == 0)
		status = request_wait(&piece->result);
	if (piece->grant >= 0)
		(void)grant_revoke(piece->grant);
	if (status == -EDEADEP && device_is_open(filp) == 0)
		recovery_driver_died(filp->driver);
	if (status == -EFAULT)
		return status;
	if (status < 0)
		return -EIO;
	who = piece->result.reply.source;
	status = reply_status(who, &piece->result.reply);
	if (status > (s32)piece->length)
		return breach(who, COMPLAINT_LENGTH, "more bytes than asked", "at most what was asked");
	return status;
}

/* ---- whole sectors ---- */

#define PIECES 2 /* under way at a time */

/* A transfer of whole sectors, piece by piece in order. */
struct stream {
	const struct block_io *io;
	u64 position;
	u32 address;
	u32 length;
	u32 started;     /* bytes for which requests were sent */
	u32 first, next; /* numbers of the oldest piece under way, and of the one to be sent next */
	struct piece pieces[PIECES];
};

/* Sends the next piece, if there is one and, besides another, a place for it. */
static int
start_piece(struct stream *stream)
{
	const struct block_io *io = stream->io;
	struct piece *piece = &stream->pieces[stream->next % PIECES];
	u32 length = smaller(BLOCK_TRANSFER_MAX, stream->length - stream->started);
	u32 is_extra = stream->next != stream->first;

	if (length == 0 || (is_extra && extra_requests == BLOCK_REQUESTS_EXTRA))
		return 0;
	piece->is_extra = is_extra;
	extra_requests += is_extra;
	send(io, piece, stream->position + stream->started, length,
	     grant_behalf(io->filp->driver_ep, io->call->process->endpoint,
			  stream->address + stream->started, length,
			  io->writing ? GRANT_READ : GRANT_WRITE));
	stream->started += length;
	stream->next++;
	return 1;
}

static void
keep_busy(struct stream *stream)
{
	while (stream->next - stream->first < PIECES && start_piece(stream))
		continue;
}

/* After a gap, an error or a signal no more pieces are sent; what is under way is waited for. */
static s32
transfer_sectors(const struct block_io *io, u64 position, u32 address, u32 length)
{
	struct stream stream = {
		.io = io,
		.position = position,
		.address = address,
		.length = length,
	};
	int goes_on = 1;
	s32 error = 0;
	u32 done = 0; /* bytes transferred without a gap */

	keep_busy(&stream);
	while (stream.first != stream.next) {
		struct piece *piece = &stream.pieces[stream.first++ % PIECES];
		s32 got = finish(io, piece);

		extra_requests -= piece->is_extra;
		if (!goes_on)
			continue;
		if (got < 0)
			error = got;
		else
			done += (u32)got;
		goes_on = got == (s32)piece->length && !io->call->process->is_interrupted;
		if (goes_on)
			keep_busy(&stream);
	}
	return done > 0 ? (s32)done : error;
}

/* ---- a part of a sector ---- */

static s32
transfer_sector_here(const struct block_io *io, u64 sector, u8 *data)
{
	struct piece piece;

	send(io, &piece, sector, BLOCK_SECTOR,
	     grant_direct(io->filp->driver_ep, data, BLOCK_SECTOR,
			  io->writing ? GRANT_READ : GRANT_WRITE));
	return finish(io, &piece);
}

/* Nobody else changes the sector between its being read and written: the data is locked. */
static s32
transfer_part(const struct block_io *io, u64 position, u32 address, u32 length)
{
	const struct fproc *process = io->call->process;
	struct block_io reading = {io->call, io->filp, 0};
	u32 offset = (u32)(position % BLOCK_SECTOR);
	u8 data[BLOCK_SECTOR];
	s32 got = transfer_sector_here(&reading, position - offset, data);

	if (got < (s32)BLOCK_SECTOR)
		return got < 0 ? got : 0;
	if (!io->writing)
		got = fproc_copy_out(process, data + offset, address, length);
	else
		got = fproc_copy_in(process, data + offset, address, length);
	if (got == 0 && io->writing)
		got = transfer_sector_here(io, position - offset, data);
	return got < 0 ? got : (s32)length;
}

/* The first part that is of one kind: to the end of a broken sector, or all whole ones. */
static s32
transfer_run(const struct block_io *io, u64 position, u32 address, u32 length)
{
	u32 offset = (u32)(position % BLOCK_SECTOR);

	if (offset != 0 || length < BLOCK_SECTOR)
		return transfer_part(io, position, address, smaller(length, BLOCK_SECTOR - offset));
	return transfer_sectors(io, position, address, ROUND_DOWN(length, BLOCK_SECTOR));
}

static s32
transfer(const struct block_io *io, u64 position, u32 address, u32 length)
{
	u32 done = 0;

	while (done < length && !(done > 0 && io->call->process->is_interrupted)) {
		s32 got = transfer_run(io, position + done, address + done, length - done);

		if (got <= 0)
			return done > 0 ? (s32)done : got;
		done += (u32)got;
	}
	return (s32)done;
}

s32
block_read_write(struct call *call, struct filp *filp, s64 position, u32 address, u32 length,
		 int writing)
{
	struct block_io io = {call, filp, writing};
	s32 done = device_is_open(filp);

	if (done < 0)
		return done;
	if (position >= filp->device_size)
		return writing ? -ENOSPC : 0;
	length = smaller(length, (u64)(filp->device_size - position));
	if (writing)
		lock_write(&filp->vnode->data_lock);
	else
		lock_read(&filp->vnode->data_lock);
	done = transfer(&io, (u64)position, address, length);
	unlock(&filp->vnode->data_lock);
	return done;
}

s32
block_flush(struct call *call, struct filp *filp)
{
	struct message m = {.type = BLOCK_FLUSH};
	s32 error = device_is_open(filp);

	if (error < 0)
		return error;
	MESSAGE_BODY(&m, struct block_minor)->minor = filp->minor;
	error = driver_call(call, filp->driver, &m);
	return error < 0 && error != CALL_PARKED ? -EIO : error;
}
