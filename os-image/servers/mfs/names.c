/* Looking up, making and removing names. See names.h; renaming is rename.c. */
#include "names_internal.h"

#include "allocate.h"
#include "cache.h"
#include "damage.h"
#include "file.h"
#include "map.h"
#include "volume.h"

#include <errno.h>
#include <string.h>

#define PERMISSIONS 07777u
#define LINKS_OF_DIRECTORY 2u /* its name and its dot */

struct lock names_lock;

s32
name_make(const char *text, u32 length, struct name *name)
{
	if (length > MINIXFS_NAME_MAX)
		return -ENAMETOOLONG;
	if (length == 0 || memchr(text, '/', length) != NULL || memchr(text, 0, length) != NULL)
		return -EINVAL;
	memset(name, 0, sizeof(*name));
	memcpy(name->text, text, length);
	name->length = length;
	return 0;
}

int
name_is_dot(const struct name *name)
{
	return memcmp(name->text, name_dot.text, MINIXFS_NAME_MAX) == 0 ||
	       memcmp(name->text, name_dot_dot.text, MINIXFS_NAME_MAX) == 0;
}

void
node_fill(const struct inode *inode, struct fs_node_reply *node)
{
	const struct minixfs_inode *disk = &inode->disk;
	int is_device = minixfs_is_kind(disk->mode, MINIXFS_CHARACTER) ||
			minixfs_is_kind(disk->mode, MINIXFS_BLOCK);

	node->ino = inode->number;
	node->mode = disk->mode;
	node->uid = disk->uid;
	node->gid = disk->gid;
	node->links = disk->links;
	node->device = is_device ? disk->zones[0] : 0;
	node->size = minixfs_has_zones(disk->mode) ? disk->size : 0;
	node->flags = 0;
}

/* ---- looking up ---- */

/* The inode's own fields need no lock: they are read at once. */
s32
names_lookup(u32 directory_number, const struct name *name, struct fs_node_reply *node)
{
	struct entry_place place;
	struct inode *directory;
	struct inode *inode;
	s32 error = inode_enter(directory_number, LOCK_SHARED, &directory);

	if (error < 0)
		return error;
	place.inode = MINIXFS_ROOT;
	if (directory_number != MINIXFS_ROOT || !name_is_dot(name))
		error = directory_find(directory, name, &place);
	if (error == 0) {
		error = inode_get(place.inode, &inode);
		if (error == 0) {
			error = inode_check(inode);
			node_fill(inode, node);
			inode_put(inode);
		}
		if (error == -EINVAL)
			error = damaged(DAMAGE_INODE_NUMBER,
					"directory %u has an entry of inode %u, which is not in use",
					directory_number, place.inode);
	}
	inode_leave(directory, LOCK_SHARED);
	return error;
}

s32
names_describe(u32 ino, struct fs_node_reply *node)
{
	struct inode *inode;
	s32 error = inode_get(ino, &inode);

	if (error < 0)
		return error;
	error = inode_check(inode);
	node_fill(inode, node);
	inode_put(inode);
	return error;
}

s32
names_enter_directory(u32 number, struct inode **directory)
{
	s32 error = inode_enter(number, LOCK_EXCLUSIVE, directory);

	if (error < 0)
		return error;
	if (!minixfs_is_kind((*directory)->disk.mode, MINIXFS_DIRECTORY))
		error = -ENOTDIR;
	else if ((*directory)->disk.links == 0)
		error = -ENOENT;
	if (error < 0)
		inode_leave(*directory, LOCK_EXCLUSIVE);
	return error;
}

s32
names_enter_entry(const struct inode *directory, const struct entry_place *place,
		  struct inode **inode)
{
	s32 error;

	if (place->inode == directory->number || place->inode == MINIXFS_ROOT)
		return damaged(DAMAGE_DIRECTORY, "directory %u has an entry of inode %u",
			       directory->number, place->inode);
	error = inode_enter(place->inode, LOCK_EXCLUSIVE, inode);
	if (error == -EINVAL)
		error = damaged(DAMAGE_INODE_NUMBER,
				"directory %u has an entry of inode %u, which is not in use",
				directory->number, place->inode);
	return error;
}

/* ---- making ---- */

