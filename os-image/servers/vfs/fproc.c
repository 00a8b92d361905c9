/*
 * The process table. An entry is made by PM alone, before the process runs, and
 * stays until what its call had under way has ended and all that it had open is
 * closed, which may be after the kernel has given its slot to another; by_slot
 * leads from an endpoint to the entry.
 *
 * A process has one call at a time, since it waits for its reply. One that
 * sends another request meanwhile is told EBUSY.
 */
#include <string.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>

#include "vfs.h"

struct fproc fprocs[NR_PROCS];

static struct fproc *by_slot[NR_PROCS];

struct fproc *
fproc_by_endpoint(endpoint_t endpoint)
{
	struct fproc *process = by_slot[ENDPOINT_SLOT(endpoint)];

	return process != NULL && process->endpoint == endpoint ? process : NULL;
}

struct fproc *
fproc_new(endpoint_t endpoint)
{
	for (struct fproc *process = fprocs; process < fprocs + NR_PROCS; process++) {
		if (process->endpoint != EP_NONE)
			continue;
		memset(process, 0, sizeof(*process));
		process->endpoint = endpoint;
		by_slot[ENDPOINT_SLOT(endpoint)] = process;
		return process;
	}
	return NULL;
}

void
fproc_forget_endpoint(struct fproc *process)
{
	if (by_slot[ENDPOINT_SLOT(process->endpoint)] == process)
		by_slot[ENDPOINT_SLOT(process->endpoint)] = NULL;
}

int
fproc_is_root(const struct fproc *process)
{
	return process->effective_uid == 0;
}

s32
fproc_copy_in(const struct fproc *process, void *to, u32 address, u32 length)
{
	return sys_copy_in(process->endpoint, address, to, length) < 0 ? -EFAULT : 0;
}

s32
fproc_copy_out(const struct fproc *process, const void *from, u32 address, u32 length)
{
	return sys_copy_out(from, process->endpoint, address, length) < 0 ? -EFAULT : 0;
}

/* Counts as one that still closes, lest the entry be free before this is through. */
static void
close_all(struct fproc *process)
{
	process->closing++;
	for (s32 fd = 0; fd < OPEN_MAX; fd++)
		if (process->fds[fd] != NULL)
			filp_put(descriptor_take(process, fd), process);
	vnode_put(process->root);
	vnode_put(process->directory);
	vnode_put(process->program);
	process->root = process->directory = process->program = NULL;
	process->closing--;
}

void
fproc_settled(struct fproc *process)
{
	if (process->is_exiting && process->state == PROCESS_IDLE && !process->pm_call_busy)
		close_all(process);
	pm_settled(process);
}

/* The reply is lost on a process that does not wait for it. */
static void
reply(struct call *call, s32 result)
{
	struct fproc *process = call->process;

	ASSERT(process->state != PROCESS_IDLE);
	process->state = PROCESS_IDLE;
	process->is_interrupted = 0;
	if (result == -EINTR && process->is_restarted)
		result = -ERESTART;
	process->is_restarted = 0;
	if (!process->is_exiting) {
		call->message.type |= REPLY_BIT;
		MESSAGE_BODY(&call->message, struct vfs_reply)->result = result;
		(void)ipc_sendnb(process->endpoint, &call->message);
	}
	fproc_settled(process);
}

s32
fproc_suspend(struct fproc *process, enum suspension suspension)
{
	process->state = PROCESS_SUSPENDED;
	process->suspension = suspension;
	return CALL_SUSPENDED;
}

void
fproc_resume(struct fproc *process, s32 result)
{
	ASSERT(process->state == PROCESS_SUSPENDED);
	process->suspension = SUSPENDED_NOT;
	reply(&process->call, result);
}

void
fproc_suspended(struct fproc *process)
{
	if (process->state == PROCESS_SUSPENDED && process->is_interrupted)
		fproc_interrupt(process);
}

/* A call that runs on a thread ends by itself; long transfers look at is_interrupted. */
void
fproc_interrupt(struct fproc *process)
{
	if (process->state == PROCESS_IDLE)
		return;
	process->is_interrupted = 1;
	if (process->state == PROCESS_WORKING && lane_unpark(&process->call)) {
		reply(&process->call, -ERESTART);
		return;
	}
	if (process->state != PROCESS_SUSPENDED)
		return;
	switch (process->suspension) {
	case ON_PIPE:
		pipe_cancel(process);
		break;
	case ON_FIFO:
		fifo_cancel(process);
		break;
	case ON_DEVICE:
		device_cancel(process);
		break;
	case ON_SOCKET:
		socket_cancel(process);
		break;
	case ON_POLL:
		poll_cancel(process);
		break;
	case ON_CLOSE:
	case SUSPENDED_NOT:
		break;
	}
}

