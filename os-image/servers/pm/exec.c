/*
 * Another program in a process. VFS looks the path up with the caller's rights
 * and reads the file into PM's memory; the kernel then replaces the image:
 *
 *     EXEC_OPEN -> EXEC_READ -> (a script: EXEC_END, again with its interpreter)
 *               -> image_load -> EXEC_END -> it runs
 *
 * Whatever fails before image_load leaves the old program as it was. Boot
 * modules (/boot/NAME) are loaded at once. The caller is busy all the while.
 */
#include "exec.h"

#include <errno.h>
#include <libsys/grant.h>
#include <libsys/kcall.h>
#include <string.h>
#include <sys/stat.h>

static struct exec_job jobs[EXEC_JOBS + EXEC_RECOVERY_JOBS];

static struct exec_job *
job_of(const struct mproc *p)
{
	for (u32 i = 0; i < ARRAY_LEN(jobs); i++)
		if (jobs[i].p == p)
			return &jobs[i];
	return NULL;
}

static struct exec_job *
free_place_for(const struct mproc *p)
{
	u32 first = p->recovers ? EXEC_JOBS : 0;
	u32 end = p->recovers ? ARRAY_LEN(jobs) : EXEC_JOBS;

	for (u32 i = first; i < end; i++)
		if (jobs[i].p == NULL)
			return &jobs[i];
	return NULL;
}

static void
revoke(struct exec_job *job)
{
	if (job->grant != GRANT_INVALID)
		grant_revoke(job->grant);
	job->grant = GRANT_INVALID;
}

/* The place is free again. */
static void
leave(struct exec_job *job)
{
	revoke(job);
	if (job->buffer_size > EXEC_BUFFER_KEPT)
		image_release(job);
	job->p = NULL;
	exec_start_waiting();
}

/* Its own program is loaded, or can't be. */
static void
tell_loaded(struct mproc *p, s32 error)
{
	const struct own_program *program = p->program;

	p->program = NULL;
	program->loaded(p, error);
}

static void
fail(struct exec_job *job, s32 error)
{
	struct mproc *p = job->p;
	struct message m = {0};

	leave(job);
	if (p->program != NULL)
		tell_loaded(p, error);
	else
		answer(p, PM_EXEC, error, &m);
}

/* VFS knows that it runs the new program. */
static void
run(struct mproc *p, s32 status, const struct message *reply)
{
	(void)status; /* there is no way back to the old one */
	(void)reply;
	leave(job_of(p));
	p->busy = 0;
	p->held = 0;
	if (p->program != NULL)
		tell_loaded(p, 0);
	signal_deliver(p);
	if (p->state == MPROC_ALIVE && !p->stopped)
		sys_proc_resume(p->endpoint);
}

static void
failed(struct mproc *p, s32 status, const struct message *reply)
{
	struct exec_job *job = job_of(p);

	(void)status;
	(void)reply;
	fail(job, job->error);
}

static void begin(struct mproc *p, s32 status, const struct message *reply);

static void
tell_end(struct exec_job *job, u32 succeeded, vfs_done *done)
{
	struct vfs_pm_exec_end end = {.process = job->p->endpoint, .succeeded = succeeded};

	revoke(job);
	vfs_ask(job->p, VFS_PM_EXEC_END, &end, sizeof(end), done);
}

static void
end_with(struct exec_job *job, s32 error)
{
	job->error = error;
	tell_end(job, 0, failed);
}

/* What the file's mode says about whose program it is; VFS is told after it runs. */
static void
take_ids_of_file(struct mproc *p, const struct vfs_pm_exec_reply *file)
{
	if ((file->mode & S_ISUID) != 0)
		p->effective_uid = p->saved_uid = file->uid;
	if ((file->mode & S_ISGID) != 0)
		p->effective_gid = p->saved_gid = file->gid;
	if ((file->mode & (S_ISUID | S_ISGID)) != 0)
		p->ids_due = 1;
}

/* The process is held, so that it runs nothing before VFS has closed what it should not have. */
static int
load(struct exec_job *job)
{
	struct mproc *p = job->p;
	int error;

	sys_proc_stop(p->endpoint);
	error = image_load(job);
	p->held = error == 0;
	if (error < 0 && !p->stopped && p->program == NULL)
		sys_proc_resume(p->endpoint);
	return error;
}

static void
has_read(struct mproc *p, s32 status, const struct message *reply)
{
	struct exec_job *job = job_of(p);
	s32 error = 0;

	(void)reply;
	revoke(job);
	if (status != (s32)job->file.size) {
		end_with(job, status < 0 ? status : -EIO);
		return;
	}
	if (script_is(job)) {
		error = script_begin(job);
		if (error == 0)
			tell_end(job, 0, begin);
		else
			end_with(job, error);
		return;
	}
	error = load(job);
	if (error < 0) {
		end_with(job, error);
		return;
	}
	take_ids_of_file(p, &job->file);
	tell_end(job, 1, run);
}

