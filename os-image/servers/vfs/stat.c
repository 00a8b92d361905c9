/* What is known of files and file systems: stat, readlink, statvfs. */
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "vfs.h"

static void
describe_anonymous(const struct vnode *vnode, struct stat *status)
{
	memset(status, 0, sizeof(*status));
	status->st_mode = vnode->mode;
	status->st_nlink = 1;
	status->st_uid = vnode->uid;
	status->st_gid = vnode->gid;
	status->st_blksize = PIPE_BUF;
	status->st_size = vnode->pipe != NULL ? vnode->pipe->count : 0;
}

static s32
give_status(struct call *call, struct vnode *vnode, const struct filp *filp, u32 address)
{
	struct stat status;
	s32 error = 0;

	if (vnode->mount == NULL)
		describe_anonymous(vnode, &status);
	else
		error = fs_stat(call, vnode, &status);
	if (filp != NULL && S_ISBLK(vnode->mode))
		status.st_size = filp->device_size;
	return error < 0 ? error
			 : fproc_copy_out(call->process, &status, address, sizeof(status));
}

s32
do_stat(struct call *call)
{
	struct vfs_stat request = *MESSAGE_BODY(&call->message, const struct vfs_stat);
	struct vnode *vnode;
	s32 error = walk_path(call, request.path, request.path_length,
			      request.flags & VFS_NOFOLLOW ? WALK_NOFOLLOW : 0, &vnode);

	if (error < 0)
		return error;
	error = give_status(call, vnode, NULL, request.buffer);
	vnode_put(vnode);
	return error;
}

s32
do_fstat(struct call *call)
{
	struct vfs_stat request = *MESSAGE_BODY(&call->message, const struct vfs_stat);
	struct filp *filp = descriptor_filp(call->process, request.fd);

	if (filp == NULL)
		return -EBADF;
	return give_status(call, filp->vnode, filp, request.buffer);
}

s32
do_readlink(struct call *call)
{
	struct vfs_buffer request = *MESSAGE_BODY(&call->message, const struct vfs_buffer);
	char target[PATH_MAX];
	struct vnode *vnode;
	s32 length = walk_path(call, request.path, request.path_length, WALK_NOFOLLOW, &vnode);

	if (length < 0)
		return length;
	length = vnode_kind(vnode) == S_IFLNK ? fs_readlink(call, vnode, target, sizeof(target))
					      : -EINVAL;
	vnode_put(vnode);
	if (length < 0)
		return length;
	if ((u32)length > request.length)
		length = (s32)request.length;
	if (fproc_copy_out(call->process, target, request.address, (u32)length) < 0)
		return -EFAULT;
	return length;
}

s32
do_statvfs(struct call *call)
{
	struct vfs_buffer request = *MESSAGE_BODY(&call->message, const struct vfs_buffer);
	struct statvfs status;
	struct vnode *vnode;
	s32 error;

	if (request.length != sizeof(status))
		return -EINVAL;
	error = walk_path(call, request.path, request.path_length, 0, &vnode);
	if (error < 0)
		return error;
	error = fs_statvfs(call, vnode->mount, &status);
	vnode_put(vnode);
	return error < 0 ? error
			 : fproc_copy_out(call->process, &status, request.address, sizeof(status));
}
