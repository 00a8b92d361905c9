/*
 * Running policy scripts for the reincarnation server (proto/pm_rs.h): processes
 * of root without a terminal, descriptors or a parent that would have to wait
 * for them, each leader of a session and group of its own.
 *
 *     PM_RUN -> VFS_PM_NEW -> exec -> vouched for -> it runs -> it ends -> the answer
 *
 * PM keeps the strings of a run until its process has ended. RS gets its answer
 * at once then, whatever VFS still has to close. PM_RUN_END is answered by a
 * process that ends or, when VFS holds up its exec, without waiting for that.
 */
#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/outbox.h>
#include <proto/pm_rs.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "pm.h"

#define RUNS_MAX 8u
#define STATUS_NEVER_RAN SIGKILL /* of a process that nobody waits for */

struct run {
	struct mproc *p; /* NULL: the place is free */
	u32 id;          /* of the PM_RUN */
	u8 is_answered;
	s32 error; /* why it did not start, or 0 */
	char strings[PM_RUN_STRINGS_MAX];
	struct own_program program;
};

static struct run runs[RUNS_MAX];

static struct run *
run_of(const struct mproc *p)
{
	for (u32 i = 0; i < RUNS_MAX; i++)
		if (runs[i].p == p)
			return &runs[i];
	return NULL;
}

static struct run *
run_with_id(u32 id)
{
	for (u32 i = 0; i < RUNS_MAX; i++)
		if (runs[i].p != NULL && runs[i].id == id && !runs[i].is_answered)
			return &runs[i];
	return NULL;
}

/* A reply that RS does not fetch is dropped: its own deadline ends its wait. */
static void
reply(endpoint_t to, u32 request, u32 id, s32 error, s32 status)
{
	struct message m = {.type = request | REPLY_BIT};

	*MESSAGE_BODY(&m, struct pm_run_reply) = (struct pm_run_reply){
		.head = {.id = id, .status = error},
		.status = status,
	};
	(void)outbox_post_reply(to, &m);
}

static void
answer_run(struct run *run, s32 status)
{
	if (!run->is_answered)
		reply(RS_EP, PM_RUN, run->id, run->error, status);
	run->is_answered = 1;
}

void
run_ended(const struct mproc *p)
{
	struct run *run = run_of(p);

	if (run == NULL)
		return;
	answer_run(run, p->status);
	run->p = NULL;
}

static void
fail(struct mproc *p, s32 error)
{
	run_of(p)->error = error;
	end_process(p, STATUS_NEVER_RAN);
}

static void
loaded(struct mproc *p, s32 error)
{
	if (error == 0)
		error = vouch_for(p->endpoint);
	if (error < 0)
		fail(p, error);
}

static void
known_to_vfs(struct mproc *p, s32 status, const struct message *message)
{
	(void)message;
	p->starting = 0;
	if (status < 0)
		fail(p, status);
	else
		exec_start(p, &run_of(p)->program);
}

/* Takes over the strings, of which the first is the path. */
static s32
take_strings(struct run *run, endpoint_t from, const struct pm_run *request)
{
	u32 length = request->strings_length;
	int error;

	if (length > sizeof(run->strings))
		return -E2BIG;
	if (length == 0 || request->argc == 0)
		return -EINVAL;
	error = sys_safecopy_from(from, request->strings, 0, run->strings, length);
	if (error < 0)
		return error;
	if (strnlen(run->strings, length) == length)
		return -EINVAL;
	run->program = (struct own_program){
		.path = run->strings,
		.strings = run->strings,
		.strings_length = length,
		.argc = request->argc,
		.envc = request->envc,
		.loaded = loaded,
	};
	return 0;
}

/* 0 or -EAGAIN. There is init before anything is run, so that it is the first process. */
static s32
make_process(struct run *run)
{
	const struct mproc *init = mproc_by_pid(INIT_PID);
	struct vfs_pm_new new = {.parent = EP_NONE, .flags = VFS_PM_BARE};
	struct mproc *p;

	if (init == NULL || mproc_room_for(init) < 0)
		return -EAGAIN;
	new.process = sys_proc_create("policy");
	if (new.process < 0)
		return -EAGAIN;
	p = mproc_new(new.process);
	new.pid = new.group = new.session = p->pid;
	p->group = p->session = p->pid;
	p->starting = 1;
	p->recovers = 1;
	run->p = p;
	vfs_ask(p, VFS_PM_NEW, &new, sizeof(new), known_to_vfs);
	return 0;
}

static s32
start_run(endpoint_t from, const struct pm_run *request)
{
	struct run *run = run_of(NULL);
	s32 error;

	if (run == NULL)
		return -EAGAIN;
	error = take_strings(run, from, request);
	if (error < 0)
		return error;
	run->id = request->head.id;
	run->is_answered = 0;
	run->error = 0;
	return make_process(run);
}

/* Its processes that wait for VFS end when that has answered, which its deadlines bound. */
static s32
end_run(const struct pm_run_end *request)
{
	struct run *run = run_with_id(request->run);
	s32 group;

	if (run == NULL)
		return -ESRCH;
	group = run->p->pid;
	FOR_EACH_MPROC(member)
		if (member->group == group)
			signal_post(member, SIGKILL);
	if (run->p != NULL)
		answer_run(run, SIGKILL);
	return 0;
}

void
run_request(const struct message *m)
{
	u32 id = MESSAGE_BODY(m, const struct request_head)->id;
	s32 result = -EPERM;

	if (m->source == RS_EP && m->type == PM_RUN)
		result = start_run(RS_EP, MESSAGE_BODY(m, const struct pm_run));
	else if (m->source == RS_EP)
		result = end_run(MESSAGE_BODY(m, const struct pm_run_end));
	if (result < 0 || m->type == PM_RUN_END)
		reply(m->source, m->type, id, result, 0);
}
