/*
 * The virtual file system server: paths, descriptors, pipes, mounts,
 * permissions, and the way to devices. See proto/vfs.h and proto/vfs_pm.h for
 * what it is asked, proto/fs.h, proto/char.h and proto/block.h for what it asks.
 *
 * Every request becomes a `call` that runs on a cooperative thread (call.c).
 * It ends in one of three ways: with its result; suspended, when what it waits
 * for may never come (a pipe, a terminal, a socket, poll), and then it keeps no thread; or
 * parked, when the file server or driver it needs has enough callers waiting
 * already (lane.c), and then it starts anew when one of those is done. So
 * nobody's slowness takes more than a few threads.
 *
 * Between two points where a thread waits nothing else runs. Across them a
 * vnode or filp is kept by a reference, and what must not change by a lock; who
 * waits for a vnode's lock holds the token of its mount's lane.
 *
 * File servers, drivers and processes are never believed: replies are checked
 * where they arrive (fs_client.c, device_io.c, raw_block.c), and a process'
 * addresses are only handed to the kernel's copying calls.
 */
#ifndef VFS_H
#define VFS_H

#include <errno.h>
#include <fcntl.h>
#include <kintsugi/devices.h>
#include <libsys/grant.h>
#include <libsys/request.h>
#include <libsys/thread.h>
#include <limits.h>
#include <poll.h>
#include <proto/fs.h>
#include <proto/rs.h>
#include <proto/vfs.h>
#include <proto/vfs_pm.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "device_io.h"
#include "socket.h"

#define NR_FILPS 1024
/* One for each open description and process' directory, and some for paths being followed. */
#define NR_VNODES (NR_FILPS + 2 * NR_PROCS + 128)
#define NR_MOUNTS 16
#define NR_PIPES 64
#define FILPS_FOR_ROOT 64 /* the last ones: users who take all they can don't lock root out */
#define PIPES_FOR_ROOT 8
#define PIPE_CAPACITY (32u * 1024u)
#define SYMLINKS_MAX 16 /* in one path */

/*
 * Threads. A lane may take LANE_TOKENS of them while more than THREADS_RESERVED
 * are idle, and one otherwise: since there are fewer lanes than reserved
 * threads, some thread is free even if all file servers and drivers hang. Each
 * stack is one of the few memory regions that the kernel gives a process.
 */
#define NR_THREADS 36
#define THREADS_RESERVED 28
#define THREAD_STACK_BYTES (16u * 1024u)
#define LANE_TOKENS 8
#define NR_LABELLED_MAJORS 9
#define NR_LANES (NR_MOUNTS + NR_LABELLED_MAJORS + 1 /* sync */)
_Static_assert(NR_LANES < THREADS_RESERVED, "each lane finds a thread");

/*
 * Requests under way, which REQUEST_MAX limits in all: one a thread, one errand
 * a lane, those of suspended calls (device_io.h), and these.
 */
#define SYNC_REQUESTS_MAX 4
#define BLOCK_REQUESTS_EXTRA 6 /* second requests of raw block transfers */
#define REMOUNTS_MAX 4 /* fresh file servers that are made ready at a time; drivers: all */
#define LIBSYS_REQUESTS_MAX 4 /* complaints, and to the data store */
_Static_assert(NR_THREADS + NR_LANES + DEVICE_REQUESTS_MAX + SOCKET_CLOSES_MAX +
			       SYNC_REQUESTS_MAX + BLOCK_REQUESTS_EXTRA + NR_LABELLED_MAJORS + REMOUNTS_MAX +
			       LIBSYS_REQUESTS_MAX <= REQUEST_MAX,
	       "every request finds a place");

/* How long a file server or driver may take for what does not wait for the world outside. */
#define REQUEST_DEADLINE_US (30u * 1000u * 1000u)

/* What a call's function returns when the call has not ended. No error number of ours is so low. */
#define CALL_SUSPENDED (-4000)
#define CALL_PARKED (-4001)

