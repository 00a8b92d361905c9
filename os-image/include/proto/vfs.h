/*
 * Protocol of the virtual file system server, for user processes. A request
 * goes by ipc_sendrec to the endpoint with label "vfs" (K_LOOKUP); the reply
 * has the request's type + REPLY_BIT and begins with `s32 result`: a value
 * >= 0 or a negative error. The errors are POSIX' for the call of that name.
 *
 * -EINTR from the trap itself says that the request never reached VFS, so the
 * caller sends it again; so it does when the result is -ERESTART. A result of
 * -EINTR is the answer: a handler ran while the call waited. The reply to a
 * request that VFS has taken is never lost: the process manager waits with the
 * handler until VFS has answered (proto/vfs_pm.h).
 *
 * Addresses are the caller's. Paths are path_length bytes without a NUL.
 */
#ifndef PROTO_VFS_H
#define PROTO_VFS_H

#include <kintsugi/message.h>

enum vfs_request {
	/* ---- descriptors ---- */
	VFS_OPEN = PROTO_VFS + 1, /* vfs_open; result: the descriptor */
	VFS_CLOSE,     /* vfs_fd */
	VFS_READ,      /* vfs_transfer; result: bytes. VFS_READ and VFS_WRITE use the descriptor's position */
	VFS_WRITE,     /* vfs_transfer; result: bytes */
	VFS_PREAD,     /* vfs_transfer with position */
	VFS_PWRITE,    /* vfs_transfer with position */
	VFS_SEEK,      /* vfs_seek -> vfs_position_reply */
	VFS_GETDENTS,  /* vfs_transfer; result: bytes of struct dirent, 0 at the end */
	VFS_IOCTL,     /* vfs_ioctl */
	VFS_FCNTL,     /* vfs_fcntl */
	VFS_DUP2,      /* vfs_dup2; result: the descriptor */
	VFS_PIPE,      /* vfs_pipe -> vfs_pipe_reply */
	VFS_POLL,      /* vfs_poll; result: how many have events */
	VFS_FSYNC,     /* vfs_fd */
	VFS_FTRUNCATE, /* vfs_truncate, by descriptor */
	/* ---- what a path or descriptor leads to ---- */
	VFS_STAT,      /* vfs_stat */
	VFS_FSTAT,     /* vfs_stat, by descriptor */
	VFS_ACCESS,    /* vfs_mode: R_OK W_OK X_OK, by the real ids */
	VFS_CHMOD,     /* vfs_mode */
	VFS_FCHMOD,    /* vfs_mode, by descriptor */
	VFS_CHOWN,     /* vfs_chown */
	VFS_FCHOWN,    /* vfs_chown, by descriptor */
	VFS_UTIMES,    /* vfs_utimes */
	VFS_TRUNCATE,  /* vfs_truncate */
	VFS_READLINK,  /* vfs_buffer; result: bytes, no NUL */
	VFS_STATVFS,   /* vfs_buffer, of sizeof(struct statvfs) */
	/* ---- names ---- */
	VFS_LINK,      /* vfs_two_paths: existing, new */
	VFS_SYMLINK,   /* vfs_two_paths: the target's text, new */
	VFS_RENAME,    /* vfs_two_paths: old, new */
	VFS_UNLINK,    /* vfs_path */
	VFS_MKDIR,     /* vfs_mode */
	VFS_RMDIR,     /* vfs_path */
	VFS_MKNOD,     /* vfs_mode with device: FIFOs for all, devices for root */
	/* ---- the process' view ---- */
	VFS_CHDIR,     /* vfs_path */
	VFS_FCHDIR,    /* vfs_fd */
	VFS_CHROOT,    /* vfs_path, root only */
	VFS_GETCWD,    /* vfs_buffer; result: bytes, NUL included. ERANGE ENOENT (it was removed) */
	VFS_UMASK,     /* vfs_mode; result: the mask before */
	VFS_TERMINAL_OF, /* vfs_session; result: the device that controls it, 0: none */
	/* ---- file systems ---- */
	VFS_MOUNT,     /* vfs_mount, root only. EBUSY ENOTBLK ... */
	VFS_UNMOUNT,   /* vfs_path, root only. EBUSY EINVAL */
	VFS_MOUNT_INFO, /* vfs_mount_info; result 0, or -EINVAL past the last */
	VFS_SYNC,      /* no body */
	/* ---- sockets: ENOTSOCK on anything else, EIO when the server that had it is gone ---- */
	VFS_SOCKET,      /* vfs_socket; result: the descriptor. ENETDOWN: there is no network server */
	VFS_BIND,        /* vfs_socket_address */
	VFS_CONNECT,     /* vfs_socket_address */
	VFS_LISTEN,      /* vfs_socket_value: the backlog */
	VFS_ACCEPT,      /* vfs_socket_value: SOCK_* -> vfs_socket_address_reply; result: descriptor */
	VFS_SEND,        /* vfs_socket_transfer; result: bytes */
	VFS_RECEIVE,     /* vfs_socket_transfer -> vfs_socket_address_reply; result: bytes */
	VFS_SHUTDOWN,    /* vfs_socket_value: SHUT_* */
	VFS_SOCKET_NAME, /* vfs_socket_value: 0 its own, 1 the peer's -> vfs_socket_address_reply */
	VFS_SOCKET_SET,  /* vfs_socket_option */
	VFS_SOCKET_GET,  /* vfs_socket_option -> vfs_socket_value_reply */
	VFS_REQUEST_END
};

