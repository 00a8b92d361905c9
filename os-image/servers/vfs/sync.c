/*
 * Writing back. A sync asks all file servers at once, some at a time, and one
 * that fails or does not answer keeps none of the others from being asked.
 * There is one sync at a time; who comes meanwhile waits for its turn.
 */
#include <libsys/kcall.h>

#include "vfs.h"

static struct lane sync_lane;
static struct lock sync_lock;

/* The reply to a FS_SYNC; the first error of all stays. */
static s32
end_one(struct mount *mount, struct request_result *result, s32 error)
{
	s32 status = request_wait(result);

	if (status == -EDEADEP)
		recovery_server_died(mount);
	if (status == 0)
		status = reply_status(result->reply.source, &result->reply);
	return error == 0 && status < 0 ? -EIO : error;
}

static s32
sync_mounts(void)
{
	static struct request_result results[SYNC_REQUESTS_MAX];
	struct mount *asked[SYNC_REQUESTS_MAX] = {NULL};
	s32 error = 0;
	u32 turn = 0;

	FOR_EACH_MOUNT(mount) {
		struct message m = {.type = FS_SYNC};
		u32 place = turn++ % SYNC_REQUESTS_MAX;

		if (asked[place] != NULL)
			error = end_one(asked[place], &results[place], error);
		asked[place] = NULL;
		if (mount->is_dead ||
		    request_begin(mount->server, &m, sys_uptime_us() + REQUEST_DEADLINE_US,
				  recovery_flags(mount->server), &results[place]) < 0)
			error = -EIO;
		else
			asked[place] = mount;
	}
	for (u32 place = 0; place < SYNC_REQUESTS_MAX; place++)
		if (asked[place] != NULL)
			error = end_one(asked[place], &results[place], error);
	return error;
}

s32
fs_sync_all(struct call *call)
{
	s32 error = lane_enter(call, &sync_lane);

	if (error < 0)
		return error;
	lock_write(&sync_lock);
	error = sync_mounts();
	unlock(&sync_lock);
	return error;
}

/* As POSIX has it, sync tells nobody of errors. */
s32
do_sync(struct call *call)
{
	return fs_sync_all(call) == CALL_PARKED ? CALL_PARKED : 0;
}

s32
do_fsync(struct call *call)
{
	const struct vfs_fd *request = MESSAGE_BODY(&call->message, const struct vfs_fd);
	struct filp *filp = descriptor_filp(call->process, request->fd);

	if (filp == NULL)
		return -EBADF;
	switch (vnode_kind(filp->vnode)) {
	case S_IFREG:
	case S_IFDIR:
		return fs_fsync(call, filp->vnode);
	case S_IFBLK:
		return block_flush(call, filp);
	}
	return -EINVAL;
}