struct call;
struct errand;
struct filp;
struct fproc;
struct lane;
struct mount;
struct pipe;
struct vnode;

/* ---- call.c: what runs on threads ---- */

typedef s32 call_function(struct call *call);

struct call {
	struct fproc *process;   /* on whose behalf; NULL: VFS' own */
	call_function *function; /* result, CALL_SUSPENDED or CALL_PARKED */
	void (*end)(struct call *call, s32 result); /* hands the result over */
	struct message message;  /* the request, unchanged while it can be parked; the reply */

	struct call *next;       /* in the queue for threads, or parked in a lane */
	struct lane *lane;       /* whose token it holds, or NULL */
	struct lane *parked_in;  /* where it waits, or has just been refused; or NULL */
	struct lane *woken_by;   /* which lane still counts it as on its way */
};

/* Runs the call's function on a thread, soon; then `end`, unless it is suspended. */
void call_start(struct call *call);

/* ---- lane.c: who may wait for a file server or driver ---- */

struct lane {
	u32 users;  /* calls that hold a token */
	u32 waking; /* calls that were parked and are to run again */
	struct call *parked_first, *parked_last;
	struct errand *errand_first, *errand_last;
	u32 errands_sent;               /* of these, the first ones */
	struct thread *errands_awaited; /* by this one, or NULL */
	u32 is_mute;                    /* the last errand was not answered in time */
};

/* Takes a token, giving back that of another lane. 0, or CALL_PARKED: end with it at once. */
s32 lane_enter(struct call *call, struct lane *lane);
void lane_leave(struct call *call);
/* For call.c: keeps a call that returned CALL_PARKED; notes the end of one that had been parked. */
void lane_park(struct call *call);
void lane_settled(struct call *call);
/* Takes a parked call out, which then may be ended otherwise. False when it is not parked. */
int lane_unpark(struct call *call);

/* ---- errand.c: requests that no call waits for ---- */

struct errand {
	struct errand *next;
	endpoint_t target;
	u32 type;   /* of a request whose body is a head and a number */
	u32 number; /* an inode or minor */
	void (*done)(struct errand *errand);
	struct lane *lane;
	u32 is_sent;
};

/*
 * Sends it when those before it in the lane are done, or, to the network server, when
 * fewer than SOCKET_CLOSES_MAX are under way; `done` is called however it ends.
 */
void errand_send(struct lane *lane, struct errand *errand);
/* Those that wait go to another instance of their target. */
void errands_move(struct lane *lane, endpoint_t from, endpoint_t to);
/* On a thread: waits until the lane has none. One thread at a time. */
void errands_wait(struct lane *lane);

/* ---- lock.c: locks between threads; in order of arrival ---- */

struct lock_waiter;
struct lock {
	u32 readers;
	u32 is_writing;
	struct lock_waiter *first, *last;
};

void lock_read(struct lock *lock);
void lock_write(struct lock *lock);
void unlock(struct lock *lock);
/* Whether anyone holds it. */
int lock_is_held(const struct lock *lock);

/* ---- vnode.c: files in use ---- */

/* What a file server says of a file. */
struct node_info {
	u32 ino;
	u32 mode;
	u32 uid;
	u32 gid;
	u32 links;
	u32 device;
	s64 size;
};

#define LOST_INO 0u

struct vnode {
	u32 references; /* 0: free, or on its way to be */
	struct mount *mount; /* NULL: anonymous, a pipe or socket */
	u32 ino;             /* LOST_INO: the file is gone with a file server that died */
	/* as the file server knows them; VFS changes both together */
	u32 mode;
	u32 uid, gid;
	u32 device;
	s64 size; /* of regular files */

	u32 is_unlinked;       /* it has no name any more: the last reference frees the file */
	u32 is_hidden;         /* vnode_find does not find it */
	struct mount *covered; /* the file system that is mounted on this directory */
	struct pipe *pipe;     /* of a FIFO or pipe that is open */
	struct lock lock;
	struct lock data_lock; /* of a block device: who waits for it has a token of its driver's */
	struct errand release;
	struct vnode *next; /* with the same hash, or free */
};

