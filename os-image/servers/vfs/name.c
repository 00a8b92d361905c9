/*
 * Making and removing names: link, symlink, mkdir, mknod, unlink, rmdir. Each
 * works on the last name of a path with its directory locked for writing.
 */
#include <string.h>

#include "vfs.h"

/* The directory is locked, or 0 was not returned. */
static s32
lock_directory(struct call *call, struct vnode *directory)
{
	s32 error = lane_enter(call, &directory->mount->lane);

	if (error < 0)
		return error;
	lock_write(&directory->lock);
	if (!directory->is_unlinked)
		return 0;
	unlock(&directory->lock);
	return -ENOENT;
}

/*
 * Whether a name can be made where the walk is. That it exists already is said
 * first, so that making directories along a path works where one may not write.
 */
static s32
check_new_name(struct walk *walk)
{
	s32 error = permitted_to(walk->call->process, walk->at, MAY_WRITE | MAY_EXECUTE);
	struct node_info info;
	struct vnode *found;
	s32 result;

	if (error == 0)
		return 0;
	result = walk_lookup_name(walk, &found, &info);
	if (result == CALL_PARKED)
		return result;
	if (result < 0)
		return error;
	vnode_put(found);
	return -EEXIST;
}

/* What there is to be made under a new name. */
struct creation {
	u32 mode; /* of a file, directory, FIFO or device */
	u32 device;
	const char *target; /* of a symbolic link; else NULL */
	struct vnode *existing; /* of a hard link; else NULL */
};

static s32
make(struct walk *walk, const struct creation *what)
{
	struct fproc *process = walk->call->process;
	struct fs_name_of where = {walk->at, walk->name, walk->name_length};
	u32 inherited = walk->at->mode & S_ISGID;
	u32 gid = inherited ? walk->at->gid : process->effective_gid;
	u32 uid = process->effective_uid;
	struct node_info info;
	u32 mode = what->mode;

	if (what->existing != NULL)
		return fs_link(walk->call, &where, what->existing);
	if (what->target != NULL)
		return fs_symlink(walk->call, &where, what->target, (u32)strlen(what->target),
				  uid, gid);
	mode &= ~process->umask;
	if (S_ISDIR(mode))
		mode |= inherited;
	return fs_create(walk->call, &where, mode, uid, gid, what->device, &info);
}

static s32
make_name(struct walk *walk, const struct creation *what)
{
	s32 error = walk_to_parent(walk);

	if (error < 0)
		return error;
	if (name_is_dot(walk->name) || name_is_dotdot(walk->name))
		return -EEXIST;
	if (walk->wants_directory && !S_ISDIR(what->mode))
		return -ENOENT;
	if (what->existing != NULL && what->existing->mount != walk->at->mount)
		return -EXDEV;
	error = lock_directory(walk->call, walk->at);
	if (error < 0)
		return error;
	error = check_new_name(walk);
	if (error == 0)
		error = make(walk, what);
	unlock(&walk->at->lock);
	return error;
}

static s32
make_at(struct call *call, u32 path, u32 length, const struct creation *what)
{
	struct walk walk;
	s32 error = walk_start(&walk, call, path, length);

	if (error < 0)
		return error;
	error = make_name(&walk, what);
	walk_end(&walk);
	return error;
}

s32
do_mkdir(struct call *call)
{
	struct vfs_mode request = *MESSAGE_BODY(&call->message, const struct vfs_mode);
	const u32 permissions = 0777 | S_ISVTX;
	struct creation what = {.mode = S_IFDIR | (request.mode & permissions)};

	return make_at(call, request.path, request.path_length, &what);
}

s32
do_mknod(struct call *call)
{
	struct vfs_mode request = *MESSAGE_BODY(&call->message, const struct vfs_mode);
	struct creation what = {.mode = request.mode & (S_IFMT | 07777)};

	switch (what.mode & S_IFMT) {
	case 0:
		what.mode |= S_IFREG;
		break;
	case S_IFREG:
	case S_IFIFO:
		break;
	case S_IFCHR:
	case S_IFBLK:
		if (!fproc_is_root(call->process))
			return -EPERM;
		what.device = request.device;
		break;
	default:
		return -EINVAL;
	}
	return make_at(call, request.path, request.path_length, &what);
}

s32
do_symlink(struct call *call)
{
	struct vfs_two_paths request = *MESSAGE_BODY(&call->message, const struct vfs_two_paths);
	struct creation what = {.mode = S_IFLNK};
	char target[PATH_MAX];
	s32 error;

	if (request.first_length == 0)
		return -ENOENT;
	if (request.first_length >= sizeof(target))
		return -ENAMETOOLONG;
	error = fproc_copy_in(call->process, target, request.first, request.first_length);
	if (error < 0)
		return error;
	if (memchr(target, '\0', request.first_length) != NULL)
		return -EINVAL;
	target[request.first_length] = '\0';
	what.target = target;
	return make_at(call, request.second, request.second_length, &what);
}

