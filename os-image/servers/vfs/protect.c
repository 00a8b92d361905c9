/* Changing what is kept about a file: permissions, owner, times, size; and access, umask. */
#include <unistd.h>
#include <libsys/kcall.h>

#include "vfs.h"

#define PERMISSIONS 07777u

/* Changes attributes of a vnode while nobody else does. */
static s32
set(struct call *call, struct vnode *vnode, struct fs_setattr *change)
{
	s32 error;

	if (vnode->mount == NULL)
		return -EINVAL;
	error = writable_mount(vnode);
	if (error == 0)
		error = lane_enter(call, &vnode->mount->lane);
	if (error < 0)
		return error;
	lock_write(&vnode->lock);
	error = fs_setattr(call, vnode, change);
	unlock(&vnode->lock);
	return error;
}

s32
do_access(struct call *call)
{
	struct vfs_mode request = *MESSAGE_BODY(&call->message, const struct vfs_mode);
	struct fproc *process = call->process;
	struct walk walk;
	s32 error;

	if (request.mode & ~(u32)(R_OK | W_OK | X_OK))
		return -EINVAL;
	error = walk_start(&walk, call, request.path, request.path_length);
	if (error < 0)
		return error;
	walk.uid = process->uid;
	walk.gid = process->gid;
	error = walk_to_node(&walk, 0);
	if (error == 0)
		error = permitted(walk.at, request.mode, process->uid, process->gid);
	walk_end(&walk);
	return error;
}

_Static_assert(R_OK == MAY_READ && W_OK == MAY_WRITE && X_OK == MAY_EXECUTE, "one set of bits");

s32
do_umask(struct call *call)
{
	const struct vfs_mode *request = MESSAGE_BODY(&call->message, const struct vfs_mode);
	u32 before = call->process->umask;

	call->process->umask = request->mode & 0777;
	return (s32)before;
}

static s32
change_mode(struct call *call, struct vnode *vnode, u32 mode)
{
	const struct fproc *process = call->process;
	struct fs_setattr change = {.mask = FS_SET_MODE, .mode = mode & PERMISSIONS};
	s32 error = permitted_as_owner(process, vnode);

	if (error < 0)
		return error;
	if (!fproc_is_root(process) && process->effective_gid != vnode->gid)
		change.mode &= ~(u32)S_ISGID;
	return set(call, vnode, &change);
}

s32
do_chmod(struct call *call)
{
	struct vfs_mode request = *MESSAGE_BODY(&call->message, const struct vfs_mode);
	struct vnode *vnode;
	s32 error = walk_path(call, request.path, request.path_length, 0, &vnode);

	if (error < 0)
		return error;
	error = change_mode(call, vnode, request.mode);
	vnode_put(vnode);
	return error;
}

s32
do_fchmod(struct call *call)
{
	struct vfs_mode request = *MESSAGE_BODY(&call->message, const struct vfs_mode);
	struct filp *filp = descriptor_filp(call->process, request.fd);

	return filp == NULL ? -EBADF : change_mode(call, filp->vnode, request.mode);
}

/* Root may give files away; an owner may only put his into his own group. */
static s32
change_owner(struct call *call, struct vnode *vnode, u32 uid, u32 gid)
{
	const struct fproc *process = call->process;
	struct fs_setattr change = {
		.mask = FS_SET_OWNER,
		.uid = uid == VFS_SAME_ID ? vnode->uid : uid,
		.gid = gid == VFS_SAME_ID ? vnode->gid : gid,
	};

	if (!fproc_is_root(process) &&
	    (process->effective_uid != vnode->uid || change.uid != vnode->uid ||
	     (change.gid != vnode->gid && change.gid != process->effective_gid)))
		return -EPERM;
	if (vnode_kind(vnode) == S_IFREG && vnode->mode & (S_ISUID | S_ISGID)) {
		change.mask |= FS_SET_MODE;
		change.mode = vnode->mode & PERMISSIONS & ~(u32)(S_ISUID | S_ISGID);
	}
	return set(call, vnode, &change);
}

s32
do_chown(struct call *call)
{
	struct vfs_chown request = *MESSAGE_BODY(&call->message, const struct vfs_chown);
	struct vnode *vnode;
	s32 error = walk_path(call, request.path, request.path_length,
			      request.flags & VFS_NOFOLLOW ? WALK_NOFOLLOW : 0, &vnode);

	if (error < 0)
		return error;
	error = change_owner(call, vnode, request.uid, request.gid);
	vnode_put(vnode);
	return error;
}

