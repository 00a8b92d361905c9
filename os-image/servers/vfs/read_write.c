/*
 * Reading and writing. The data of files goes between the process and its file
 * server, by a grant on the process' behalf; VFS only says where. Transfers of
 * any length are made in pieces, so that each has a deadline of its own.
 */
#include <unistd.h>

#include "vfs.h"

#define READ_PIECE (1024u * 1024u)
#define GETDENTS_MAX (64u * 1024u)
#define LENGTH_MAX 0x7fffffffu

static u32
smaller(u32 a, u32 b)
{
	return a < b ? a : b;
}

/* One piece; the position moves on. Bytes or an error. */
static s32
transfer_piece(struct call *call, struct filp *filp, s64 *position, u32 address, u32 length,
	       int writing)
{
	struct vnode *vnode = filp->vnode;
	grant_id_t grant = grant_behalf(vnode->mount->server, call->process->endpoint, address,
					length, writing ? GRANT_READ : GRANT_WRITE);
	s32 done;

	if (grant < 0)
		return grant == -EINVAL ? -EFAULT : -EAGAIN;
	if (writing)
		done = fs_write(call, vnode, position, grant, length,
				filp->flags & O_APPEND ? FS_APPEND : 0);
	else
		done = fs_read(call, vnode, *position, grant, length);
	(void)grant_revoke(grant);
	if (done > 0 && !writing)
		*position += done;
	return done;
}

/* All pieces: until the end of the file, an error, or a signal handler that waits. */
static s32
transfer_pieces(struct call *call, struct filp *filp, s64 *position, u32 address, u32 length,
		int writing)
{
	u32 total = 0;

	while (total < length && !(total > 0 && call->process->is_interrupted)) {
		u32 piece = smaller(length - total, writing ? FS_WRITE_MAX : READ_PIECE);
		s32 done = transfer_piece(call, filp, position, address + total, piece, writing);

		if (done < 0)
			return total > 0 ? (s32)total : done;
		total += (u32)done;
		if ((u32)done < piece)
			break;
	}
	return (s32)total;
}

/* Who writes to a program takes away its right to run as its owner. */
static s32
drop_set_id(struct call *call, struct vnode *vnode)
{
	struct fs_setattr change = {
		.mask = FS_SET_MODE,
		.mode = vnode->mode & 07777 & ~(u32)(S_ISUID | S_ISGID),
	};

	if (!(vnode->mode & (S_ISUID | S_ISGID)) || fproc_is_root(call->process))
		return 0;
	return fs_setattr(call, vnode, &change);
}

static s32
write_file(struct call *call, struct filp *filp, s64 *position, u32 address, u32 length)
{
	s32 done = drop_set_id(call, filp->vnode);

	if (done == 0)
		done = transfer_pieces(call, filp, position, address, length, 1);
	if (done > 0 && filp->flags & O_SYNC) {
		s32 error = fs_fsync(call, filp->vnode);

		if (error < 0)
			return error;
	}
	return done;
}

static s32
transfer_file(struct call *call, struct filp *filp, s64 *position, u32 address, u32 length,
	      int writing)
{
	struct lock *lock = &filp->vnode->lock;
	s32 done;

	if (writing) {
		lock_write(lock);
		done = write_file(call, filp, position, address, length);
	} else {
		lock_read(lock);
		done = transfer_pieces(call, filp, position, address, length, 0);
	}
	unlock(lock);
	return done;
}

static s32
transfer_block(struct call *call, struct filp *filp, s64 *position, u32 address, u32 length,
	       int writing)
{
	s32 done = block_read_write(call, filp, *position, address, length, writing);

	if (done > 0)
		*position += done;
	return done;
}

/* Files and block devices; at `given`, or at the descriptor's position when that is NULL. */
static s32
transfer_at(struct call *call, struct filp *filp, const s64 *given, u32 address, u32 length,
	    int writing)
{
	int is_block = vnode_kind(filp->vnode) == S_IFBLK;
	s64 position = given != NULL ? *given : 0;
	s32 done = lane_enter(call, is_block ? &filp->driver->lane : &filp->vnode->mount->lane);

	if (done < 0)
		return done;
	if (given == NULL) {
		lock_write(&filp->lock);
		position = filp->position;
	}
	done = (is_block ? transfer_block : transfer_file)(call, filp, &position, address, length,
							   writing);
	if (given == NULL) {
		filp->position = position;
		unlock(&filp->lock);
	}
	return done;
}