void vnode_init(void);
/* A reference to the file's vnode. NULL: all NR_VNODES are in use. */
struct vnode *vnode_get(struct mount *mount, const struct node_info *info);
/* The vnode if the file is in use, without a reference. */
struct vnode *vnode_find(const struct mount *mount, u32 ino);
/* One that has no name and no file system, such as a pipe's; it is the process'. NULL: as above. */
struct vnode *vnode_new_anonymous(const struct fproc *process, u32 mode);
/* The next file of the mount that is in use, from *index on, which is moved past it; or NULL. */
struct vnode *vnode_next_of(const struct mount *mount, u32 *index);
/* The file server has no such file any more: whatever is asked of it is an error. */
void vnode_lose(struct vnode *vnode);
int vnode_is_lost(const struct vnode *vnode);
/*
 * A file that is about to be freed by its file server: its inode number may
 * come back as another file's before VFS learns that it is gone. Or it was not
 * freed after all.
 */
void vnode_hide(struct vnode *vnode);
void vnode_show(struct vnode *vnode);
struct vnode *vnode_ref(struct vnode *vnode);
void vnode_put(struct vnode *vnode); /* NULL does nothing */
u32 vnode_kind(const struct vnode *vnode); /* S_IF* */
/* Whether a file of the mount is in use, besides one use of its root directory. */
int vnode_mount_is_busy(const struct mount *mount);

/* ---- filp.c: open file descriptions; descriptor.c: descriptors ---- */

struct filp {
	u32 references; /* 0: free */
	u32 flags;      /* O_* but those that only matter at opening */
	s64 position;
	struct vnode *vnode;
	struct lock lock; /* of the position */
	u32 is_pipe_end;
	/* devices */
	struct driver *driver; /* NULL: no device, or not open yet */
	endpoint_t driver_ep;  /* the instance that has it open */
	u32 minor;
	struct {
		u32 minor; /* what was asked for: `minor` may be a fresh one */
		u32 uid;
	} opened;
	u32 is_reopened; /* a successor of driver_ep has it open, too, as `reopened_minor` */
	u32 reopened_minor;
	s64 device_size; /* block devices: bytes */
	/* sockets */
	u32 socket_type;   /* SOCK_* */
	u32 is_connecting; /* a connect was interrupted; the connection is made all the same */
	/* while the device closes */
	struct errand close;
	struct fproc *closer; /* who waits for it */
};

/* For the process; takes over the reference. NULL: none is left. */
struct filp *filp_new(const struct fproc *process, struct vnode *vnode, u32 flags);
struct filp *filp_ref(struct filp *filp);
/* The next that the driver's instance has open, from *index on, which is moved past it; or NULL. */
struct filp *filp_next_of(const struct driver *driver, u32 *index);
/* Ends one use; when it was the last, what is to close closes, and `closer` waits for devices. */
void filp_put(struct filp *filp, struct fproc *closer);
int filp_can_read(const struct filp *filp);
int filp_can_write(const struct filp *filp);

/* The open description of a descriptor, or NULL. */
struct filp *descriptor_filp(const struct fproc *process, s32 fd);
/* The lowest free descriptor from `from` on, or -EMFILE. */
s32 descriptor_free(const struct fproc *process, u32 from);
void descriptor_set(struct fproc *process, s32 fd, struct filp *filp, int close_on_exec);
/* Takes the descriptor away; its filp is the caller's to put. */
struct filp *descriptor_take(struct fproc *process, s32 fd);
void descriptors_close_on_exec(struct fproc *process);

/* ---- fproc.c: processes ---- */

enum process_state {
	PROCESS_IDLE,      /* it waits for no answer of ours */
	PROCESS_WORKING,   /* its call runs, waits for a thread or is parked */
	PROCESS_SUSPENDED, /* its call waits for what may never come: see `suspension` */
};

