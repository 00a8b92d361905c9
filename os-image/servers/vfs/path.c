/*
 * Following paths, one name after another, each by a request to the file
 * server that has the directory. Mounts, "..", symbolic links and permission to
 * search are settled here; file servers know of none of these.
 */
#include <string.h>

#include "vfs.h"

int
name_is_dot(const char *name)
{
	return strcmp(name, ".") == 0;
}

int
name_is_dotdot(const char *name)
{
	return strcmp(name, "..") == 0;
}

s32
walk_start_here(struct walk *walk, struct call *call)
{
	struct fproc *process = call->process;

	walk->call = call;
	walk->uid = process->effective_uid;
	walk->gid = process->effective_gid;
	walk->root = process->root;
	walk->links = 0;
	walk->wants_directory = 0;
	walk->rest = walk->path;
	walk->at = vnode_ref(walk->path[0] == '/' ? process->root : process->directory);
	return 0;
}

s32
walk_start(struct walk *walk, struct call *call, u32 address, u32 length)
{
	s32 error;

	if (length == 0)
		return -ENOENT;
	if (length >= sizeof(walk->path))
		return -ENAMETOOLONG;
	error = fproc_copy_in(call->process, walk->path, address, length);
	if (error < 0)
		return error;
	if (memchr(walk->path, '\0', length) != NULL)
		return -EINVAL;
	walk->path[length] = '\0';
	return walk_start_here(walk, call);
}

void
walk_end(struct walk *walk)
{
	vnode_put(walk->at);
	walk->at = NULL;
}

static void
move_to(struct walk *walk, struct vnode *vnode)
{
	vnode_put(walk->at);
	walk->at = vnode;
}

static void
skip_slashes(struct walk *walk)
{
	while (*walk->rest == '/')
		walk->rest++;
}

/* Takes the next name off the rest: its length, 0 when there is none. */
static s32
take_name(struct walk *walk)
{
	u32 length;

	skip_slashes(walk);
	length = (u32)strcspn(walk->rest, "/");
	if (length > FS_NAME_MAX)
		return -ENAMETOOLONG;
	memcpy(walk->name, walk->rest, length);
	walk->name[length] = '\0';
	walk->name_length = length;
	walk->rest += length;
	if (length > 0)
		walk->wants_directory = *walk->rest == '/';
	skip_slashes(walk);
	return (s32)length;
}

/* Whether names can be looked up where the walk is. */
static s32
check_search(const struct walk *walk)
{
	if (vnode_kind(walk->at) != S_IFDIR)
		return -ENOTDIR;
	return permitted(walk->at, MAY_EXECUTE, walk->uid, walk->gid);
}

/* Asks the file server, with the directory locked by the caller. */
static s32
lookup(struct call *call, const struct fs_name_of *where, struct vnode **found,
       struct node_info *info)
{
	s32 error = fs_lookup(call, where, info);

	if (error < 0)
		return error;
	*found = vnode_get(where->directory->mount, info);
	return *found == NULL ? -ENFILE : 0;
}

s32
walk_lookup_name(struct walk *walk, struct vnode **found, struct node_info *info)
{
	struct fs_name_of where = {walk->at, walk->name, walk->name_length};

	return lookup(walk->call, &where, found, info);
}

/* The same for any directory, which is locked meanwhile; what is mounted there is what is found. */
static s32
look_into(struct call *call, struct vnode *directory, const char *name, u32 length,
	  struct vnode **found)
{
	struct fs_name_of where = {directory, name, length};
	struct node_info info;
	s32 error = lane_enter(call, &directory->mount->lane);

	if (error < 0)
		return error;
	lock_read(&directory->lock);
	error = lookup(call, &where, found, &info);
	unlock(&directory->lock);
	if (error == 0)
		*found = mount_topmost(*found);
	return error;
}

s32
walk_up(struct call *call, struct vnode *root, struct vnode **at)
{
	struct vnode *parent;
	s32 error;

	if (*at == root)
		return 0;
	while (*at == (*at)->mount->root && (*at)->mount->covers != NULL) {
		struct vnode *covered = vnode_ref((*at)->mount->covers);

		vnode_put(*at);
		*at = covered;
	}
	error = look_into(call, *at, "..", 2, &parent);
	if (error < 0)
		return error;
	vnode_put(*at);
	*at = parent;
	return 0;
}

/* What is left of the path after a link: its target, and then the rest. */
static s32
put_before_rest(struct walk *walk, char *target, u32 length)
{
	u32 rest = (u32)strlen(walk->rest);

	if (length + 1 + rest >= sizeof(walk->path))
		return -ENAMETOOLONG;
	if (walk->wants_directory)
		target[length++] = '/';
	memmove(walk->path + length, walk->rest, rest + 1);
	memcpy(walk->path, target, length);
	walk->rest = walk->path;
	walk->wants_directory = 0;
	return 0;
}

s32
walk_follow(struct walk *walk, struct vnode *link)
{
	char target[PATH_MAX];
	s32 length;

	if (++walk->links > SYMLINKS_MAX)
		return -ELOOP;
	length = fs_readlink(walk->call, link, target, sizeof(target));
	if (length <= 0)
		return length < 0 ? length : -ENOENT;
	if (length >= PATH_MAX - 1)
		return -ENAMETOOLONG;
	if (memchr(target, '\0', (size_t)length) != NULL)
		return breach(link->mount->server, COMPLAINT_DATA, "a NUL", "a link's text");
	if (target[0] == '/')
		move_to(walk, vnode_ref(walk->root));
	return put_before_rest(walk, target, (u32)length);
}

/* Goes on to what the name that was taken stands for. */
static s32
step(struct walk *walk, int follows)
{
	struct vnode *found;
	s32 error = check_search(walk);

	if (error < 0 || name_is_dot(walk->name))
		return error;
	if (name_is_dotdot(walk->name))
		return walk_up(walk->call, walk->root, &walk->at);
	error = look_into(walk->call, walk->at, walk->name, walk->name_length, &found);
	if (error < 0)
		return error;
	if (vnode_kind(found) == S_IFLNK && (follows || walk->wants_directory)) {
		error = walk_follow(walk, found);
		vnode_put(found);
		return error;
	}
	move_to(walk, found);
	return 0;
}

s32
walk_to_node(struct walk *walk, u32 flags)
{
	s32 taken;

	while ((taken = take_name(walk)) > 0) {
		int is_last = *walk->rest == '\0';
		s32 error = step(walk, !is_last || !(flags & WALK_NOFOLLOW));

		if (error < 0)
			return error;
	}
	if (taken == 0 && walk->wants_directory && vnode_kind(walk->at) != S_IFDIR)
		return -ENOTDIR;
	return taken;
}

s32
walk_to_parent(struct walk *walk)
{
	s32 taken;

	while ((taken = take_name(walk)) > 0) {
		s32 error;

		if (*walk->rest == '\0')
			return check_search(walk);
		error = step(walk, 1);
		if (error < 0)
			return error;
	}
	if (taken < 0)
		return taken;
	/* No name is left: the path leads to the directory itself. */
	strlcpy(walk->name, ".", sizeof(walk->name));
	walk->name_length = 1;
	return 0;
}

s32
walk_path(struct call *call, u32 address, u32 length, u32 flags, struct vnode **found)
{
	struct walk walk;
	s32 error = walk_start(&walk, call, address, length);

	if (error < 0)
		return error;
	error = walk_to_node(&walk, flags);
	if (error == 0)
		*found = vnode_ref(walk.at);
	walk_end(&walk);
	return error;
}
