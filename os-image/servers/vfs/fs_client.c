/*
 * The way to file servers: one function per request of proto/fs.h. Nothing of
 * a reply is used before it was checked here.
 */
#include <string.h>
#include <sys/statvfs.h>
#include <libsys/kcall.h>

#include "vfs.h"

/* Sends the request and waits for its reply, both in *m. The reply's status, or an error. */
static s32
fs_call(struct call *call, struct mount *mount, struct message *m)
{
	s32 status;

	if (mount->is_dead || recovery_names_lost(m))
		return -EIO;
	status = lane_enter(call, &mount->lane);
	if (status < 0)
		return status;
	status = request_call(mount->server, m, sys_uptime_us() + REQUEST_DEADLINE_US,
			      recovery_flags(mount->server));
	if (status == 0)
		return reply_status(m->source, m);
	if (status == -EDEADEP)
		recovery_server_died(mount);
	return status == -ETIMEDOUT ? status : -EIO;
}

static int
is_kind(u32 kind)
{
	return kind == S_IFREG || kind == S_IFDIR || kind == S_IFLNK || kind == S_IFCHR ||
	       kind == S_IFBLK || kind == S_IFIFO || kind == S_IFSOCK;
}

s32
fs_take_node(const struct mount *mount, const struct message *m, u32 kind, struct node_info *info)
{
	const struct fs_node_reply *reply = MESSAGE_BODY(m, const struct fs_node_reply);
	const struct vnode *in_use = vnode_find(mount, reply->ino);

	if (reply->ino == 0)
		return breach(mount->server, COMPLAINT_LENGTH, "inode 0", "an inode");
	if (!is_kind(reply->mode & S_IFMT))
		return breach(mount->server, COMPLAINT_LENGTH, "a mode of no kind",
			      "a file's mode");
	if (kind != 0 && (reply->mode & S_IFMT) != kind)
		return breach(mount->server, COMPLAINT_DATA, "another kind",
			      "the kind that was asked for");
	if (reply->size < 0)
		return breach(mount->server, COMPLAINT_LENGTH, "a negative size",
			      "a file's size");
	if (in_use != NULL && vnode_kind(in_use) != (reply->mode & S_IFMT))
		return breach(mount->server, COMPLAINT_DATA, "another kind than before",
			      "what the open file is");
	info->ino = reply->ino;
	info->mode = reply->mode & (S_IFMT | 07777);
	info->uid = reply->uid;
	info->gid = reply->gid;
	info->links = reply->links;
	info->device = reply->device;
	info->size = reply->size;
	return 0;
}

/* A grant of our own memory for the server to read. */
static grant_id_t
lend(const struct mount *mount, const char *text, u32 length)
{
	return grant_direct(mount->server, text, length, GRANT_READ);
}

static grant_id_t
lend_name(const struct fs_name_of *name)
{
	return lend(name->directory->mount, name->name, name->length);
}

void
fs_fill_mount(const struct mount *mount, struct message *m)
{
	struct fs_mount *request = MESSAGE_BODY(m, struct fs_mount);

	*m = (struct message){.type = FS_MOUNT};
	request->minor = DEVICE_MINOR(mount->device);
	request->flags = mount->flags & MS_RDONLY ? FS_READ_ONLY : 0;
	strlcpy(request->driver, driver_of(mount->device)->label, sizeof(request->driver));
}

s32
fs_mount(struct call *call, struct mount *mount, struct node_info *root)
{
	struct message m;
	s32 status;

	fs_fill_mount(mount, &m);
	status = fs_call(call, mount, &m);
	return status < 0 ? status : fs_take_node(mount, &m, S_IFDIR, root);
}

s32
fs_unmount(struct call *call, struct mount *mount)
{
	struct message m = {.type = FS_UNMOUNT};

	return fs_call(call, mount, &m);
}

s32
fs_lookup(struct call *call, const struct fs_name_of *where, struct node_info *found)
{
	struct mount *mount = where->directory->mount;
	struct message m = {.type = FS_LOOKUP};
	struct fs_name *request = MESSAGE_BODY(&m, struct fs_name);
	grant_id_t name = lend_name(where);
	s32 status;

	request->directory = where->directory->ino;
	request->name = name;
	request->name_length = where->length;
	status = fs_call(call, mount, &m);
	(void)grant_revoke(name);
	return status < 0 ? status : fs_take_node(mount, &m, 0, found);
}