enum suspension {
	SUSPENDED_NOT,
	ON_PIPE,   /* pipe.c */
	ON_FIFO,   /* fifo.c: until the other side is opened */
	ON_DEVICE, /* device_io.c */
	ON_SOCKET, /* socket_wait.c */
	ON_POLL,   /* poll.c */
	ON_CLOSE,  /* filp.c: a driver closes; not to be interrupted */
};

struct poll_state {
	u32 address; /* of the process' array */
	u32 count;
	u32 next;        /* the entry to be looked at */
	u64 deadline_us; /* TIMER_NEVER: none; 0: never waits */
	u32 is_looking;  /* poll.c goes through the entries right now */
	u32 is_asking;   /* a device has not answered yet */
	u32 is_watching; /* all were looked at; pipes and devices will tell */
	u32 has_changed; /* something did while others were being looked at */
	u32 is_expired;
	struct pollfd fds[OPEN_MAX];
};

struct fproc {
	endpoint_t endpoint; /* EP_NONE: free */
	u32 is_exiting;      /* it is gone; what it has open closes as soon as its call has ended */

	/* who it is: as PM says */
	s32 pid, group, session;
	u32 uid, effective_uid;
	u32 gid, effective_gid;
	u32 deaf_to;

	/* what it has */
	u32 umask;
	struct vnode *root;
	struct vnode *directory; /* current */
	struct filp *fds[OPEN_MAX];
	u64 close_on_exec; /* bit fd */

	/* its call */
	enum process_state state;
	enum suspension suspension;
	struct call call;
	u32 is_interrupted; /* a handler waits: long transfers end early */
	u32 is_restarted;   /* -ERESTART instead of -EINTR: it was stopped, no handler runs */
	u32 background_tries; /* in a row, of what only its terminal's foreground may do */
	u32 closing;        /* devices that still close for it */
	struct transfer transfer;
	struct socket_wait socket;
	struct poll_state poll;

	/* what PM wants of it: pm.c, exec.c */
	struct call pm_call;
	u32 pm_call_busy;
	u32 unpause_id, exit_id; /* requests to answer; 0: none */
	struct vnode *program;   /* between EXEC_OPEN and EXEC_END */
};

#define FOR_EACH_FPROC(p)                                                                          \
	for (struct fproc *p = fprocs; p < fprocs + NR_PROCS; p++)                                 \
		if (p->endpoint != EP_NONE)

extern struct fproc fprocs[NR_PROCS];

struct fproc *fproc_by_endpoint(endpoint_t endpoint);
/* A fresh entry, all zero but for its endpoint. NULL: none is free. */
struct fproc *fproc_new(endpoint_t endpoint);
/* Nobody is found under its endpoint any more. */
void fproc_forget_endpoint(struct fproc *process);
/* Suspends the process' call; its function returns what this does. */
s32 fproc_suspend(struct fproc *process, enum suspension suspension);
/* A call's function has suspended it and returned: if it was interrupted before, it ends now. */
void fproc_suspended(struct fproc *process);
/* Ends the suspended call. */
void fproc_resume(struct fproc *process, s32 result);
/* The call of a process has ended, so what waited for that can go on. */
void fproc_settled(struct fproc *process);
/* Makes the process' call end as soon as it can. */
void fproc_interrupt(struct fproc *process);
/* A request of a user process. */
void fproc_call(struct fproc *process, const struct message *request);
int fproc_is_root(const struct fproc *process);
/* Between our memory and a process'; 0 or an error. */
s32 fproc_copy_in(const struct fproc *process, void *to, u32 address, u32 length);
s32 fproc_copy_out(const struct fproc *process, const void *from, u32 address, u32 length);

/* ---- path.c: from paths to vnodes ---- */

