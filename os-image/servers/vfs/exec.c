/* What PM needs for exec: to open a program as the process would, and to read it. */
#include <libsys/kcall.h>

#include "vfs.h"

#define SIZE_MAX_32 INT32_MAX /* no program is larger: -EFBIG */

/* Whether the file can be run by the process at all; PM finds out what is in it. */
static s32
check_program(const struct fproc *process, const struct vnode *vnode)
{
	if (vnode_kind(vnode) != S_IFREG)
		return -EACCES;
	if (vnode->size > SIZE_MAX_32)
		return -EFBIG;
	return permitted_to(process, vnode, MAY_EXECUTE);
}

static s32
find_program(struct call *call, struct walk *walk)
{
	struct fproc *process = call->process;
	s32 error = walk_to_node(walk, 0);

	if (error == 0)
		error = check_program(process, walk->at);
	if (error < 0)
		return error;
	vnode_put(process->program);
	process->program = vnode_ref(walk->at);
	return 0;
}

s32
exec_open(struct call *call)
{
	struct vfs_pm_exec_open request =
		*MESSAGE_BODY(&call->message, const struct vfs_pm_exec_open);
	struct vfs_pm_exec_reply *reply = MESSAGE_BODY(&call->message, struct vfs_pm_exec_reply);
	const struct vnode *program;
	struct walk walk;
	s32 error;

	if (request.path_length == 0)
		return -ENOENT;
	if (request.path_length >= sizeof(walk.path))
		return -ENAMETOOLONG;
	if (sys_safecopy_from(PM_EP, request.path, 0, walk.path, request.path_length) < 0)
		return -EFAULT;
	walk.path[request.path_length] = '\0';
	error = walk_start_here(&walk, call);
	if (error == 0)
		error = find_program(call, &walk);
	walk_end(&walk);
	if (error < 0)
		return error;
	program = call->process->program;
	reply->mode = program->mode;
	reply->uid = program->uid;
	reply->gid = program->gid;
	reply->size = (u32)program->size;
	return 0;
}

s32
exec_read(struct call *call)
{
	struct vfs_pm_exec_read request =
		*MESSAGE_BODY(&call->message, const struct vfs_pm_exec_read);
	struct vnode *program = call->process->program;
	grant_id_t grant;
	s32 done;

	if (program == NULL)
		return -EBADF;
	if (request.length > INT32_MAX)
		return -EINVAL;
	done = lane_enter(call, &program->mount->lane);
	if (done < 0)
		return done;
	grant = grant_indirect(program->mount->server, PM_EP, request.grant, 0, request.length,
			       GRANT_WRITE);
	if (grant < 0)
		return -EAGAIN;
	lock_read(&program->lock);
	done = fs_read(call, program, request.offset, grant, request.length);
	unlock(&program->lock);
	(void)grant_revoke(grant);
	return done;
}

s32
exec_end(struct call *call)
{
	const struct vfs_pm_exec_end *request =
		MESSAGE_BODY(&call->message, const struct vfs_pm_exec_end);
	struct fproc *process = call->process;

	vnode_put(process->program);
	process->program = NULL;
	if (request->succeeded)
		descriptors_close_on_exec(process);
	return 0;
}