s32
fs_create(struct call *call, const struct fs_name_of *where, u32 mode, u32 uid, u32 gid,
	  u32 device, struct node_info *created)
{
	struct mount *mount = where->directory->mount;
	struct message m = {.type = FS_CREATE};
	struct fs_create *request = MESSAGE_BODY(&m, struct fs_create);
	grant_id_t name = lend_name(where);
	s32 status;

	request->directory = where->directory->ino;
	request->name = name;
	request->name_length = where->length;
	request->mode = mode;
	request->uid = uid;
	request->gid = gid;
	request->device = device;
	status = fs_call(call, mount, &m);
	(void)grant_revoke(name);
	if (status >= 0)
		status = fs_take_node(mount, &m, mode & S_IFMT, created);
	if (status >= 0 && vnode_find(mount, created->ino) != NULL)
		return breach(mount->server, COMPLAINT_DATA, "an inode that is in use", "a new one");
	return status;
}

s32
fs_symlink(struct call *call, const struct fs_name_of *where, const char *target,
	   u32 target_length, u32 uid, u32 gid)
{
	struct mount *mount = where->directory->mount;
	struct message m = {.type = FS_SYMLINK};
	struct fs_symlink *request = MESSAGE_BODY(&m, struct fs_symlink);
	grant_id_t name = lend_name(where);
	grant_id_t text = lend(mount, target, target_length);
	s32 status;

	request->directory = where->directory->ino;
	request->name = name;
	request->name_length = where->length;
	request->target = text;
	request->target_length = target_length;
	request->uid = uid;
	request->gid = gid;
	status = fs_call(call, mount, &m);
	(void)grant_revoke(name);
	(void)grant_revoke(text);
	return status < 0 ? status : 0;
}

/* A transfer of `type`; the status is bytes, at most `length`. */
static s32
transfer(struct call *call, struct mount *mount, struct message *m, u32 type, u32 ino,
	 s64 position, grant_id_t grant, u32 length, u32 flags)
{
	struct fs_transfer *request = MESSAGE_BODY(m, struct fs_transfer);
	s32 status;

	m->type = type;
	request->ino = ino;
	request->position = position;
	request->grant = grant;
	request->length = length;
	request->flags = flags;
	status = fs_call(call, mount, m);
	if (status >= 0 && (u32)status > length)
		return breach(mount->server, COMPLAINT_LENGTH, "more bytes than asked",
			      "at most what was asked");
	return status;
}

/* The same with our own memory, which the server writes. */
static s32
transfer_here(struct call *call, struct mount *mount, u32 type, u32 ino, void *to, u32 length)
{
	grant_id_t grant = grant_direct(mount->server, to, length, GRANT_WRITE);
	struct message m;
	s32 status = transfer(call, mount, &m, type, ino, 0, grant, length, 0);

	(void)grant_revoke(grant);
	return status;
}

s32
fs_readlink(struct call *call, struct vnode *link, char *target, u32 size)
{
	return transfer_here(call, link->mount, FS_READLINK, link->ino, target, size);
}

s32
fs_stat(struct call *call, struct vnode *vnode, struct stat *status)
{
	s32 result;

	memset(status, 0, sizeof(*status));
	result = transfer_here(call, vnode->mount, FS_STAT, vnode->ino, status, sizeof(*status));
	status->st_dev = vnode->mount->device;
	return result < 0 ? result : 0;
}

s32
fs_statvfs(struct call *call, struct mount *mount, struct statvfs *status)
{
	s32 result;

	memset(status, 0, sizeof(*status));
	result = transfer_here(call, mount, FS_STATVFS, mount->root->ino, status, sizeof(*status));
	status->f_fsid = mount->device;
	status->f_flag = mount->flags & MS_RDONLY ? ST_RDONLY : 0;
	return result < 0 ? result : 0;
}

s32
fs_link(struct call *call, const struct fs_name_of *where, struct vnode *node)
{
	struct message m = {.type = FS_LINK};
	struct fs_link *request = MESSAGE_BODY(&m, struct fs_link);
	grant_id_t name = lend_name(where);
	s32 status;

	request->directory = where->directory->ino;
	request->name = name;
	request->name_length = where->length;
	request->ino = node->ino;
	status = fs_call(call, node->mount, &m);
	(void)grant_revoke(name);
	return status < 0 ? status : 0;
}