static s32
transfer(struct call *call, int has_position, int writing)
{
	struct vfs_transfer request = *MESSAGE_BODY(&call->message, const struct vfs_transfer);
	struct filp *filp = descriptor_filp(call->process, request.fd);

	if (filp == NULL || !(writing ? filp_can_write(filp) : filp_can_read(filp)))
		return -EBADF;
	if (request.length > LENGTH_MAX || (has_position && request.position < 0))
		return -EINVAL;
	switch (vnode_kind(filp->vnode)) {
	case S_IFDIR:
		return -EISDIR;
	case S_IFIFO:
		return has_position ? -ESPIPE
				    : pipe_read_write(call, filp, request.address, request.length,
						      writing);
	case S_IFCHR:
		return has_position ? -ESPIPE
				    : char_read_write(call, filp, request.address, request.length,
						      writing);
	case S_IFSOCK:
		return has_position ? -ESPIPE
				    : socket_transfer(call, filp, request.address, request.length,
						      writing);
	}
	if (request.length == 0)
		return 0;
	return transfer_at(call, filp, has_position ? &request.position : NULL, request.address,
			   request.length, writing);
}

s32
do_read(struct call *call)
{
	return transfer(call, 0, 0);
}

s32
do_write(struct call *call)
{
	return transfer(call, 0, 1);
}

s32
do_pread(struct call *call)
{
	return transfer(call, 1, 0);
}

s32
do_pwrite(struct call *call)
{
	return transfer(call, 1, 1);
}

s32
do_getdents(struct call *call)
{
	struct vfs_transfer request = *MESSAGE_BODY(&call->message, const struct vfs_transfer);
	struct filp *filp = descriptor_filp(call->process, request.fd);
	u32 length = smaller(request.length, GETDENTS_MAX);
	struct vnode *directory;
	grant_id_t grant;
	s32 done;

	if (filp == NULL)
		return -EBADF;
	directory = filp->vnode;
	if (vnode_kind(directory) != S_IFDIR)
		return -ENOTDIR;
	done = lane_enter(call, &directory->mount->lane);
	if (done < 0)
		return done;
	grant = grant_behalf(directory->mount->server, call->process->endpoint, request.address,
			     length, GRANT_WRITE);
	if (grant < 0)
		return grant == -EINVAL ? -EFAULT : -EAGAIN;
	lock_write(&filp->lock);
	lock_read(&directory->lock);
	done = fs_getdents(call, directory, &filp->position, grant, length);
	unlock(&directory->lock);
	unlock(&filp->lock);
	(void)grant_revoke(grant);
	return done;
}

/* Where SEEK_END counts from, or an error for what has no positions. */
static s64
end_of(const struct filp *filp)
{
	switch (vnode_kind(filp->vnode)) {
	case S_IFREG:
		return filp->vnode->size;
	case S_IFBLK:
		return filp->device_size;
	case S_IFDIR:
		return 0;
	case S_IFCHR:
		return DEVICE_MAJOR(filp->vnode->device) == MAJOR_TERMINAL ? -ESPIPE : 0;
	}
	return -ESPIPE;
}

static s64
seek(struct filp *filp, const struct vfs_seek *request)
{
	s64 start = end_of(filp);
	s64 position;

	if (start < 0)
		return start;
	if (request->whence == SEEK_SET)
		start = 0;
	else if (request->whence == SEEK_CUR)
		start = filp->position;
	else if (request->whence != SEEK_END)
		return -EINVAL;
	if (__builtin_add_overflow(start, request->offset, &position))
		return -EOVERFLOW;
	return position < 0 ? -EINVAL : position;
}

/* A read or write by another process that shares the description is not seen half done. */
s32
do_seek(struct call *call)
{
	struct vfs_seek request = *MESSAGE_BODY(&call->message, const struct vfs_seek);
	struct filp *filp = descriptor_filp(call->process, request.fd);
	s64 position;
	s32 error;

	if (filp == NULL)
		return -EBADF;
	if (filp->vnode->mount != NULL && vnode_kind(filp->vnode) != S_IFCHR) {
		error = lane_enter(call, filp->driver != NULL ? &filp->driver->lane
							      : &filp->vnode->mount->lane);
		if (error < 0)
			return error;
	}
	lock_write(&filp->lock);
	position = seek(filp, &request);
	if (position >= 0)
		filp->position = position;
	unlock(&filp->lock);
	if (position < 0)
		return (s32)position;
	MESSAGE_BODY(&call->message, struct vfs_position_reply)->position = position;
	return 0;
}
