/* Requests that change something, as requests.c serves them. See asked.h. */
#include "asked.h"

#include "../file.h"
#include "../recovery_group.h"
#include "../recovery_kept.h"

#define ID_BITS_OF_COUNT 20u

static u32
id_of(const struct asker *asker)
{
	return (asker->slot + 1) << ID_BITS_OF_COUNT | asker->count;
}

/* Whether it is to be done; otherwise *status is its answer, or why not. */
static int
begin(struct asker *asker, u32 type, struct message *m, s32 *status)
{
	asker->count++;
	if (kept_find_answer(id_of(asker), type, m)) {
		*status = MESSAGE_BODY(m, struct reply_head)->status;
		return 0;
	}
	*m = (struct message){.type = type | REPLY_BIT};
	*status = group_enter();
	return *status == 0;
}

static s32
end(const struct asker *asker, struct message *m, s32 status)
{
	struct reply_head *head = MESSAGE_BODY(m, struct reply_head);

	head->id = id_of(asker);
	head->status = status;
	group_leave(m);
	return status;
}

s32
asked_create(struct asker *asker, u32 directory, const struct name *name,
	     const struct new_node *what, struct fs_node_reply *node)
{
	struct message m;
	s32 status;

	if (begin(asker, FS_CREATE, &m, &status))
		status = end(asker, &m, names_create(directory, name, what,
						     MESSAGE_BODY(&m, struct fs_node_reply)));
	*node = *MESSAGE_BODY(&m, struct fs_node_reply);
	return status;
}

s32
asked_link(struct asker *asker, u32 directory, const struct name *name, u32 ino)
{
	struct message m;
	s32 status;

	if (begin(asker, FS_LINK, &m, &status))
		status = end(asker, &m, names_link(directory, name, ino));
	return status;
}

s32
asked_unlink(struct asker *asker, u32 directory, const struct name *name, u32 flags,
	     struct fs_node_reply *node)
{
	struct message m;
	s32 status;

	if (begin(asker, FS_UNLINK, &m, &status))
		status = end(asker, &m, names_unlink(directory, name, flags,
						     MESSAGE_BODY(&m, struct fs_node_reply)));
	*node = *MESSAGE_BODY(&m, struct fs_node_reply);
	return status;
}

s32
asked_release(struct asker *asker, u32 ino)
{
	struct message m;
	s32 status;

	if (begin(asker, FS_RELEASE, &m, &status))
		status = end(asker, &m, names_release(ino));
	return status;
}

s32
asked_rename(struct asker *asker, const struct rename *rename, struct fs_node_reply *node)
{
	struct message m;
	s32 status;

	if (begin(asker, FS_RENAME, &m, &status))
		status = end(asker, &m,
			     names_rename(rename, MESSAGE_BODY(&m, struct fs_node_reply)));
	*node = *MESSAGE_BODY(&m, struct fs_node_reply);
	return status;
}

/* The inode is stored with what was changed. */
static s32
change_inode(u32 ino, s32 (*change)(struct inode *inode, const void *how), const void *how)
{
	struct inode *inode;
	s32 status = inode_enter(ino, LOCK_EXCLUSIVE, &inode);
	s32 stored;

	if (status < 0)
		return status;
	status = change(inode, how);
	stored = inode_store(inode);
	inode_leave(inode, LOCK_EXCLUSIVE);
	return stored < 0 ? stored : status;
}

struct writing {
	s64 position;
	const struct user_memory *from;
	u32 length;
};

static s32
write_inode(struct inode *inode, const void *how)
{
	const struct writing *writing = how;

	return file_write(inode, writing->position, writing->from, writing->length);
}

s32
asked_write(struct asker *asker, u32 ino, s64 position, const struct user_memory *from, u32 length)
{
	struct writing writing = {position, from, length};
	struct message m;
	s32 status;

	if (begin(asker, FS_WRITE, &m, &status))
		status = end(asker, &m, change_inode(ino, write_inode, &writing));
	return status;
}

static s32
resize_inode(struct inode *inode, const void *how)
{
	return file_resize(inode, *(const s64 *)how);
}

s32
asked_resize(struct asker *asker, u32 ino, s64 size)
{
	struct message m;
	s32 status;

	if (begin(asker, FS_SETATTR, &m, &status))
		status = end(asker, &m, change_inode(ino, resize_inode, &size));
	return status;
}