/* 0 when the directory can take the name. */
static s32
check_new_name(struct inode *directory, const struct name *name)
{
	struct entry_place place;
	s32 error;

	if (name_is_dot(name))
		return -EEXIST;
	error = directory_find(directory, name, &place);
	if (error == 0 || error == -EUCLEAN)
		return error == 0 ? -EEXIST : error;
	return error == -ENOENT ? 0 : error;
}

/* The contents that a node begins with. */
static s32
fill_node(struct inode *inode, u32 parent, const struct new_node *what)
{
	s32 error;

	if (minixfs_is_kind(what->mode, MINIXFS_SYMLINK))
		return file_fill(inode, what->target, what->target_length);
	if (minixfs_is_kind(what->mode, MINIXFS_CHARACTER) ||
	    minixfs_is_kind(what->mode, MINIXFS_BLOCK))
		inode->disk.zones[0] = what->device;
	if (!minixfs_is_kind(what->mode, MINIXFS_DIRECTORY))
		return 0;
	error = directory_add(inode, &name_dot, inode->number);
	return error < 0 ? error : directory_add(inode, &name_dot_dot, parent);
}

static void
init_node(struct inode *inode, const struct inode *directory, const struct new_node *what)
{
	int is_directory = minixfs_is_kind(what->mode, MINIXFS_DIRECTORY);

	inode->disk.mode = (u16)what->mode;
	inode->disk.links = is_directory ? LINKS_OF_DIRECTORY : 1;
	inode->disk.uid = (u16)what->uid;
	inode->disk.gid = (u16)what->gid;
	inode->goal = directory->disk.zones[0];
	inode_modified(inode);
	inode->disk.atime = inode->disk.mtime;
}

/* Undoes the beginnings of a node that nobody has seen. */
static void
abandon(struct inode *inode)
{
	if (!minixfs_has_zones(inode->disk.mode) || map_truncate(inode, 0) == 0)
		(void)inode_free(inode);
}

/* Makes the node and its name; the directory is locked and does not have the name. */
static s32
create_in(struct inode *directory, const struct name *name, const struct new_node *what,
	  struct fs_node_reply *node)
{
	int is_directory = minixfs_is_kind(what->mode, MINIXFS_DIRECTORY);
	struct inode *inode;
	s32 error;

	if (is_directory && directory->disk.links >= MINIXFS_LINKS_MAX)
		return -EMLINK;
	error = inode_allocate(directory->number, &inode);
	if (error < 0)
		return error;
	lock_take(&inode->lock, LOCK_EXCLUSIVE);
	init_node(inode, directory, what);
	error = fill_node(inode, directory->number, what);
	if (error == 0)
		error = inode_store(inode);
	if (error == 0)
		error = directory_add(directory, name, inode->number);
	if (error == 0 && is_directory)
		directory->disk.links++;
	if (error == 0)
		node_fill(inode, node);
	else
		abandon(inode);
	inode_leave(inode, LOCK_EXCLUSIVE);
	return error < 0 ? error : inode_store(directory);
}

static s32
check_node(const struct new_node *what)
{
	if (!minixfs_is_known_kind(what->mode) ||
	    what->mode != (what->mode & (MINIXFS_KIND | PERMISSIONS)) ||
	    what->uid > UINT16_MAX || what->gid > UINT16_MAX)
		return -EINVAL;
	if (!minixfs_is_kind(what->mode, MINIXFS_SYMLINK))
		return 0;
	if (what->target_length == 0)
		return -EINVAL;
	return what->target_length > volume.layout.block_size ? -ENAMETOOLONG : 0;
}

s32
names_create(u32 directory_number, const struct name *name, const struct new_node *what,
	     struct fs_node_reply *node)
{
	struct inode *directory;
	s32 error = check_node(what);

	if (error < 0)
		return error;
	lock_take(&names_lock, LOCK_EXCLUSIVE);
	error = names_enter_directory(directory_number, &directory);
	if (error == 0) {
		error = check_new_name(directory, name);
		if (error == 0)
			error = create_in(directory, name, what, node);
		inode_leave(directory, LOCK_EXCLUSIVE);
	}
	lock_release(&names_lock, LOCK_EXCLUSIVE);
	return error;
}

