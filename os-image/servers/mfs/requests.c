/*
 * Requests of VFS (proto/fs.h): unpacks each, calls the file system, replies.
 * A handler's result is the reply's status; what else the reply says it writes
 * where the body of the request was.
 */
#include "attributes.h"
#include "file.h"
#include "names.h"
#include "recovery_group.h"
#include "recovery_kept.h"
#include "recovery_take_over.h"
#include "server.h"
#include "volume.h"

#include <errno.h>
#include <libsys/kcall.h>
#include <string.h>

#define TARGET_MAX MINIXFS_BLOCK_MAX

/* Only VFS may ask. It is found by its label whenever someone unknown asks, since it may be new. */
s32
request_accept(const struct message *request)
{
	static endpoint_t vfs = EP_NONE;

	if (request->source != vfs)
		vfs = sys_lookup("vfs");
	return request->source == vfs ? 0 : -EPERM;
}

static s32
fetch_name(const struct message *request, grant_id_t grant, u32 length, struct name *name)
{
	struct user_memory from = {request->source, grant};
	char text[MINIXFS_NAME_MAX];
	s32 error;

	if (length > sizeof(text))
		return -ENAMETOOLONG;
	error = user_copy_in(&from, 0, text, length);
	return error < 0 ? error : name_make(text, length, name);
}

/* ---- the volume ---- */

static s32
do_mount(struct message *m)
{
	struct fs_mount request = *MESSAGE_BODY(m, const struct fs_mount);
	struct name dot = name_dot;
	s32 error;

	if (strnlen(request.driver, sizeof(request.driver)) == sizeof(request.driver))
		return -EINVAL;
	error = volume_mount(request.driver, request.minor, request.flags);
	if (error < 0)
		return error;
	error = names_lookup(MINIXFS_ROOT, &dot, MESSAGE_BODY(m, struct fs_node_reply));
	if (recovery_remembers())
		MESSAGE_BODY(m, struct fs_node_reply)->flags = FS_REMEMBERS;
	return error;
}

static s32
do_unmount(struct message *m)
{
	(void)m;
	return volume_unmount();
}

static s32
do_sync(struct message *m)
{
	(void)m;
	return volume_sync();
}

static s32
do_statvfs(struct message *m)
{
	const struct fs_transfer *request = MESSAGE_BODY(m, const struct fs_transfer);
	struct user_memory to = {m->source, request->grant};
	struct statvfs status;

	if (request->length != sizeof(status))
		return -EINVAL;
	volume_describe(&status);
	return user_copy_out(&to, 0, &status, sizeof(status));
}

/* ---- names ---- */

static s32
do_lookup(struct message *m)
{
	const struct fs_name *request = MESSAGE_BODY(m, const struct fs_name);
	u32 directory = request->directory;
	struct name name;
	s32 error = fetch_name(m, request->name, request->name_length, &name);

	return error < 0 ? error
			 : names_lookup(directory, &name, MESSAGE_BODY(m, struct fs_node_reply));
}

static s32
do_create(struct message *m)
{
	const struct fs_create *request = MESSAGE_BODY(m, const struct fs_create);
	struct new_node what = {
		.mode = request->mode,
		.uid = request->uid,
		.gid = request->gid,
		.device = request->device,
	};
	u32 directory = request->directory;
	struct name name;
	s32 error = fetch_name(m, request->name, request->name_length, &name);

	if (error == 0 && minixfs_is_kind(what.mode, MINIXFS_SYMLINK))
		error = -EINVAL;
	return error < 0 ? error : names_create(directory, &name, &what,
						MESSAGE_BODY(m, struct fs_node_reply));
}

static s32
do_symlink(struct message *m)
{
	const struct fs_symlink *request = MESSAGE_BODY(m, const struct fs_symlink);
	struct user_memory from = {m->source, request->target};
	char target[TARGET_MAX];
	struct new_node what = {
		.mode = MINIXFS_SYMLINK | 0777,
		.uid = request->uid,
		.gid = request->gid,
		.target = target,
		.target_length = request->target_length,
	};
	u32 directory = request->directory;
	struct name name;
	s32 error = fetch_name(m, request->name, request->name_length, &name);

	if (error == 0 && what.target_length > sizeof(target))
		error = -ENAMETOOLONG;
	if (error == 0)
		error = user_copy_in(&from, 0, target, what.target_length);
	return error < 0 ? error : names_create(directory, &name, &what,
						MESSAGE_BODY(m, struct fs_node_reply));
}

static s32
do_link(struct message *m)
{
	struct fs_link request = *MESSAGE_BODY(m, const struct fs_link);
	struct name name;
	s32 error = fetch_name(m, request.name, request.name_length, &name);

	return error < 0 ? error : names_link(request.directory, &name, request.ino);
}

static s32
do_unlink(struct message *m)
{
	struct fs_unlink request = *MESSAGE_BODY(m, const struct fs_unlink);
	struct name name;
	s32 error = fetch_name(m, request.name, request.name_length, &name);

	return error < 0 ? error : names_unlink(request.directory, &name, request.flags,
						MESSAGE_BODY(m, struct fs_node_reply));
}