s32
fs_unlink(struct call *call, const struct fs_name_of *where, u32 flags, struct node_info *removed)
{
	struct mount *mount = where->directory->mount;
	struct message m = {.type = FS_UNLINK};
	struct fs_unlink *request = MESSAGE_BODY(&m, struct fs_unlink);
	grant_id_t name = lend_name(where);
	s32 status;

	request->directory = where->directory->ino;
	request->name = name;
	request->name_length = where->length;
	request->flags = flags;
	status = fs_call(call, mount, &m);
	(void)grant_revoke(name);
	return status < 0 ? status : fs_take_node(mount, &m, 0, removed);
}

s32
fs_rename(struct call *call, const struct fs_name_of *from, const struct fs_name_of *to, u32 flags,
	  struct node_info *replaced)
{
	struct mount *mount = from->directory->mount;
	struct message m = {.type = FS_RENAME};
	struct fs_rename *request = MESSAGE_BODY(&m, struct fs_rename);
	grant_id_t old_name = lend_name(from);
	grant_id_t new_name = lend_name(to);
	s32 status;

	request->old_directory = from->directory->ino;
	request->old_name = old_name;
	request->old_length = from->length;
	request->new_directory = to->directory->ino;
	request->new_name = new_name;
	request->new_length = to->length;
	request->flags = flags;
	status = fs_call(call, mount, &m);
	(void)grant_revoke(old_name);
	(void)grant_revoke(new_name);
	if (status < 0)
		return status;
	replaced->ino = MESSAGE_BODY(&m, const struct fs_node_reply)->ino;
	return replaced->ino == 0 ? 0 : fs_take_node(mount, &m, 0, replaced);
}

s32
fs_read(struct call *call, struct vnode *vnode, s64 position, grant_id_t grant, u32 length)
{
	struct message m;

	return transfer(call, vnode->mount, &m, FS_READ, vnode->ino, position, grant, length, 0);
}

s32
fs_write(struct call *call, struct vnode *vnode, s64 *position, grant_id_t grant, u32 length,
	 u32 flags)
{
	const struct fs_position_reply *reply;
	struct message m;
	s32 status = transfer(call, vnode->mount, &m, FS_WRITE, vnode->ino, *position, grant,
			      length, flags);

	if (status < 0)
		return status;
	reply = MESSAGE_BODY(&m, const struct fs_position_reply);
	if (reply->position < status || reply->size < reply->position)
		return breach(vnode->mount->server, COMPLAINT_LENGTH, "a position beyond the end",
			      "where it has written");
	*position = reply->position;
	vnode->size = reply->size;
	return status;
}

s32
fs_getdents(struct call *call, struct vnode *directory, s64 *position, grant_id_t grant,
	    u32 length)
{
	struct message m;
	s32 status = transfer(call, directory->mount, &m, FS_GETDENTS, directory->ino, *position,
			      grant, length, 0);

	if (status > 0)
		*position = MESSAGE_BODY(&m, const struct fs_position_reply)->position;
	return status;
}

s32
fs_setattr(struct call *call, struct vnode *vnode, struct fs_setattr *change)
{
	struct message m = {.type = FS_SETATTR};
	s32 status;

	change->ino = vnode->ino;
	*MESSAGE_BODY(&m, struct fs_setattr) = *change;
	status = fs_call(call, vnode->mount, &m);
	if (status < 0)
		return status;
	if (change->mask & FS_SET_MODE)
		vnode->mode = (vnode->mode & S_IFMT) | (change->mode & 07777);
	if (change->mask & FS_SET_OWNER) {
		vnode->uid = change->uid;
		vnode->gid = change->gid;
	}
	if (change->mask & FS_SET_SIZE)
		vnode->size = change->size;
	return 0;
}

s32
fs_fsync(struct call *call, struct vnode *vnode)
{
	struct message m = {.type = FS_FSYNC};
	s32 status;

	MESSAGE_BODY(&m, struct fs_ino)->ino = vnode->ino;
	status = fs_call(call, vnode->mount, &m);
	return status < 0 ? status : 0;
}
