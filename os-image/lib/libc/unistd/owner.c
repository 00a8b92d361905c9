/* Owners of files; an id of -1 stays as it is. */
#include <string.h>
#include <unistd.h>

#include "../vfs_call.h"

static int
chown_path(const char *path, uid_t uid, gid_t gid, u32 flags)
{
	struct message m;

	*MESSAGE_BODY(&m, struct vfs_chown) = (struct vfs_chown){
		.path = (u32)path,
		.path_length = strlen(path),
		.uid = uid,
		.gid = gid,
		.flags = flags,
	};
	return vfs_call(VFS_CHOWN, &m);
}

int
chown(const char *path, uid_t uid, gid_t gid)
{
	return chown_path(path, uid, gid, 0);
}

int
lchown(const char *path, uid_t uid, gid_t gid)
{
	return chown_path(path, uid, gid, VFS_NOFOLLOW);
}

int
fchown(int fd, uid_t uid, gid_t gid)
{
	struct message m;

	*MESSAGE_BODY(&m, struct vfs_chown) = (struct vfs_chown){.fd = fd, .uid = uid, .gid = gid};
	return vfs_call(VFS_FCHOWN, &m);
}