static s32
do_rename(struct message *m)
{
	struct fs_rename request = *MESSAGE_BODY(m, const struct fs_rename);
	struct name old_name;
	struct name new_name;
	struct rename rename = {
		.old_directory = request.old_directory,
		.old_name = &old_name,
		.new_directory = request.new_directory,
		.new_name = &new_name,
		.flags = request.flags,
	};
	s32 error = fetch_name(m, request.old_name, request.old_length, &old_name);

	if (error == 0)
		error = fetch_name(m, request.new_name, request.new_length, &new_name);
	return error < 0 ? error : names_rename(&rename, MESSAGE_BODY(m, struct fs_node_reply));
}

static s32
do_release(struct message *m)
{
	return names_release(MESSAGE_BODY(m, const struct fs_ino)->ino);
}

/* ---- inodes ---- */

static s32
do_node(struct message *m)
{
	return names_describe(MESSAGE_BODY(m, const struct fs_ino)->ino,
			      MESSAGE_BODY(m, struct fs_node_reply));
}

static s32
do_stat(struct message *m)
{
	const struct fs_transfer *request = MESSAGE_BODY(m, const struct fs_transfer);
	struct user_memory to = {m->source, request->grant};
	struct inode *inode;
	struct stat status;
	s32 error;

	if (request->length != sizeof(status))
		return -EINVAL;
	error = inode_enter(request->ino, LOCK_SHARED, &inode);
	if (error < 0)
		return error;
	attributes_describe(inode, &status);
	inode_leave(inode, LOCK_SHARED);
	return user_copy_out(&to, 0, &status, sizeof(status));
}

static s32
do_setattr(struct message *m)
{
	struct fs_setattr request = *MESSAGE_BODY(m, const struct fs_setattr);
	struct inode *inode;
	s32 error = inode_enter(request.ino, LOCK_EXCLUSIVE, &inode);

	if (error < 0)
		return error;
	error = attributes_set(inode, &request);
	if (error == 0)
		error = inode_store(inode);
	inode_leave(inode, LOCK_EXCLUSIVE);
	return error;
}

static s32
do_fsync(struct message *m)
{
	return file_sync(MESSAGE_BODY(m, const struct fs_ino)->ino);
}

/* ---- contents ---- */

static s32
do_readlink(struct message *m)
{
	const struct fs_transfer *request = MESSAGE_BODY(m, const struct fs_transfer);
	struct user_memory to = {m->source, request->grant};
	u32 length = request->length;
	struct inode *inode;
	s32 result = inode_enter(request->ino, LOCK_SHARED, &inode);

	if (result < 0)
		return result;
	if (minixfs_is_kind(inode->disk.mode, MINIXFS_SYMLINK))
		result = file_read(inode, 0, &to, length);
	else
		result = -EINVAL;
	inode_leave(inode, LOCK_SHARED);
	return result;
}

static s32
do_write(struct message *m)
{
	const struct fs_transfer request = *MESSAGE_BODY(m, const struct fs_transfer);
	struct fs_position_reply *reply = MESSAGE_BODY(m, struct fs_position_reply);
	struct user_memory from = {m->source, request.grant};
	s64 position = request.position;
	struct inode *inode;
	s32 result = inode_enter(request.ino, LOCK_EXCLUSIVE, &inode);

	if (result < 0)
		return result;
	if (request.flags & FS_APPEND)
		position = inode->disk.size;
	if (minixfs_is_kind(inode->disk.mode, MINIXFS_FILE))
		result = file_write(inode, position, &from, request.length);
	else
		result = -EINVAL;
	if (result > 0) {
		s32 error = inode_store(inode);

		if (error < 0)
			result = error;
	}
	reply->position = position + (result > 0 ? result : 0);
	reply->size = inode->disk.size;
	inode_leave(inode, LOCK_EXCLUSIVE);
	return result;
}

static s32
do_getdents(struct message *m)
{
	const struct fs_transfer request = *MESSAGE_BODY(m, const struct fs_transfer);
	struct fs_position_reply *reply = MESSAGE_BODY(m, struct fs_position_reply);
	struct user_memory to = {m->source, request.grant};
	struct inode *directory;
	s64 position = request.position;
	s32 result = inode_enter(request.ino, LOCK_SHARED, &directory);

	if (result < 0)
		return result;
	result = directory_list(directory, &position, &to, request.length);
	reply->position = position;
	reply->size = directory->disk.size;
	inode_leave(directory, LOCK_SHARED);
	return result;
}

/* ---- from messages to handlers ---- */

typedef s32 fs_handler(struct message *m);

struct fs_call {
	fs_handler *handle;
	int to_change;   /* refused when mounted read-only */
	int is_unmounted; /* runs without a file system */
};

