/*
 * Renaming: the one operation with up to four inodes. The new name stands for
 * the node before the old one is gone, so a crash in between leaves two names
 * rather than none.
 */
#include "names_internal.h"

#include "cache.h"
#include "damage.h"
#include "map.h"
#include "volume.h"

#include <errno.h>

#define DEPTH_MAX 65536u /* directories on the way up to the root; more are a loop */
#define LINKS_OF_DIRECTORY 2u

struct participants {
	struct inode *from; /* the directories; may be the same */
	struct inode *to;
	struct inode *node;
	struct inode *replaced; /* or NULL */
	struct entry_place old_place;
	struct entry_place new_place; /* if something is replaced */
};

/* The parent of a directory, by its dot dot. */
static s32
parent_of(u32 number, u32 *parent)
{
	struct entry_place place;
	struct inode *directory;
	s32 error = inode_enter(number, LOCK_SHARED, &directory);

	if (error < 0)
		return error;
	error = directory_find(directory, &name_dot_dot, &place);
	inode_leave(directory, LOCK_SHARED);
	*parent = place.inode;
	return error;
}

/*
 * -EINVAL when the directory `ino` is one of those above `below`, or that
 * itself. Nothing is locked yet but names_lock, so nobody changes the tree.
 */
static s32
check_not_above(u32 ino, u32 below)
{
	for (u32 depth = 0; depth < DEPTH_MAX; depth++) {
		s32 error;

		if (below == ino)
			return -EINVAL;
		if (below == MINIXFS_ROOT)
			return 0;
		error = parent_of(below, &below);
		if (error < 0)
			return error == -ENOENT ? damaged(DAMAGE_DIRECTORY,
							  "directory %u has no \"..\"", below)
						: error;
	}
	return damaged(DAMAGE_DIRECTORY, "the directories above inode %u go in a circle", below);
}

/* Before anything is locked: the entry's inode, and that a directory does not move into itself. */
static s32
check_move(const struct rename *rename)
{
	struct fs_node_reply node;
	s32 error;

	if (name_is_dot(rename->old_name) || name_is_dot(rename->new_name))
		return -EINVAL;
	error = names_lookup(rename->old_directory, rename->old_name, &node);
	if (error < 0 || !minixfs_is_kind(node.mode, MINIXFS_DIRECTORY))
		return error;
	return check_not_above(node.ino, rename->new_directory);
}

static s32
check_replaced(const struct participants *who)
{
	int moves_directory = minixfs_is_kind(who->node->disk.mode, MINIXFS_DIRECTORY);

	if (!minixfs_is_kind(who->replaced->disk.mode, MINIXFS_DIRECTORY))
		return moves_directory ? -ENOTDIR : 0;
	return moves_directory ? directory_is_empty(who->replaced) : -EISDIR;
}

/* A directory that moves to another one: its dot dot and both directories' links. */
static s32
change_parent(struct participants *who)
{
	struct entry_place dot_dot;
	s32 error;

	if (who->from == who->to || !minixfs_is_kind(who->node->disk.mode, MINIXFS_DIRECTORY))
		return 0;
	error = directory_find(who->node, &name_dot_dot, &dot_dot);
	if (error == 0)
		error = directory_replace(who->node, &dot_dot, who->to->number);
	if (error < 0)
		return error;
	who->to->disk.links++;
	if (who->from->disk.links > LINKS_OF_DIRECTORY)
		who->from->disk.links--;
	return 0;
}

static s32
drop_replaced(struct participants *who, u32 flags, struct fs_node_reply *node)
{
	int is_directory = minixfs_is_kind(who->replaced->disk.mode, MINIXFS_DIRECTORY);
	u32 links = who->replaced->disk.links > 0 ? who->replaced->disk.links - 1u : 0;

	if (is_directory) {
		links = 0;
		if (who->to->disk.links > LINKS_OF_DIRECTORY)
			who->to->disk.links--;
	}
	node_fill(who->replaced, node);
	node->links = links;
	return names_drop_link(who->replaced, links, flags);
}

static s32
first_error(s32 a, s32 b)
{
	return a < 0 ? a : b;
}

/* Adding to the directory may have moved nothing: places are indices. */
static s32
move(struct participants *who, const struct rename *rename, struct fs_node_reply *node)
{
	int needs_link = who->from != who->to && who->replaced == NULL &&
			 minixfs_is_kind(who->node->disk.mode, MINIXFS_DIRECTORY);
	s32 error;

	if (needs_link && who->to->disk.links >= MINIXFS_LINKS_MAX)
		return -EMLINK;
	if (who->replaced != NULL)
		error = directory_replace(who->to, &who->new_place, who->node->number);
	else
		error = directory_add(who->to, rename->new_name, who->node->number);
	if (error < 0)
		return error;
	error = directory_replace(who->from, &who->old_place, 0);
	error = first_error(error, change_parent(who));
	inode_changed(who->node);
	if (who->replaced != NULL)
		error = first_error(error, drop_replaced(who, rename->flags, node));
	error = first_error(error, inode_store(who->node));
	error = first_error(error, inode_store(who->from));
	return first_error(error, inode_store(who->to));
}

/* Locks what the new name stands for, if it does, and renames. */
static s32
replace(struct participants *who, const struct rename *rename, struct fs_node_reply *node)
{
	s32 error = directory_find(who->to, rename->new_name, &who->new_place);

	if (error < 0 && error != -ENOENT)
		return error;
	if (error == -ENOENT)
		return move(who, rename, node);
	if (who->new_place.inode == who->node->number)
		return 0; /* two names of one file, or twice the same: POSIX has both stay */
	if (who->new_place.inode == who->from->number)
		return -ENOTEMPTY; /* it holds the old name, at least */
	error = names_enter_entry(who->to, &who->new_place, &who->replaced);
	if (error < 0)
		return error;
	error = check_replaced(who);
	if (error == 0)
		error = move(who, rename, node);
	inode_leave(who->replaced, LOCK_EXCLUSIVE);
	return error;
}

static s32
rename_between(struct inode *from, struct inode *to, const struct rename *rename,
	       struct fs_node_reply *node)
{
	struct participants who = {.from = from, .to = to};
	s32 error = directory_find(from, rename->old_name, &who.old_place);

	if (error < 0)
		return error;
	if (who.old_place.inode == to->number)
		return -EINVAL;
	error = names_enter_entry(from, &who.old_place, &who.node);
	if (error < 0)
		return error;
	error = replace(&who, rename, node);
	inode_leave(who.node, LOCK_EXCLUSIVE);
	return error;
}

static s32
enter_both(const struct rename *rename, struct inode **from, struct inode **to)
{
	s32 error = names_enter_directory(rename->old_directory, from);

	if (error < 0)
		return error;
	*to = *from;
	if (rename->new_directory == rename->old_directory)
		return 0;
	error = names_enter_directory(rename->new_directory, to);
	if (error < 0)
		inode_leave(*from, LOCK_EXCLUSIVE);
	return error;
}

s32
names_rename(const struct rename *rename, struct fs_node_reply *node)
{
	struct inode *from;
	struct inode *to;
	s32 error;

	node->ino = 0;
	lock_take(&names_lock, LOCK_EXCLUSIVE);
	error = check_move(rename);
	if (error == 0)
		error = enter_both(rename, &from, &to);
	if (error == 0) {
		error = rename_between(from, to, rename, node);
		if (to != from)
			inode_leave(to, LOCK_EXCLUSIVE);
		inode_leave(from, LOCK_EXCLUSIVE);
	}
	lock_release(&names_lock, LOCK_EXCLUSIVE);
	return error;
}