static s32
link_in(struct inode *directory, const struct name *name, u32 ino)
{
	struct inode *inode;
	s32 error = check_new_name(directory, name);

	if (error < 0)
		return error;
	if (ino == directory->number)
		return -EPERM;
	error = inode_enter(ino, LOCK_EXCLUSIVE, &inode);
	if (error < 0)
		return error;
	if (minixfs_is_kind(inode->disk.mode, MINIXFS_DIRECTORY))
		error = -EPERM;
	else if (inode->disk.links == 0)
		error = -ENOENT;
	else if (inode->disk.links >= MINIXFS_LINKS_MAX)
		error = -EMLINK;
	if (error == 0)
		error = directory_add(directory, name, ino);
	if (error == 0) {
		inode->disk.links++;
		inode_changed(inode);
		error = inode_store(inode);
	}
	inode_leave(inode, LOCK_EXCLUSIVE);
	return error < 0 ? error : inode_store(directory);
}

s32
names_link(u32 directory_number, const struct name *name, u32 ino)
{
	struct inode *directory;
	s32 error;

	lock_take(&names_lock, LOCK_EXCLUSIVE);
	error = names_enter_directory(directory_number, &directory);
	if (error == 0) {
		error = link_in(directory, name, ino);
		inode_leave(directory, LOCK_EXCLUSIVE);
	}
	lock_release(&names_lock, LOCK_EXCLUSIVE);
	return error;
}

/* ---- removing ---- */

static s32
free_node(struct inode *inode)
{
	s32 error = 0;

	if (minixfs_has_zones(inode->disk.mode))
		error = map_truncate(inode, 0);
	return error < 0 ? error : inode_free(inode);
}

s32
names_drop_link(struct inode *inode, u32 links, u32 flags)
{
	inode->disk.links = (u16)links;
	inode_changed(inode);
	if (links == 0 && flags & FS_UNUSED)
		return free_node(inode);
	return inode_store(inode);
}

static s32
check_removal(struct inode *inode, u32 flags)
{
	int is_directory = minixfs_is_kind(inode->disk.mode, MINIXFS_DIRECTORY);

	if (flags & FS_DIRECTORY)
		return is_directory ? directory_is_empty(inode) : -ENOTDIR;
	return is_directory ? -EISDIR : 0;
}

/* A count that says 0 already is a damage that removing the name does not make worse. */
static s32
unlink_in(struct inode *directory, const struct name *name, u32 flags, struct fs_node_reply *node)
{
	struct entry_place place;
	struct inode *inode;
	u32 links;
	s32 error = directory_find(directory, name, &place);

	if (error < 0)
		return error;
	error = names_enter_entry(directory, &place, &inode);
	if (error < 0)
		return error;
	error = check_removal(inode, flags);
	if (error == 0)
		error = directory_replace(directory, &place, 0);
	if (error == 0) {
		links = inode->disk.links > 0 ? inode->disk.links - 1u : 0;
		if (flags & FS_DIRECTORY) {
			links = 0;
			if (directory->disk.links > LINKS_OF_DIRECTORY)
				directory->disk.links--;
		}
		node_fill(inode, node);
		node->links = links;
		error = names_drop_link(inode, links, flags);
	}
	inode_leave(inode, LOCK_EXCLUSIVE);
	return error < 0 ? error : inode_store(directory);
}

s32
names_unlink(u32 directory_number, const struct name *name, u32 flags, struct fs_node_reply *node)
{
	struct inode *directory;
	s32 error;

	if (name_is_dot(name) || flags & ~(FS_DIRECTORY | FS_UNUSED))
		return -EINVAL;
	lock_take(&names_lock, LOCK_EXCLUSIVE);
	error = names_enter_directory(directory_number, &directory);
	if (error == 0) {
		error = unlink_in(directory, name, flags, node);
		inode_leave(directory, LOCK_EXCLUSIVE);
	}
	lock_release(&names_lock, LOCK_EXCLUSIVE);
	return error;
}

s32
names_release(u32 ino)
{
	struct inode *inode;
	s32 error;

	lock_take(&names_lock, LOCK_EXCLUSIVE);
	error = inode_enter(ino, LOCK_EXCLUSIVE, &inode);
	if (error == 0) {
		error = inode->disk.links == 0 ? free_node(inode) : -EINVAL;
		inode_leave(inode, LOCK_EXCLUSIVE);
	}
	lock_release(&names_lock, LOCK_EXCLUSIVE);
	return error;
}
