/* Opening files, and making them on the way. */
#include "vfs.h"

/* A new file's owner and permissions, as the process and the directory have it. */
static s32
create(struct walk *walk, u32 mode, struct vnode **created)
{
	struct fproc *process = walk->call->process;
	struct fs_name_of where = {walk->at, walk->name, walk->name_length};
	struct node_info info;
	s32 error = permitted_to(process, walk->at, MAY_WRITE | MAY_EXECUTE);

	if (error < 0)
		return error;
	if (walk->at->is_unlinked)
		return -ENOENT;
	if (walk->wants_directory)
		return -EISDIR;
	error = fs_create(walk->call, &where, S_IFREG | (mode & 07777 & ~process->umask),
			  process->effective_uid,
			  walk->at->mode & S_ISGID ? walk->at->gid : process->effective_gid, 0,
			  &info);
	if (error < 0)
		return error;
	*created = vnode_get(walk->at->mount, &info);
	return *created == NULL ? -ENFILE : 0;
}

/* Looks up walk->name in its directory, or makes it, before anyone else can. */
static s32
look_up_or_create(struct walk *walk, u32 mode, struct vnode **found, int *is_new)
{
	struct vnode *directory = walk->at;
	struct node_info info;
	s32 error = lane_enter(walk->call, &directory->mount->lane);

	if (error < 0)
		return error;
	lock_write(&directory->lock);
	error = walk_lookup_name(walk, found, &info);
	if (error == -ENOENT) {
		error = create(walk, mode, found);
		*is_new = error == 0;
	}
	unlock(&directory->lock);
	if (error == 0)
		*found = mount_topmost(*found);
	return error;
}

/* With O_CREAT: walk->at becomes the file. Symbolic links are bounded by walk_follow. */
static s32
find_or_create(struct walk *walk, u32 flags, u32 mode, int *is_new)
{
	for (;;) {
		struct vnode *found;
		s32 error = walk_to_parent(walk);

		if (error < 0 || name_is_dot(walk->name))
			return error;
		if (name_is_dotdot(walk->name))
			return walk_up(walk->call, walk->root, &walk->at);
		error = look_up_or_create(walk, mode, &found, is_new);
		if (error < 0)
			return error;
		if (vnode_kind(found) != S_IFLNK || flags & (O_NOFOLLOW | O_EXCL)) {
			vnode_put(walk->at);
			walk->at = found;
			return 0;
		}
		error = walk_follow(walk, found);
		vnode_put(found);
		if (error < 0)
			return error;
	}
}

static u32
wanted_by(u32 flags)
{
	u32 wanted = 0;

	if ((flags & O_ACCMODE) != O_WRONLY)
		wanted |= MAY_READ;
	if ((flags & O_ACCMODE) != O_RDONLY || flags & O_TRUNC)
		wanted |= MAY_WRITE;
	return wanted;
}

/* Whether a file that was there before may be opened so. */
static s32
check_existing(const struct fproc *process, const struct vnode *vnode, u32 flags)
{
	u32 wanted = wanted_by(flags);

	if (flags & O_CREAT && flags & O_EXCL)
		return -EEXIST;
	if (flags & O_DIRECTORY && vnode_kind(vnode) != S_IFDIR)
		return -ENOTDIR;
	switch (vnode_kind(vnode)) {
	case S_IFLNK:
		return -ELOOP;
	case S_IFSOCK:
		return -ENXIO;
	case S_IFDIR:
		if (wanted & MAY_WRITE || flags & O_CREAT)
			return -EISDIR;
		break;
	}
	return permitted_to(process, vnode, wanted);
}

s32
open_vnode(struct call *call, struct vnode *vnode, u32 flags)
{
	struct fproc *process = call->process;
	s32 fd = descriptor_free(process, 0);
	struct filp *filp = fd >= 0 ? filp_new(process, vnode, flags) : NULL;
	u32 kind = vnode_kind(vnode);
	s32 error = 0;

	if (filp == NULL) {
		vnode_put(vnode);
		return fd < 0 ? fd : -ENFILE;
	}
	if (kind == S_IFCHR || kind == S_IFBLK)
		error = device_open(call, filp);
	else if (kind == S_IFIFO)
		error = pipe_attach(process, vnode);
	if (error < 0) {
		filp_put(filp, NULL);
		return error;
	}
	descriptor_set(process, fd, filp, flags & O_CLOEXEC);
	if (kind == S_IFIFO)
		return fifo_open(call, filp, fd);
	if (kind == S_IFCHR && !(flags & O_NOCTTY))
		terminal_opened(process, filp);
	return fd;
}

s32
open_path_here(struct call *call, struct walk *walk, u32 flags, u32 mode)
{
	int is_new = 0;
	s32 error = descriptor_free(call->process, 0);

	if (error < 0)
		return error;
	if (flags & O_CREAT)
		error = find_or_create(walk, flags, mode, &is_new);
	else
		error = walk_to_node(walk, flags & O_NOFOLLOW ? WALK_NOFOLLOW : 0);
	if (error == 0 && !is_new)
		error = check_existing(call->process, walk->at, flags);
	if (error == 0 && !is_new && flags & O_TRUNC && vnode_kind(walk->at) == S_IFREG)
		error = truncate_vnode(call, walk->at, 0);
	return error < 0 ? error : open_vnode(call, vnode_ref(walk->at), flags);
}

s32
do_open(struct call *call)
{
	const struct vfs_open *request = MESSAGE_BODY(&call->message, const struct vfs_open);
	u32 flags = request->flags;
	struct walk walk;
	s32 result;

	if ((flags & O_ACCMODE) == O_ACCMODE || (flags & O_CREAT && flags & O_DIRECTORY))
		return -EINVAL;
	result = walk_start(&walk, call, request->path, request->path_length);
	if (result < 0)
		return result;
	result = open_path_here(call, &walk, flags, request->mode);
	walk_end(&walk);
	return result;
}
