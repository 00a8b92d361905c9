/* Who may do what to a file: by its owner, group and mode, as POSIX has it. */
#include "vfs.h"

s32
writable_mount(const struct vnode *vnode)
{
	return vnode->mount != NULL && vnode->mount->flags & MS_RDONLY ? -EROFS : 0;
}

/* What is written through a special file isn't written to its file system. */
static int
changes_file_system(const struct vnode *vnode)
{
	u32 kind = vnode_kind(vnode);

	return kind == S_IFREG || kind == S_IFDIR || kind == S_IFLNK;
}

/* The rights of the one class that the ids belong to: owner, group or others. */
static u32
rights(const struct vnode *vnode, u32 uid, u32 gid)
{
	const u32 anyone_executes = S_IXUSR | S_IXGRP | S_IXOTH;
	u32 mode = vnode->mode;

	if (uid == 0) {
		int may_execute = vnode_kind(vnode) == S_IFDIR || mode & anyone_executes;

		return MAY_READ | MAY_WRITE | (may_execute ? MAY_EXECUTE : 0);
	}
	if (uid == vnode->uid)
		return mode >> 6 & 7;
	if (gid == vnode->gid)
		return mode >> 3 & 7;
	return mode & 7;
}

s32
permitted(const struct vnode *vnode, u32 wanted, u32 uid, u32 gid)
{
	if (wanted & MAY_WRITE && changes_file_system(vnode) && writable_mount(vnode) < 0)
		return -EROFS;
	return (rights(vnode, uid, gid) & wanted) == wanted ? 0 : -EACCES;
}

s32
permitted_to(const struct fproc *process, const struct vnode *vnode, u32 wanted)
{
	return permitted(vnode, wanted, process->effective_uid, process->effective_gid);
}

s32
permitted_to_remove(const struct fproc *process, const struct vnode *directory,
		    const struct vnode *node)
{
	u32 uid = process->effective_uid;

	if (!(directory->mode & S_ISVTX) || uid == 0 || uid == directory->uid || uid == node->uid)
		return 0;
	return -EPERM;
}

s32
permitted_as_owner(const struct fproc *process, const struct vnode *vnode)
{
	return fproc_is_root(process) || process->effective_uid == vnode->uid ? 0 : -EPERM;
}
