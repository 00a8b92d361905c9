/*
 * rename(). It locks both directories, and to make sure that no directory
 * moves below itself it goes up from the new place: so whoever changes a tree
 * of directories, or locks more than one, holds the mount's tree_lock.
 */
#include "vfs.h"

#define DEPTH_MAX PATH_MAX /* of directories: a server may not keep us going up for ever */

/* The directory above one, without locks; the reference moves. */
static s32
go_up(struct call *call, struct vnode **at)
{
	struct fs_name_of where = {*at, "..", 2};
	struct node_info info;
	struct vnode *above;
	s32 error = fs_lookup(call, &where, &info);

	if (error < 0)
		return error;
	above = vnode_get((*at)->mount, &info);
	if (above == NULL)
		return -ENFILE;
	vnode_put(*at);
	*at = above;
	return 0;
}

/* -EINVAL when `place` is `directory` or lies below it. */
static s32
check_not_below(struct call *call, struct vnode *place, const struct vnode *directory)
{
	struct vnode *at = vnode_ref(place);
	s32 error = 0;

	for (u32 depth = 0; error == 0 && at != at->mount->root; depth++) {
		if (at == directory)
			error = -EINVAL;
		else if (depth == DEPTH_MAX)
			error = breach(at->mount->server, COMPLAINT_DATA, "directories without end",
				       "its root above them all");
		else
			error = go_up(call, &at);
	}
	vnode_put(at);
	return error;
}

/* Whether what is at the new name can give way. */
static s32
check_replaced(const struct walk *to, const struct vnode *node, const struct vnode *replaced)
{
	int is_directory = vnode_kind(node) == S_IFDIR;

	if (is_directory && vnode_kind(replaced) != S_IFDIR)
		return -ENOTDIR;
	if (!is_directory && vnode_kind(replaced) == S_IFDIR)
		return -EISDIR;
	return check_removal(to, replaced);
}

/* All is checked and locked, but for a directory that is replaced. */
static s32
carry_out(const struct walk *from, const struct walk *to, struct vnode *replaced,
	  const struct node_info *info)
{
	struct fs_name_of old = {from->at, from->name, from->name_length};
	struct fs_name_of new = {to->at, to->name, to->name_length};
	int locks = replaced != NULL && vnode_kind(replaced) == S_IFDIR;
	struct node_info removed;
	u32 flags = 0;
	s32 error;

	if (locks)
		lock_write(&replaced->lock);
	if (replaced != NULL && begin_removal(replaced, info))
		flags = FS_UNUSED;
	error = fs_rename(from->call, &old, &new, flags, &removed);
	if (replaced != NULL)
		error = end_removal(replaced, &removed, error);
	if (locks)
		unlock(&replaced->lock);
	return error;
}

/* `node` is what moves; replaced: what is there, or NULL. */
static s32
move(struct walk *from, struct walk *to, struct vnode *node, struct vnode *replaced,
     const struct node_info *info)
{
	struct call *call = from->call;
	int is_directory = vnode_kind(node) == S_IFDIR;
	s32 error = check_removal(from, node);

	if (error == 0)
		error = permitted_to(call->process, to->at, MAY_WRITE | MAY_EXECUTE);
	if (error == 0 && (from->wants_directory || to->wants_directory) && !is_directory)
		error = -ENOTDIR;
	if (error == 0 && replaced == node)
		return 0;
	if (error == 0 && is_directory)
		error = check_not_below(call, to->at, node);
	if (error == 0 && replaced != NULL)
		error = check_replaced(to, node, replaced);
	if (error == 0 && (replaced == from->at || replaced == to->at))
		error = -ENOTEMPTY;
	return error < 0 ? error : carry_out(from, to, replaced, info);
}

static s32
rename_locked(struct walk *from, struct walk *to)
{
	struct vnode *node;
	struct vnode *replaced = NULL;
	struct node_info info;
	s32 error;

	if (from->at->is_unlinked || to->at->is_unlinked)
		return -ENOENT;
	error = walk_lookup_name(from, &node, &info);
	if (error < 0)
		return error;
	error = walk_lookup_name(to, &replaced, &info);
	if (error == 0 || error == -ENOENT)
		error = move(from, to, node, replaced, &info);
	vnode_put(replaced);
	vnode_put(node);
	return error;
}

static s32
rename_walked(struct walk *from, struct walk *to)
{
	struct mount *mount = from->at->mount;
	s32 error;

	if (name_is_dot(from->name) || name_is_dotdot(from->name) || name_is_dot(to->name) ||
	    name_is_dotdot(to->name))
		return -EINVAL;
	if (to->at->mount != mount)
		return -EXDEV;
	error = lane_enter(from->call, &mount->lane);
	if (error < 0)
		return error;
	lock_write(&mount->tree_lock);
	lock_write(&from->at->lock);
	if (to->at != from->at)
		lock_write(&to->at->lock);
	error = rename_locked(from, to);
	if (to->at != from->at)
		unlock(&to->at->lock);
	unlock(&from->at->lock);
	unlock(&mount->tree_lock);
	return error;
}

s32
do_rename(struct call *call)
{
	struct vfs_two_paths request = *MESSAGE_BODY(&call->message, const struct vfs_two_paths);
	struct walk from;
	struct walk to;
	s32 error = walk_start(&from, call, request.first, request.first_length);

	if (error < 0)
		return error;
	error = walk_to_parent(&from);
	if (error == 0)
		error = walk_start(&to, call, request.second, request.second_length);
	if (error == 0) {
		error = walk_to_parent(&to);
		if (error == 0)
			error = rename_walked(&from, &to);
		walk_end(&to);
	}
	walk_end(&from);
	return error;
}