/* A path being followed. */
struct walk {
	struct call *call;
	u32 uid, gid;              /* whose permissions count */
	struct vnode *at;          /* a reference: how far it has got */
	struct vnode *root;        /* of the process; no reference: it stays for the call */
	u32 links;                 /* symbolic links followed */
	u32 wants_directory;       /* slashes follow the last name */
	const char *rest;          /* in `path`: what is to come */
	char name[FS_NAME_MAX + 1]; /* the last name: walk_parent */
	u32 name_length;
	char path[PATH_MAX];
};

#define WALK_NOFOLLOW 1u /* the last name is meant itself, even if it is a symbolic link */

/* Begins with the path at an address of the process'. 0 or an error; walk_end has to follow a 0. */
s32 walk_start(struct walk *walk, struct call *call, u32 address, u32 length);
/* The same with a path that is in walk->path already, NUL-terminated. */
s32 walk_start_here(struct walk *walk, struct call *call);
void walk_end(struct walk *walk);
/* Follows it to its end: at->vnode is what it leads to. */
s32 walk_to_node(struct walk *walk, u32 flags);
/* Follows it to the directory that its last name is in, and puts the name into walk->name. */
s32 walk_to_parent(struct walk *walk);
/* After walk_to_parent: the name stood for this symbolic link; goes on along it. */
s32 walk_follow(struct walk *walk, struct vnode *link);
/* Looks walk->name up in the directory that it is in, which must be locked: 0 and a reference. */
s32 walk_lookup_name(struct walk *walk, struct vnode **found, struct node_info *info);
/* walk_start and walk_to_node in one: a reference to what a path of the process leads to. */
s32 walk_path(struct call *call, u32 address, u32 length, u32 flags, struct vnode **found);
/* Steps from a directory to the one that it is in, across mounts. */
s32 walk_up(struct call *call, struct vnode *root, struct vnode **at);
int name_is_dot(const char *name);
int name_is_dotdot(const char *name);

/* ---- permission.c ---- */

#define MAY_READ 4u
#define MAY_WRITE 2u
#define MAY_EXECUTE 1u

/* 0, -EACCES, or -EROFS for writing. */
s32 permitted(const struct vnode *vnode, u32 wanted, u32 uid, u32 gid);
s32 permitted_to(const struct fproc *process, const struct vnode *vnode, u32 wanted);
/* Whether the process may take names out of the directory: with the sticky bit, whose. */
s32 permitted_to_remove(const struct fproc *process, const struct vnode *directory,
			const struct vnode *node);
/* -EROFS when the file is on a file system mounted read-only. */
s32 writable_mount(const struct vnode *vnode);
/* The owner or root: 0, else -EPERM. */
s32 permitted_as_owner(const struct fproc *process, const struct vnode *vnode);

/* ---- mount.c ---- */

/* A file server's successor, while it is made ready: recovery_mount.c. */
struct mount_recovery {
	u32 is_followed;      /* the data store tells of its successors */
	endpoint_t successor; /* the latest that was told of, EP_NONE: none */
	endpoint_t asked;     /* who is being made ready, or EP_NONE */
	u32 request;          /* to it, that is under way */
	u32 cause;            /* of the death of mount->server */
	u32 remembers;        /* `asked` knows what its predecessor has done: FS_REMEMBERS */
	u32 next_vnode;       /* to be looked for there */
	struct vnode *looked_for;
};

struct mount {
	endpoint_t server; /* EP_NONE: free */
	u32 is_dead;       /* the server is gone: nothing can be asked */
	struct mount_recovery recovery;
	u32 is_ready;      /* it has its root, and is to be found */
	struct lane lane;
	struct lock tree_lock; /* for who changes the tree of directories: he locks several */
	struct vnode *root;
	struct vnode *covers; /* what it is mounted on; NULL: the root of all */
	u32 device;
	u32 flags; /* MS_* */
	struct mount_info info;
};

extern struct mount mounts[NR_MOUNTS];
#define FOR_EACH_MOUNT(m)                                                                          \
	for (struct mount *m = mounts; m < mounts + NR_MOUNTS; m++)                                \
		if (m->server != EP_NONE && m->is_ready)