static const struct fs_call calls[FS_REQUEST_END - PROTO_FS] = {
	[FS_MOUNT - PROTO_FS] = {do_mount, 0, 1},
	[FS_UNMOUNT - PROTO_FS] = {do_unmount, 0, 1},
	[FS_LOOKUP - PROTO_FS] = {do_lookup, 0, 0},
	[FS_NODE - PROTO_FS] = {do_node, 0, 0},
	[FS_CREATE - PROTO_FS] = {do_create, 1, 0},
	[FS_SYMLINK - PROTO_FS] = {do_symlink, 1, 0},
	[FS_READLINK - PROTO_FS] = {do_readlink, 0, 0},
	[FS_LINK - PROTO_FS] = {do_link, 1, 0},
	[FS_UNLINK - PROTO_FS] = {do_unlink, 1, 0},
	[FS_RELEASE - PROTO_FS] = {do_release, 1, 0},
	[FS_RENAME - PROTO_FS] = {do_rename, 1, 0},
	[FS_WRITE - PROTO_FS] = {do_write, 1, 0},
	[FS_GETDENTS - PROTO_FS] = {do_getdents, 0, 0},
	[FS_STAT - PROTO_FS] = {do_stat, 0, 0},
	[FS_SETATTR - PROTO_FS] = {do_setattr, 1, 0},
	[FS_STATVFS - PROTO_FS] = {do_statvfs, 0, 0},
	[FS_SYNC - PROTO_FS] = {do_sync, 0, 0},
	[FS_FSYNC - PROTO_FS] = {do_fsync, 0, 0},
};

/* The reply takes the request's place. */
static void
make_reply(struct message *m, u32 id, s32 status)
{
	struct reply_head *head = MESSAGE_BODY(m, struct reply_head);

	m->type |= REPLY_BIT;
	head->id = id;
	head->status = status;
}

/* VFS that is gone needs none. */
static void
reply(struct message *m, u32 id, s32 status)
{
	make_reply(m, id, status);
	(void)event_reply(m->source, m);
}

/* What a predecessor has done already is answered as it did, or would have. */
static void
change(const struct fs_call *call, struct message *m, u32 id)
{
	endpoint_t client = m->source;
	s32 error;

	if (kept_find_answer(id, m->type, m)) {
		m->source = client;
		return;
	}
	error = group_enter();
	make_reply(m, id, error < 0 ? error : call->handle(m));
	if (error == 0)
		group_leave(m);
}

static void
serve(struct message *m)
{
	const struct fs_call *call = &calls[m->type - PROTO_FS];
	u32 id = MESSAGE_BODY(m, const struct request_head)->id;
	s32 status = call->is_unmounted ? 0 : volume_enter(call->to_change);

	if (status < 0)
		make_reply(m, id, status);
	else if (call->to_change)
		change(call, m, id);
	else
		make_reply(m, id, call->handle(m));
	if (status == 0 && !call->is_unmounted)
		volume_leave();
	(void)event_reply(m->source, m);
}

static s32
read_file(const struct message *m, struct inode *inode)
{
	const struct fs_transfer *request = MESSAGE_BODY(m, const struct fs_transfer);
	struct user_memory to = {m->source, request->grant};

	if (!minixfs_is_kind(inode->disk.mode, MINIXFS_FILE))
		return minixfs_is_kind(inode->disk.mode, MINIXFS_DIRECTORY) ? -EISDIR : -EINVAL;
	return file_read(inode, request->position, &to, request->length);
}

/* The one request that goes on after its reply: the reader computes, and the disk fetches more. */
static void
serve_read(struct message *m)
{
	u32 id = MESSAGE_BODY(m, const struct request_head)->id;
	struct inode *inode;
	s32 status = volume_enter(0);

	if (status == 0) {
		status = inode_enter(MESSAGE_BODY(m, const struct fs_transfer)->ino, LOCK_SHARED,
				     &inode);
		if (status < 0)
			volume_leave();
	}
	if (status < 0) {
		reply(m, id, status);
		return;
	}
	reply(m, id, read_file(m, inode));
	readahead_continue(inode);
	inode_leave(inode, LOCK_SHARED);
	volume_leave();
}

#define ROUTE(type) {type, EVENT_ON_THREAD, serve}

const struct event_route request_routes[] = {
	{FS_READ, EVENT_ON_THREAD, serve_read},
	ROUTE(FS_LOOKUP),
	ROUTE(FS_NODE),
	ROUTE(FS_STAT),
	ROUTE(FS_WRITE),
	ROUTE(FS_GETDENTS),
	ROUTE(FS_CREATE),
	ROUTE(FS_SYMLINK),
	ROUTE(FS_READLINK),
	ROUTE(FS_LINK),
	ROUTE(FS_UNLINK),
	ROUTE(FS_RELEASE),
	ROUTE(FS_RENAME),
	ROUTE(FS_SETATTR),
	ROUTE(FS_STATVFS),
	ROUTE(FS_SYNC),
	ROUTE(FS_FSYNC),
	ROUTE(FS_MOUNT),
	ROUTE(FS_UNMOUNT),
};
const u32 request_route_count = ARRAY_LEN(request_routes);