static void
has_opened(struct mproc *p, s32 status, const struct message *reply)
{
	struct exec_job *job = job_of(p);
	struct vfs_pm_exec_read read = {.process = p->endpoint};

	revoke(job);
	if (status < 0) {
		fail(job, status);
		return;
	}
	job->file = *MESSAGE_BODY((struct message *)reply, struct vfs_pm_exec_reply);
	status = job->file.size == 0 ? -ENOEXEC : image_reserve(job, job->file.size);
	if (status < 0) {
		end_with(job, status);
		return;
	}
	job->grant = grant_direct(vfs_endpoint(), (void *)job->buffer, job->file.size, GRANT_WRITE);
	read.grant = job->grant;
	read.length = job->file.size;
	vfs_ask(p, VFS_PM_EXEC_READ, &read, sizeof(read), has_read);
}

/* A boot module needs no VFS, but for what is to be closed. */
static void
run_module(struct exec_job *job)
{
	int error = load(job);

	if (error < 0)
		fail(job, error);
	else
		tell_end(job, 1, run);
}

static void
begin(struct mproc *p, s32 status, const struct message *reply)
{
	struct exec_job *job = job_of(p);
	struct vfs_pm_exec_open open = {.process = p->endpoint, .path_length = (u32)strlen(job->path)};

	(void)status;
	(void)reply;
	if (strncmp(job->path, BOOT_DIRECTORY, strlen(BOOT_DIRECTORY)) == 0) {
		run_module(job);
		return;
	}
	job->grant = grant_direct(vfs_endpoint(), job->path, open.path_length, GRANT_READ);
	open.path = job->grant;
	vfs_ask(p, VFS_PM_EXEC_OPEN, &open, sizeof(open), has_opened);
}

static void
take_place(struct exec_job *job, struct mproc *p)
{
	job->p = p;
	job->scripts = 0;
	job->grant = GRANT_INVALID;
	job->file = (struct vfs_pm_exec_reply){0};
}

static int
copy_in(struct exec_job *job, endpoint_t from, const struct pm_exec *request)
{
	int error;

	if (request->path_length > PM_PATH_MAX)
		return -ENAMETOOLONG;
	if (request->path_length == 0)
		return -ENOENT;
	if (request->strings_length > sizeof(job->strings))
		return -E2BIG;
	error = sys_copy_in(from, request->path, job->path, request->path_length);
	if (error >= 0 && request->strings_length > 0)
		error = sys_copy_in(from, request->strings, job->strings, request->strings_length);
	job->path[request->path_length] = '\0';
	job->strings_length = request->strings_length;
	job->argc = request->argc;
	job->envc = request->envc;
	return error < 0 ? error : 0;
}

static int
copy_own(struct exec_job *job, const struct own_program *program)
{
	if (strlcpy(job->path, program->path, sizeof(job->path)) >= sizeof(job->path))
		return -ENAMETOOLONG;
	if (program->strings_length > sizeof(job->strings))
		return -E2BIG;
	memcpy(job->strings, program->strings, program->strings_length);
	job->strings_length = program->strings_length;
	job->argc = program->argc;
	job->envc = program->envc;
	return 0;
}

static void
start(struct exec_job *job, struct mproc *p)
{
	int error;

	p->exec_waiting = 0;
	take_place(job, p);
	if (p->program != NULL)
		error = copy_own(job, p->program);
	else
		error = copy_in(job, p->endpoint, &p->exec_request);
	if (error < 0)
		fail(job, error);
	else
		begin(p, 0, NULL);
}

/* One that waits and finds a place; 0: there is none. */
static int
start_next(void)
{
	FOR_EACH_MPROC(p) {
		struct exec_job *job = NULL;

		if (p->exec_waiting && p->vfs_state == VFS_IDLE)
			job = free_place_for(p);
		if (job == NULL)
			continue;
		start(job, p);
		return 1;
	}
	return 0;
}

/*
 * A job that fails at once frees its place and leads here again. The first of
 * these calls starts what there is to start, so that any number may wait.
 */
void
exec_start_waiting(void)
{
	static int is_under_way;

	if (is_under_way)
		return;
	is_under_way = 1;
	while (start_next())
		;
	is_under_way = 0;
}

static void
wait_for_place(struct mproc *p)
{
	p->busy = 1;
	p->exec_waiting = 1;
	exec_start_waiting();
}

void
exec_start(struct mproc *p, const struct own_program *program)
{
	p->program = program;
	wait_for_place(p);
}

s32
do_exec(struct mproc *caller, struct message *m)
{
	caller->exec_request = *MESSAGE_BODY(m, struct pm_exec);
	if (caller->exec_request.path == 0)
		return -EFAULT;
	wait_for_place(caller);
	return NO_REPLY;
}