/* For the start: mounts the root file system. */
s32 mount_root(struct call *call);
struct vnode *root_directory(void);
/* The vnode that a mount shows in its place, or itself; moves the reference. */
struct vnode *mount_topmost(struct vnode *vnode);

/* ---- fs_client.c: one function per request to file servers ---- */

struct fs_name_of {
	struct vnode *directory;
	const char *name;
	u32 length;
};

/*
 * Each takes the token of the mount's lane (CALL_PARKED), waits for the reply
 * and checks it; a reply that makes no sense is -EIO.
 */
s32 fs_mount(struct call *call, struct mount *mount, struct node_info *root);
s32 fs_unmount(struct call *call, struct mount *mount);
s32 fs_lookup(struct call *call, const struct fs_name_of *where, struct node_info *found);
s32 fs_create(struct call *call, const struct fs_name_of *where, u32 mode, u32 uid, u32 gid,
	      u32 device, struct node_info *created);
s32 fs_symlink(struct call *call, const struct fs_name_of *where, const char *target,
	       u32 target_length, u32 uid, u32 gid);
s32 fs_readlink(struct call *call, struct vnode *link, char *target, u32 size);
s32 fs_link(struct call *call, const struct fs_name_of *where, struct vnode *node);
s32 fs_unlink(struct call *call, const struct fs_name_of *where, u32 flags,
	      struct node_info *removed);
s32 fs_rename(struct call *call, const struct fs_name_of *from, const struct fs_name_of *to,
	      u32 flags, struct node_info *replaced);
/* *grant leads to `length` bytes; it is for the caller to revoke. */
s32 fs_read(struct call *call, struct vnode *vnode, s64 position, grant_id_t grant, u32 length);
s32 fs_write(struct call *call, struct vnode *vnode, s64 *position, grant_id_t grant, u32 length,
	     u32 flags);
s32 fs_getdents(struct call *call, struct vnode *directory, s64 *position, grant_id_t grant,
		u32 length);
s32 fs_stat(struct call *call, struct vnode *vnode, struct stat *status);
s32 fs_setattr(struct call *call, struct vnode *vnode, struct fs_setattr *change);
struct statvfs;
s32 fs_statvfs(struct call *call, struct mount *mount, struct statvfs *status);
s32 fs_fsync(struct call *call, struct vnode *vnode);
/* The request that mounts it. */
void fs_fill_mount(const struct mount *mount, struct message *m);
/* A node in a reply; its kind has to be `kind`, if that is not 0. 0 or an error. */
s32 fs_take_node(const struct mount *mount, const struct message *m, u32 kind,
		 struct node_info *info);
/* Of all mounted file systems at once; the first error, but none keeps another from being asked. */
s32 fs_sync_all(struct call *call);

/* ---- device.c: which driver serves a device ---- */

struct driver {
	const char *label; /* NULL: no such driver */
	endpoint_t endpoint; /* EP_NONE: to be looked up */
	struct lane lane;

	/* Its successor, while it is made ready: recovery_driver.c. */
	u32 is_followed;      /* the data store tells of its successors */
	endpoint_t successor; /* the latest that was told of, EP_NONE: none */
	endpoint_t asked;     /* who is asked to open a device, or EP_NONE */
	u32 cause;            /* of the death of `endpoint` */
	u32 next_filp;        /* to be opened there */
	struct filp *reopened;
};

extern struct driver drivers[NR_MAJORS];
#define FOR_EACH_DRIVER(d)                                                                         \
	for (struct driver *d = drivers; d < drivers + NR_MAJORS; d++)                             \
		if (d->label != NULL)

