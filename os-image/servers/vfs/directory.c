/* Where a process stands: current directory, root, and the way there that getcwd finds out. */
#include <dirent.h>
#include <string.h>

#include "vfs.h"

#define RECORDS_BYTES 4096u
#define ROUNDS_MAX 16384 /* of reading one directory: a server may not keep us for ever */

/* Makes the directory at a path the process' *place. */
static s32
change(struct call *call, struct vnode **place)
{
	struct vfs_path request = *MESSAGE_BODY(&call->message, const struct vfs_path);
	struct vnode *vnode;
	s32 error = walk_path(call, request.path, request.path_length, 0, &vnode);

	if (error < 0)
		return error;
	error = vnode_kind(vnode) != S_IFDIR ? -ENOTDIR
					     : permitted_to(call->process, vnode, MAY_EXECUTE);
	if (error < 0) {
		vnode_put(vnode);
		return error;
	}
	vnode_put(*place);
	*place = vnode;
	return 0;
}

s32
do_chdir(struct call *call)
{
	return change(call, &call->process->directory);
}

s32
do_chroot(struct call *call)
{
	return fproc_is_root(call->process) ? change(call, &call->process->root) : -EPERM;
}

s32
do_fchdir(struct call *call)
{
	const struct vfs_fd *request = MESSAGE_BODY(&call->message, const struct vfs_fd);
	struct fproc *process = call->process;
	struct filp *filp = descriptor_filp(process, request->fd);
	s32 error;

	if (filp == NULL)
		return -EBADF;
	if (vnode_kind(filp->vnode) != S_IFDIR)
		return -ENOTDIR;
	error = permitted_to(process, filp->vnode, MAY_EXECUTE);
	if (error < 0)
		return error;
	vnode_put(process->directory);
	process->directory = vnode_ref(filp->vnode);
	return 0;
}

/* The record at `offset`, or NULL when those bytes are none. */
static const struct dirent *
record_at(const u8 *records, u32 offset, u32 length)
{
	const struct dirent *record = (const struct dirent *)(const void *)(records + offset);
	u32 header = offsetof(struct dirent, d_name);
	u32 left = length - offset;

	if (left <= header || record->d_reclen <= header || record->d_reclen > left ||
	    record->d_reclen % 4 != 0 ||
	    memchr(record->d_name, '\0', record->d_reclen - header) == NULL)
		return NULL;
	return record;
}

/* The name that stands for inode `ino` among these records: 0 found, -ENOENT not here. */
static s32
find_name(const struct vnode *directory, const u8 *records, u32 length, u32 ino, char *name)
{
	const struct dirent *record;

	for (u32 offset = 0; offset < length; offset += record->d_reclen) {
		record = record_at(records, offset, length);
		if (record == NULL)
			return breach(directory->mount->server, COMPLAINT_DATA, "a broken record",
				      "records of a directory");
		if (record->d_ino != ino || name_is_dot(record->d_name) ||
		    name_is_dotdot(record->d_name))
			continue;
		strlcpy(name, record->d_name, FS_NAME_MAX + 1);
		return 0;
	}
	return -ENOENT;
}

/* The name that stands for inode `ino` in a directory. */
static s32
name_in(struct call *call, struct vnode *directory, u32 ino, char *name)
{
	u8 records[RECORDS_BYTES] __attribute__((aligned(8)));
	grant_id_t grant = grant_direct(directory->mount->server, records, sizeof(records),
					GRANT_WRITE);
	s64 position = 0;
	s32 result = -ENOENT;

	if (grant < 0)
		return -EAGAIN;
	for (u32 round = 0; round < ROUNDS_MAX && result == -ENOENT; round++) {
		s32 length = fs_getdents(call, directory, &position, grant, sizeof(records));

		if (length == 0)
			break;
		result = length < 0 ? length
				    : find_name(directory, records, (u32)length, ino, name);
	}
	(void)grant_revoke(grant);
	return result;
}

/* Puts "/name" before what `path` holds from *start on. */
static s32
prepend(char *path, u32 *start, const char *name)
{
	u32 length = (u32)strlen(name);

	if (length + 1 > *start)
		return -ENAMETOOLONG;
	*start -= length;
	memcpy(path + *start, name, length);
	path[--*start] = '/';
	return 0;
}

/* One step up from *at, and the name by which one gets back. */
static s32
climb(struct call *call, struct vnode **at, char *path, u32 *start)
{
	char name[FS_NAME_MAX + 1];
	struct vnode *below = *at;
	struct vnode *above = vnode_ref(below);
	s32 error;

	while (below == below->mount->root && below->mount->covers != NULL)
		below = below->mount->covers;
	error = walk_up(call, call->process->root, &above);
	if (error == 0 && above == *at)
		error = -ENOENT; /* the root of all, and not of the process: it is outside */
	if (error == 0)
		error = name_in(call, above, below->ino, name);
	if (error == 0)
		error = prepend(path, start, name);
	vnode_put(*at);
	*at = above;
	return error;
}

s32
do_getcwd(struct call *call)
{
	struct vfs_buffer request = *MESSAGE_BODY(&call->message, const struct vfs_buffer);
	struct fproc *process = call->process;
	struct vnode *at = vnode_ref(process->directory);
	char path[PATH_MAX];
	u32 start = sizeof(path) - 1;
	s32 error = at->is_unlinked ? -ENOENT : 0;

	path[start] = '\0';
	while (error == 0 && at != process->root)
		error = climb(call, &at, path, &start);
	vnode_put(at);
	if (error == 0 && path[start] == '\0')
		error = prepend(path, &start, "");
	if (error < 0)
		return error;
	if (sizeof(path) - start > request.length)
		return -ERANGE;
	if (fproc_copy_out(process, path + start, request.address, sizeof(path) - start) < 0)
		return -EFAULT;
	return (s32)(sizeof(path) - start);
}