#define VFS_PATH_MAX 1024u /* a NUL included, as PATH_MAX has it */

struct vfs_reply {
	s32 result;
};

struct vfs_open {
	u32 path;
	u32 path_length;
	u32 flags; /* O_* */
	u32 mode;
};

struct vfs_fd {
	s32 fd;
};

struct vfs_transfer {
	s32 fd;
	u32 address;
	u32 length;
	s64 position;
};

struct vfs_seek {
	s32 fd;
	u32 whence;
	s64 offset;
};
struct vfs_position_reply {
	s32 result;
	s64 position;
};

struct vfs_ioctl {
	s32 fd;
	u32 request;
	u32 argument; /* address of as many bytes as the request encodes */
};

struct vfs_fcntl {
	s32 fd;
	u32 command; /* F_* */
	u32 argument;
};

struct vfs_dup2 {
	s32 fd;
	s32 to;
};

struct vfs_pipe {
	u32 flags; /* O_CLOEXEC, O_NONBLOCK */
};
struct vfs_pipe_reply {
	s32 result;
	s32 read_fd;
	s32 write_fd;
};

struct vfs_poll {
	u32 fds; /* address of struct pollfd[count] */
	u32 count;
	s32 timeout_ms; /* below 0: none */
};

struct vfs_path {
	u32 path;
	u32 path_length;
};

struct vfs_mode {
	u32 path;
	u32 path_length;
	s32 fd;     /* of the requests by descriptor */
	u32 mode;
	u32 device; /* VFS_MKNOD */
};

struct vfs_stat {
	u32 path;
	u32 path_length;
	s32 fd;
	u32 buffer; /* address of a struct stat */
	u32 flags;  /* VFS_NOFOLLOW */
};
#define VFS_NOFOLLOW 1u /* a symbolic link at the path's end is itself meant */

struct vfs_chown {
	u32 path;
	u32 path_length;
	s32 fd;
	u32 uid; /* VFS_SAME_ID: stays */
	u32 gid;
	u32 flags; /* VFS_NOFOLLOW */
};
#define VFS_SAME_ID 0xffffffffu

struct vfs_utimes {
	u32 path;
	u32 path_length;
	s32 fd;    /* >= 0: by descriptor */
	u32 flags; /* VFS_NOFOLLOW, VFS_*TIME_* */
	s64 atime; /* seconds since 1970 */
	s64 mtime;
};
#define VFS_ATIME_NOW 2u
#define VFS_MTIME_NOW 4u
#define VFS_ATIME_OMIT 8u
#define VFS_MTIME_OMIT 16u

struct vfs_truncate {
	u32 path;
	u32 path_length;
	s32 fd;
	s64 size;
};

struct vfs_buffer {
	u32 path;
	u32 path_length;
	u32 address;
	u32 length;
};

struct vfs_two_paths {
	u32 first;
	u32 first_length;
	u32 second;
	u32 second_length;
};

struct vfs_mount {
	u32 device; /* path of the block special file */
	u32 device_length;
	u32 directory;
	u32 directory_length;
	u32 label; /* of the file server, which is up and serves nothing yet */
	u32 label_length;
	u32 flags; /* MS_* */
};

struct vfs_session {
	s32 session;
};

struct vfs_mount_info {
	u32 index;
	u32 buffer; /* address of a struct mount_info */
};

struct vfs_socket {
	u32 domain;   /* AF_* */
	u32 type;     /* SOCK_*, with SOCK_NONBLOCK and SOCK_CLOEXEC */
	u32 protocol; /* IPPROTO_* */
};

struct vfs_socket_value {
	s32 fd;
	u32 value;
};

/* Addresses and ports of sockets are numbers in the processor's byte order. */
struct vfs_socket_address {
	s32 fd;
	u32 ip;
	u32 port;
};
struct vfs_socket_address_reply {
	s32 result;
	u32 ip;
	u32 port;
};

struct vfs_socket_transfer {
	s32 fd;
	u32 address;
	u32 length;
	u32 flags;       /* MSG_* */
	u32 has_address; /* VFS_SEND: ip and port are the receiver's */
	u32 ip;
	u32 port;
};

struct vfs_socket_option {
	s32 fd;
	u32 level;
	u32 option;
	u32 value;  /* VFS_SOCKET_SET */
	u32 value2; /* of SO_LINGER: the seconds */
};
struct vfs_socket_value_reply {
	s32 result;
	u32 value;
	u32 value2;
};

ASSERT_FITS_MESSAGE(struct vfs_transfer);
ASSERT_FITS_MESSAGE(struct vfs_utimes);
ASSERT_FITS_MESSAGE(struct vfs_mount);

#endif