s32
do_fchown(struct call *call)
{
	struct vfs_chown request = *MESSAGE_BODY(&call->message, const struct vfs_chown);
	struct filp *filp = descriptor_filp(call->process, request.fd);

	return filp == NULL ? -EBADF : change_owner(call, filp->vnode, request.uid, request.gid);
}

static s64
seconds_now(void)
{
	struct ktime time;

	if (sys_time(&time) < 0)
		return 0;
	return (s64)(time.boot_epoch_s + time.uptime_us / 1000000u);
}

/* Any times for the owner; the present one for all who may write. */
static s32
permitted_to_set_times(const struct fproc *process, const struct vnode *vnode, u32 flags)
{
	const u32 both_now = VFS_ATIME_NOW | VFS_MTIME_NOW;

	if (permitted_as_owner(process, vnode) == 0)
		return 0;
	return (flags & both_now) == both_now ? permitted_to(process, vnode, MAY_WRITE) : -EPERM;
}

static s32
change_times(struct call *call, struct vnode *vnode, const struct vfs_utimes *request)
{
	s64 atime = request->flags & VFS_ATIME_NOW ? seconds_now() : request->atime;
	s64 mtime = request->flags & VFS_MTIME_NOW ? seconds_now() : request->mtime;
	struct fs_setattr change = {.atime = (u32)atime, .mtime = (u32)mtime};
	s32 error = permitted_to_set_times(call->process, vnode, request->flags);

	if (error < 0)
		return error;
	if (!(request->flags & VFS_ATIME_OMIT))
		change.mask |= FS_SET_ATIME;
	if (!(request->flags & VFS_MTIME_OMIT))
		change.mask |= FS_SET_MTIME;
	if ((change.mask & FS_SET_ATIME && (atime < 0 || atime > UINT32_MAX)) ||
	    (change.mask & FS_SET_MTIME && (mtime < 0 || mtime > UINT32_MAX)))
		return -EINVAL;
	return change.mask == 0 ? 0 : set(call, vnode, &change);
}

s32
do_utimes(struct call *call)
{
	struct vfs_utimes request = *MESSAGE_BODY(&call->message, const struct vfs_utimes);
	struct filp *filp;
	struct vnode *vnode;
	s32 error;

	if (request.fd >= 0) {
		filp = descriptor_filp(call->process, request.fd);
		return filp == NULL ? -EBADF : change_times(call, filp->vnode, &request);
	}
	error = walk_path(call, request.path, request.path_length,
			  request.flags & VFS_NOFOLLOW ? WALK_NOFOLLOW : 0, &vnode);
	if (error < 0)
		return error;
	error = change_times(call, vnode, &request);
	vnode_put(vnode);
	return error;
}

s32
truncate_vnode(struct call *call, struct vnode *vnode, s64 size)
{
	struct fs_setattr change = {.mask = FS_SET_SIZE, .size = size};

	if (!fproc_is_root(call->process) && vnode->mode & (S_ISUID | S_ISGID)) {
		change.mask |= FS_SET_MODE;
		change.mode = vnode->mode & PERMISSIONS & ~(u32)(S_ISUID | S_ISGID);
	}
	return set(call, vnode, &change);
}

s32
do_truncate(struct call *call)
{
	struct vfs_truncate request = *MESSAGE_BODY(&call->message, const struct vfs_truncate);
	struct vnode *vnode;
	s32 error;

	if (request.size < 0)
		return -EINVAL;
	error = walk_path(call, request.path, request.path_length, 0, &vnode);
	if (error < 0)
		return error;
	if (vnode_kind(vnode) != S_IFREG)
		error = vnode_kind(vnode) == S_IFDIR ? -EISDIR : -EINVAL;
	else
		error = permitted_to(call->process, vnode, MAY_WRITE);
	if (error == 0)
		error = truncate_vnode(call, vnode, request.size);
	vnode_put(vnode);
	return error;
}

s32
do_ftruncate(struct call *call)
{
	struct vfs_truncate request = *MESSAGE_BODY(&call->message, const struct vfs_truncate);
	struct filp *filp = descriptor_filp(call->process, request.fd);

	if (filp == NULL)
		return -EBADF;
	if (request.size < 0 || !filp_can_write(filp) || vnode_kind(filp->vnode) != S_IFREG)
		return -EINVAL;
	return truncate_vnode(call, filp->vnode, request.size);
}
