/*
 * What the process manager and VFS say to each other. Neither waits for the
 * other: PM's requests are asynchronous (proto/request.h), VFS' notices have no
 * reply. Each believes the other only as far as this protocol goes.
 *
 * PM tells VFS of every life, so that VFS has an entry for each process before
 * that can send its first request. Processes are named by endpoint.
 */
#ifndef PROTO_VFS_PM_H
#define PROTO_VFS_PM_H

#include <kintsugi/grant.h>
#include <proto/request.h>

/* From PM; a reply_head answers unless said otherwise. -ESRCH: VFS has no such process. */
enum vfs_pm_request {
	VFS_PM_NEW = PROTO_VFS + 0x80, /* vfs_pm_new: a process, before it runs. EEXIST */
	VFS_PM_IDS,     /* vfs_pm_ids: who it is has changed */
	VFS_PM_EXIT,    /* vfs_pm_process: it is gone; answered when all it had open is closed */
	/*
	 * vfs_pm_unpause: a signal handler is to run in it, or it was stopped. Answered
	 * as soon as it does not wait for a reply of VFS: calls that may wait for ever
	 * (pipes, terminals, poll) end with -EINTR or -ERESTART, or with what they have
	 * so far; others are let finish, which their deadlines bound.
	 */
	VFS_PM_UNPAUSE,
	/* ---- exec: one at a time for a process ---- */
	VFS_PM_EXEC_OPEN, /* vfs_pm_exec_open -> vfs_pm_exec_reply. EACCES ENOENT ... */
	VFS_PM_EXEC_READ, /* vfs_pm_exec_read; status: bytes read, fewer than asked only at the file's end */
	VFS_PM_EXEC_END,  /* vfs_pm_exec_end */
	VFS_PM_SYNC,      /* request_head: the system is about to end: write everything back */
	VFS_PM_REQUEST_END
};

struct vfs_pm_process {
	struct request_head head;
	endpoint_t process;
};

struct vfs_pm_unpause {
	struct request_head head;
	endpoint_t process;
	u32 restart; /* the call is to be made again when the process runs on: -ERESTART */
};

struct vfs_pm_ids {
	struct request_head head;
	endpoint_t process;
	s32 pid;
	s32 group;
	s32 session;
	u32 uid;
	u32 effective_uid;
	u32 gid;
	u32 effective_gid;
	u32 deaf_to; /* VFS_PM_DEAF_*: signals of terminals that it ignores or blocks */
};
#define VFS_PM_DEAF_TTIN 1u
#define VFS_PM_DEAF_TTOU 2u

/*
 * A child gets its parent's descriptors, directories, mask and ids. One whose
 * parent is EP_NONE is root's: the first process, with /dev/console as descriptors
 * 0, 1 and 2 if that can be opened, and those with VFS_PM_BARE, without any.
 */
struct vfs_pm_new {
	struct request_head head;
	endpoint_t process;
	endpoint_t parent;
	s32 pid;
	s32 group;
	s32 session;
	u32 flags; /* VFS_PM_BARE */
};
#define VFS_PM_BARE 1u

struct vfs_pm_exec_open {
	struct request_head head;
	endpoint_t process; /* its directories, its permissions */
	grant_id_t path;    /* of PM's memory */
	u32 path_length;
};

struct vfs_pm_exec_reply {
	struct reply_head head;
	u32 mode;
	u32 uid;
	u32 gid;
	u32 size; /* bytes; -EFBIG when it has no room here */
};

struct vfs_pm_exec_read {
	struct request_head head;
	endpoint_t process;
	u32 offset;
	grant_id_t grant; /* of PM's memory, for writing */
	u32 length;
};

struct vfs_pm_exec_end {
	struct request_head head;
	endpoint_t process;
	u32 succeeded; /* it runs the new program: what is marked close-on-exec closes */
};

/* From VFS, by asynchronous send; no reply. */
enum pm_vfs_notice {
	PM_VFS_READY = PROTO_PM + 0x80, /* no body: VFS serves; PM tells it of the processes there are */
	PM_VFS_SIGNAL,                  /* pm_vfs_signal */
};

struct pm_vfs_signal {
	endpoint_t process; /* or EP_NONE: */
	s32 group;
	s32 signal; /* SIGPIPE to a process; SIGINT QUIT TSTP TTIN TTOU HUP WINCH CONT to a group or process */
};

ASSERT_FITS_MESSAGE(struct vfs_pm_ids);
ASSERT_FITS_MESSAGE(struct vfs_pm_exec_reply);
ASSERT_FITS_MESSAGE(struct pm_vfs_signal);

#endif
