/*
 * What VFS asks of file servers (mfs.root, mfs.usr ...). Each instance serves
 * one mounted file system. Requests are asynchronous (proto/request.h).
 *
 * The protocol has no open files: every request names inodes, and all that is
 * open is VFS' to know. So a file server that lost its memory can go on: one that says
 * FS_REMEMBERS when it mounts knows what its predecessor has done and answered, gives
 * that answer to a request that is sent to it again under the same id, and has all
 * other requests still to do. It
 * follows no symbolic link and crosses no mount; permissions, locks between
 * callers and the sticky bit are VFS' matter too. It still checks all that it
 * is handed: an inode number out of range or not in use gets -EINVAL,
 * a wild name -EINVAL.
 *
 * Names are one component, given by a grant of VFS' own memory; no NUL, no '/',
 * "." and ".." allowed only in FS_LOOKUP. ".." of the root is the root.
 * Grants of FS_READ, FS_WRITE, FS_GETDENTS lead to the calling process' memory.
 *
 * Common errors: -EINVAL, -EIO (the disk), -ENOSPC, -EROFS, -ENOTDIR, -ENOENT,
 * -ENAMETOOLONG, -EUCLEAN (the file system is damaged at this place: the server
 * refuses what depends on it and goes on), -EBADGRANT.
 */
#ifndef PROTO_FS_H
#define PROTO_FS_H

#include <kintsugi/grant.h>
#include <kintsugi/privilege.h>
#include <proto/request.h>

enum fs_request {
	FS_MOUNT = PROTO_FS + 1, /* fs_mount -> fs_node_reply: the root directory. EBUSY, EINVAL: no file system */
	FS_UNMOUNT,  /* fs_bare: writes all back; afterwards FS_MOUNT only */
	FS_LOOKUP,   /* fs_name -> fs_node_reply */
	FS_NODE,     /* fs_ino -> fs_node_reply: the same for an inode */
	FS_CREATE,   /* fs_create -> fs_node_reply: any kind but a symbolic link. EEXIST EMLINK */
	FS_SYMLINK,  /* fs_symlink -> fs_node_reply. EEXIST */
	FS_READLINK, /* fs_transfer (position 0); status: the target's length, cut to the grant's */
	FS_LINK,     /* fs_link. EEXIST EMLINK EPERM (a directory) */
	FS_UNLINK,   /* fs_unlink -> fs_node_reply: the node that lost the name. EISDIR ENOTDIR ENOTEMPTY */
	FS_RELEASE,  /* fs_ino: nobody has the file without a name open any more: free it */
	FS_RENAME,   /* fs_rename -> fs_node_reply: what the new name stood for before, or ino 0 */
	FS_READ,     /* fs_transfer; status: bytes, 0 at the end of the file */
	FS_WRITE,    /* fs_transfer -> fs_position_reply: the position after it; status: bytes. EFBIG */
	FS_GETDENTS, /* fs_transfer -> fs_position_reply: where to go on; status: bytes of struct dirent, 0: end */
	FS_STAT,     /* fs_transfer (length sizeof(struct stat)): all but st_dev */
	FS_SETATTR,  /* fs_setattr */
	FS_STATVFS,  /* fs_transfer (length sizeof(struct statvfs)) */
	FS_SYNC,     /* fs_bare: all that is dirty, then a flush of the device */
	FS_FSYNC,    /* fs_ino */
	FS_REQUEST_END
};

#define FS_NAME_MAX 60u /* of the MINIX file system, version 3 */

struct fs_bare {
	struct request_head head;
};

struct fs_ino {
	struct request_head head;
	u32 ino;
};

struct fs_mount {
	struct request_head head;
	u32 minor;             /* of the block driver */
	u32 flags;             /* FS_READ_ONLY, FS_SUCCESSOR */
	char driver[LABEL_LEN];
};
#define FS_READ_ONLY 1u
#define FS_SUCCESSOR 2u /* it was mounted by a predecessor, and nobody had it since */

struct fs_node_reply {
	struct reply_head head;
	u32 ino;
	u32 mode; /* kind and permissions, as st_mode */
	u32 uid;
	u32 gid;
	u32 links;
	u32 device; /* of special files */
	s64 size;
	u32 flags; /* FS_MOUNT: FS_REMEMBERS */
};
#define FS_REMEMBERS 1u /* see above: whatever the predecessor was asked may be asked again */

struct fs_name {
	struct request_head head;
	u32 directory;
	grant_id_t name;
	u32 name_length;
};

struct fs_create {
	struct request_head head;
	u32 directory;
	grant_id_t name;
	u32 name_length;
	u32 mode;
	u32 uid;
	u32 gid;
	u32 device;
};

struct fs_symlink {
	struct request_head head;
	u32 directory;
	grant_id_t name;
	u32 name_length;
	grant_id_t target;
	u32 target_length;
	u32 uid;
	u32 gid;
};

struct fs_link {
	struct request_head head;
	u32 directory;
	grant_id_t name;
	u32 name_length;
	u32 ino;
};

struct fs_unlink {
	struct request_head head;
	u32 directory;
	grant_id_t name;
	u32 name_length;
	u32 flags; /* FS_* below */
};
#define FS_DIRECTORY 1u /* remove an empty directory, and nothing else */
#define FS_UNUSED 2u    /* nobody has the node open: free it at once if this was its last name */

struct fs_rename {
	struct request_head head;
	u32 old_directory;
	grant_id_t old_name;
	u32 old_length;
	u32 new_directory;
	grant_id_t new_name;
	u32 new_length;
	u32 flags; /* FS_UNUSED: of what the new name stood for */
};

struct fs_transfer {
	struct request_head head;
	u32 ino;
	s64 position; /* FS_GETDENTS: 0, or what the last one returned */
	grant_id_t grant;
	u32 length;
	u32 flags; /* FS_APPEND */
};
#define FS_WRITE_MAX (64u * 1024u) /* of more the rest is left: such a write is done as a whole or not at all */
#define FS_APPEND 1u /* FS_WRITE: at the end of the file, whatever the position */

struct fs_position_reply {
	struct reply_head head;
	s64 position;
	s64 size; /* FS_WRITE: of the file now */
};

struct fs_setattr {
	struct request_head head;
	u32 ino;
	u32 mask; /* FS_SET_*: what is to change */
	u32 mode; /* permissions only */
	u32 uid;
	u32 gid;
	s64 size;
	u32 atime; /* seconds since 1970 */
	u32 mtime;
};
#define FS_SET_MODE 1u
#define FS_SET_OWNER 2u /* uid and gid */
#define FS_SET_SIZE 4u
#define FS_SET_ATIME 8u
#define FS_SET_MTIME 16u

ASSERT_FITS_MESSAGE(struct fs_mount);
ASSERT_FITS_MESSAGE(struct fs_node_reply);
ASSERT_FITS_MESSAGE(struct fs_create);
ASSERT_FITS_MESSAGE(struct fs_symlink);
ASSERT_FITS_MESSAGE(struct fs_rename);
ASSERT_FITS_MESSAGE(struct fs_transfer);
ASSERT_FITS_MESSAGE(struct fs_setattr);

#endif