s32
do_link(struct call *call)
{
	struct vfs_two_paths request = *MESSAGE_BODY(&call->message, const struct vfs_two_paths);
	struct creation what = {.mode = S_IFREG};
	s32 error = walk_path(call, request.first, request.first_length, WALK_NOFOLLOW,
			      &what.existing);

	if (error < 0)
		return error;
	if (vnode_kind(what.existing) == S_IFDIR)
		error = -EPERM;
	else
		error = make_at(call, request.second, request.second_length, &what);
	vnode_put(what.existing);
	return error;
}

/* ---- removing ---- */

s32
check_removal(const struct walk *walk, const struct vnode *node)
{
	const struct fproc *process = walk->call->process;
	s32 error = permitted_to(process, walk->at, MAY_WRITE | MAY_EXECUTE);

	if (error == 0)
		error = permitted_to_remove(process, walk->at, node);
	if (error == 0 && node->covered != NULL)
		error = -EBUSY;
	return error;
}

int
begin_removal(struct vnode *node, const struct node_info *info)
{
	if (S_ISDIR(info->mode) || info->links != 1 || node->references != 1)
		return 0;
	vnode_hide(node);
	return 1;
}

s32
end_removal(struct vnode *node, const struct node_info *removed, s32 error)
{
	if (error == 0 && vnode_is_lost(node))
		error = -EIO;
	else if (error == 0 && removed->ino != node->ino)
		error = breach(node->mount->server, COMPLAINT_DATA, "another inode",
			       "what lost its name");
	if (error < 0 && node->is_hidden && !vnode_is_lost(node))
		vnode_show(node);
	else if (error == 0 && !node->is_hidden)
		node->is_unlinked = removed->links == 0;
	return error;
}

/* The name stands for a node that is referenced; its directory is locked. */
static s32
remove_node(struct walk *walk, struct vnode *node, const struct node_info *info, u32 flags)
{
	struct fs_name_of where = {walk->at, walk->name, walk->name_length};
	struct node_info removed;
	s32 error = check_removal(walk, node);

	if (error < 0)
		return error;
	if (flags & FS_DIRECTORY && !S_ISDIR(info->mode))
		return -ENOTDIR;
	if (!(flags & FS_DIRECTORY) && S_ISDIR(info->mode))
		return -EISDIR;
	if (walk->wants_directory && !S_ISDIR(info->mode))
		return -ENOTDIR;
	if (begin_removal(node, info))
		flags |= FS_UNUSED;
	error = fs_unlink(walk->call, &where, flags, &removed);
	return end_removal(node, &removed, error);
}

static s32
remove_file(struct walk *walk)
{
	struct node_info info;
	struct vnode *node;
	s32 error = lock_directory(walk->call, walk->at);

	if (error < 0)
		return error;
	error = walk_lookup_name(walk, &node, &info);
	if (error == 0) {
		error = remove_node(walk, node, &info, 0);
		vnode_put(node);
	}
	unlock(&walk->at->lock);
	return error;
}

/* Nothing can be put into a directory that is locked, so it stays empty while it goes. */
static s32
remove_locked_directory(struct walk *walk)
{
	struct node_info info;
	struct vnode *node;
	s32 error = walk_lookup_name(walk, &node, &info);

	if (error < 0)
		return error;
	/* In a damaged file system a directory may contain itself, and is locked already. */
	if (node == walk->at) {
		error = -ENOTEMPTY;
	} else {
		lock_write(&node->lock);
		error = remove_node(walk, node, &info, FS_DIRECTORY);
		unlock(&node->lock);
	}
	vnode_put(node);
	return error;
}

static s32
remove_directory(struct walk *walk)
{
	struct lock *tree = &walk->at->mount->tree_lock;
	s32 error = lane_enter(walk->call, &walk->at->mount->lane);

	if (error < 0)
		return error;
	lock_write(tree);
	error = lock_directory(walk->call, walk->at);
	if (error == 0) {
		error = remove_locked_directory(walk);
		unlock(&walk->at->lock);
	}
	unlock(tree);
	return error;
}

static s32
remove_name(struct call *call, int is_directory)
{
	struct vfs_path request = *MESSAGE_BODY(&call->message, const struct vfs_path);
	struct walk walk;
	s32 error = walk_start(&walk, call, request.path, request.path_length);

	if (error < 0)
		return error;
	error = walk_to_parent(&walk);
	if (error == 0 && name_is_dot(walk.name))
		error = is_directory ? walk.at == walk.root ? -EBUSY : -EINVAL : -EISDIR;
	else if (error == 0 && name_is_dotdot(walk.name))
		error = is_directory ? -ENOTEMPTY : -EISDIR;
	else if (error == 0)
		error = is_directory ? remove_directory(&walk) : remove_file(&walk);
	walk_end(&walk);
	return error;
}

s32
do_unlink(struct call *call)
{
	return remove_name(call, 0);
}

s32
do_rmdir(struct call *call)
{
	return remove_name(call, 1);
}