/* The driver of a device's major, or NULL. */
struct driver *driver_of(u32 device);
/* Its endpoint, looked up if need be, or -ENXIO. */
endpoint_t driver_endpoint(struct driver *driver);
/* The driver that runs at the endpoint, or NULL. */
struct driver *driver_at(endpoint_t endpoint);
/* Whether the instance that opened it still runs; else -EIO. */
s32 device_is_open(const struct filp *filp);
/* The request that opens filp's device as it was opened first. */
void device_fill_open(const struct filp *filp, struct message *m);
/* Opens filp's device, of kind S_IFCHR or S_IFBLK: on a thread. */
s32 device_open(struct call *call, struct filp *filp);
/* Waits for the reply to one request to a driver: on a thread; *m is request and reply. */
s32 driver_call(struct call *call, struct driver *driver, struct message *m);

/* ---- char_io.c ---- */

s32 char_read_write(struct call *call, struct filp *filp, u32 address, u32 length, int writing);
s32 char_ioctl(struct call *call, struct filp *filp, u32 request, u32 argument);

/* ---- raw_block.c ---- */

s32 block_read_write(struct call *call, struct filp *filp, s64 position, u32 address, u32 length,
		     int writing);
s32 block_flush(struct call *call, struct filp *filp);

/* ---- pipe.c, fifo.c ---- */

struct pipe {
	u8 *data; /* PIPE_CAPACITY bytes; NULL: none yet */
	u32 is_used;
	u32 start, count;
	u32 readers, writers;             /* open descriptions */
	u32 reads_opened, writes_opened;  /* ever */
	struct fproc *read_first, *read_last;   /* processes that wait, in order */
	struct fproc *write_first, *write_last;
};

/* Makes sure that the vnode has a pipe. -ENFILE: none is left for the process. */
s32 pipe_attach(const struct fproc *process, struct vnode *vnode);
/* Frees the vnode's pipe, if it has one. */
void pipe_detach(struct vnode *vnode);
/* An open description comes or goes; with the last one the pipe goes. */
void pipe_opened(struct filp *filp);
void pipe_closed(struct filp *filp);
s32 pipe_read_write(struct call *call, struct filp *filp, u32 address, u32 length, int writing);
void pipe_cancel(struct fproc *process);
/* POLL* that hold now. */
u32 pipe_events(const struct filp *filp);

/* Opens a FIFO; the descriptor is there, and goes if it can't be. */
s32 fifo_open(struct call *call, struct filp *filp, s32 fd);
void fifo_cancel(struct fproc *process);
/* An end of it was opened: whoever waited for that goes on. */
void fifo_wake(struct vnode *vnode);

/* ---- poll.c ---- */

void poll_cancel(struct fproc *process);
/* A pipe's state has changed. */
void poll_pipe_changed(const struct vnode *vnode);
void poll_device_ready(const struct driver *driver, u32 minor);
void poll_driver_died(const struct driver *driver);

/* ---- terminal.c: sessions and their terminals ---- */

struct terminal {
	u32 device; /* 0: free */
	s32 session;
	s32 foreground; /* process group */
};

struct terminal *terminal_of_session(s32 session);
/* A session's leader opened a terminal: it may become the session's. */
void terminal_opened(struct fproc *process, const struct filp *filp);
/* 0 when the process may read from it, or the error to end with, after a signal. */
s32 terminal_check_read(struct fproc *process, const struct filp *filp);
/* The requests that VFS answers itself. -ENOTTY when it is none of them. */
s32 terminal_ioctl(struct call *call, struct filp *filp, u32 request, u32 argument);
void terminal_leader_exits(const struct fproc *process);
void terminal_signal(u32 device, s32 signal);

/* ---- pm.c ---- */

void pm_signal_process(const struct fproc *process, s32 signal);
void pm_signal_group(s32 group, s32 signal);
void pm_say_ready(void);
void pm_new(struct message *request);
void pm_ids(struct message *request);
void pm_exit(struct message *request);
void pm_unpause(struct message *request);
void pm_exec(struct message *request);
void pm_sync(struct message *request);
/* Answers what PM asked of a process, as far as that is done now. */
void pm_settled(struct fproc *process);
s32 exec_open(struct call *call);
s32 exec_read(struct call *call);
s32 exec_end(struct call *call);