static call_function *const handlers[VFS_REQUEST_END - PROTO_VFS] = {
	[VFS_OPEN - PROTO_VFS] = do_open,
	[VFS_CLOSE - PROTO_VFS] = do_close,
	[VFS_READ - PROTO_VFS] = do_read,
	[VFS_WRITE - PROTO_VFS] = do_write,
	[VFS_PREAD - PROTO_VFS] = do_pread,
	[VFS_PWRITE - PROTO_VFS] = do_pwrite,
	[VFS_SEEK - PROTO_VFS] = do_seek,
	[VFS_GETDENTS - PROTO_VFS] = do_getdents,
	[VFS_IOCTL - PROTO_VFS] = do_ioctl,
	[VFS_FCNTL - PROTO_VFS] = do_fcntl,
	[VFS_DUP2 - PROTO_VFS] = do_dup2,
	[VFS_PIPE - PROTO_VFS] = do_pipe,
	[VFS_POLL - PROTO_VFS] = do_poll,
	[VFS_FSYNC - PROTO_VFS] = do_fsync,
	[VFS_FTRUNCATE - PROTO_VFS] = do_ftruncate,
	[VFS_STAT - PROTO_VFS] = do_stat,
	[VFS_FSTAT - PROTO_VFS] = do_fstat,
	[VFS_ACCESS - PROTO_VFS] = do_access,
	[VFS_CHMOD - PROTO_VFS] = do_chmod,
	[VFS_FCHMOD - PROTO_VFS] = do_fchmod,
	[VFS_CHOWN - PROTO_VFS] = do_chown,
	[VFS_FCHOWN - PROTO_VFS] = do_fchown,
	[VFS_UTIMES - PROTO_VFS] = do_utimes,
	[VFS_TRUNCATE - PROTO_VFS] = do_truncate,
	[VFS_READLINK - PROTO_VFS] = do_readlink,
	[VFS_STATVFS - PROTO_VFS] = do_statvfs,
	[VFS_LINK - PROTO_VFS] = do_link,
	[VFS_SYMLINK - PROTO_VFS] = do_symlink,
	[VFS_RENAME - PROTO_VFS] = do_rename,
	[VFS_UNLINK - PROTO_VFS] = do_unlink,
	[VFS_MKDIR - PROTO_VFS] = do_mkdir,
	[VFS_RMDIR - PROTO_VFS] = do_rmdir,
	[VFS_MKNOD - PROTO_VFS] = do_mknod,
	[VFS_CHDIR - PROTO_VFS] = do_chdir,
	[VFS_FCHDIR - PROTO_VFS] = do_fchdir,
	[VFS_CHROOT - PROTO_VFS] = do_chroot,
	[VFS_GETCWD - PROTO_VFS] = do_getcwd,
	[VFS_UMASK - PROTO_VFS] = do_umask,
	[VFS_TERMINAL_OF - PROTO_VFS] = do_terminal_of,
	[VFS_MOUNT - PROTO_VFS] = do_mount,
	[VFS_UNMOUNT - PROTO_VFS] = do_unmount,
	[VFS_MOUNT_INFO - PROTO_VFS] = do_mount_info,
	[VFS_SYNC - PROTO_VFS] = do_sync,
	[VFS_SOCKET - PROTO_VFS] = do_socket,
	[VFS_BIND - PROTO_VFS] = do_bind,
	[VFS_CONNECT - PROTO_VFS] = do_connect,
	[VFS_LISTEN - PROTO_VFS] = do_listen,
	[VFS_ACCEPT - PROTO_VFS] = do_accept,
	[VFS_SEND - PROTO_VFS] = do_send,
	[VFS_RECEIVE - PROTO_VFS] = do_receive,
	[VFS_SHUTDOWN - PROTO_VFS] = do_shutdown,
	[VFS_SOCKET_NAME - PROTO_VFS] = do_socket_name,
	[VFS_SOCKET_SET - PROTO_VFS] = do_socket_set,
	[VFS_SOCKET_GET - PROTO_VFS] = do_socket_get,
};

void
fproc_call(struct fproc *process, const struct message *request)
{
	struct call *call = &process->call;

	ASSERT(process->state == PROCESS_IDLE);
	call->process = process;
	call->function = handlers[request->type - PROTO_VFS];
	call->end = reply;
	call->message = *request;
	process->state = PROCESS_WORKING;
	call_start(call);
}