/* ---- recovery.c: who runs now, and what a death without a successor means ---- */

/* Follows the instances of all drivers and file servers. Before the event loop. */
void recovery_start(void);
/* The instance of a component that the data store, or else the kernel, knows; or negative. */
endpoint_t recovery_find_server(const char *label);
void recovery_find_driver(struct driver *driver);
/* The flags of a request to a driver or file server. */
u32 recovery_flags(endpoint_t target);
/* They were found to be dead, and have no successor. */
void recovery_driver_died(struct driver *driver);
void recovery_server_died(struct mount *mount);

/* ---- recovery_driver.c, recovery_mount.c: successors ---- */

/* A fresh instance of the driver runs; `cause`: enum defect_class, of the last one's end. */
void recovery_follow_driver(struct driver *driver, endpoint_t endpoint, u32 cause);
/* A file system has been mounted: its server is followed from now on. */
void recovery_mounted(struct mount *mount);
/* A fresh instance of the mount's server runs. */
void recovery_follow_server(struct mount *mount, endpoint_t endpoint, u32 cause);
/* A driver is back, which may be all that a fresh file server lacked. */
void recovery_try_mounts(const struct driver *driver);
/* A driver will not come back: nobody waits any longer for the file servers that lack it. */
void recovery_abandon_mounts(const struct driver *driver);
/* Whether a request to a file server is about a file that is lost. */
int recovery_names_lost(const struct message *m);
/* The endpoint and the cause that the data store has told of a label; 0: nothing yet. */
int recovery_is_told(const char *label, endpoint_t *endpoint, u32 *cause);

/* ---- breach.c: replies that make no sense ---- */

/* Complains, counts it, and prints the first of each kind: who answered what. Returns -EIO. */
s32 breach(endpoint_t who, enum rs_reason reason, const char *answered, const char *instead);
void breach_of_request(enum request_breach kind, const struct message *reply);
/* The status of a file server's or driver's reply; an error is one that may be passed on. */
s32 reply_status(endpoint_t who, const struct message *reply);

/* ---- protect.c ---- */

/* Cuts or extends a regular file, whose set-id bits go unless root does it. */
s32 truncate_vnode(struct call *call, struct vnode *vnode, s64 size);

/* ---- open.c ---- */

/* Opens what a path in walk->path leads to: the descriptor. For the first process' console. */
s32 open_path_here(struct call *call, struct walk *walk, u32 flags, u32 mode);
/* Makes the descriptor and opens what the vnode is, whose reference it takes over. */
s32 open_vnode(struct call *call, struct vnode *vnode, u32 flags);

/* ---- name.c: taking a name away from a file, its directory locked ---- */

/* Whether the process may take the node's name out of the directory where the walk is. */
s32 check_removal(const struct walk *walk, const struct vnode *node);
/* Before the file server is asked: true when it is to free the file at once (FS_UNUSED). */
int begin_removal(struct vnode *node, const struct node_info *info);
/* After it: `error`, or that of a reply that makes no sense. */
s32 end_removal(struct vnode *node, const struct node_info *removed, s32 error);

/* ---- the calls of proto/vfs.h ---- */

call_function do_open, do_close, do_read, do_write, do_pread, do_pwrite, do_seek, do_getdents,
	do_ioctl, do_fcntl, do_dup2, do_pipe, do_poll, do_fsync, do_ftruncate, do_stat, do_fstat,
	do_access, do_chmod, do_fchmod, do_chown, do_fchown, do_utimes, do_truncate, do_readlink,
	do_statvfs, do_link, do_symlink, do_rename, do_unlink, do_mkdir, do_rmdir, do_mknod,
	do_chdir, do_fchdir, do_chroot, do_getcwd, do_umask, do_terminal_of, do_mount, do_unmount,
	do_mount_info, do_sync, do_socket, do_bind, do_connect, do_listen, do_accept, do_send,
	do_receive, do_shutdown, do_socket_name, do_socket_set, do_socket_get;

#endif
