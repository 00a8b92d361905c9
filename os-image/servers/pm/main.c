/*
 * The process manager's loop: receive, find the sender, dispatch, reply. See
 * pm.h for what PM promises and proto/pm.h for what it can be asked.
 */
#include <errno.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/outbox.h>
#include <libsys/panic.h>
#include <libsys/request.h>
#include <libsys/timer.h>
#include <proto/pm_rs.h>
#include <stdio.h>

#include "pm.h"

static const request_handler handlers[PM_REQUEST_END - PROTO_PM] = {
	[PM_EXIT - PROTO_PM] = do_exit,
	[PM_FORK - PROTO_PM] = do_fork,
	[PM_EXEC - PROTO_PM] = do_exec,
	[PM_WAIT - PROTO_PM] = do_wait,
	[PM_IDS - PROTO_PM] = do_ids,
	[PM_SET_ID - PROTO_PM] = do_set_id,
	[PM_GET_GROUP - PROTO_PM] = do_get_group,
	[PM_SET_GROUP - PROTO_PM] = do_set_group,
	[PM_SET_SESSION - PROTO_PM] = do_set_session,
	[PM_KILL - PROTO_PM] = do_kill,
	[PM_SIG_ACTION - PROTO_PM] = do_sig_action,
	[PM_SIG_MASK - PROTO_PM] = do_sig_mask,
	[PM_SIG_PENDING - PROTO_PM] = do_sig_pending,
	[PM_SIG_SUSPEND - PROTO_PM] = do_sig_suspend,
	[PM_SIG_RETURN - PROTO_PM] = do_sig_return,
	[PM_ALARM - PROTO_PM] = do_alarm,
	[PM_SLEEP - PROTO_PM] = do_sleep,
	[PM_TIMES - PROTO_PM] = do_times,
	[PM_BRK - PROTO_PM] = do_brk,
	[PM_MMAP - PROTO_PM] = do_mmap,
	[PM_MUNMAP - PROTO_PM] = do_munmap,
	[PM_PROCESS_INFO - PROTO_PM] = do_process_info,
	[PM_VOUCH - PROTO_PM] = do_vouch,
	[PM_REBOOT - PROTO_PM] = do_reboot,
};

static struct mproc *served;

int
is_being_served(const struct mproc *p)
{
	return p == served || p->busy || p->starting || p->unpausing;
}

/*
 * The result of ipc_sendnb is not looked at on purpose: a client that does not
 * wait for its reply, or is gone, does without it.
 */
static void
send_reply(endpoint_t to, u32 request, s32 result, struct message *m)
{
	m->type = request | REPLY_BIT;
	MESSAGE_BODY(m, struct pm_reply)->result = result;
	ipc_sendnb(to, m);
}

void
reply_to(struct mproc *p, enum pm_request request, s32 result, struct message *m)
{
	send_reply(p->endpoint, request, result, m);
}

static request_handler
handler_of(u32 type)
{
	return type > PROTO_PM && type < PM_REQUEST_END ? handlers[type - PROTO_PM] : NULL;
}

static int
is_alive_at(const struct mproc *p, endpoint_t endpoint)
{
	return p->state == MPROC_ALIVE && p->endpoint == endpoint;
}

/*
 * A signal that came while the request was handled (kill of oneself, a mask
 * that lets it through) is delivered before the caller runs on: it gets its
 * reply while it is held.
 */
static void
reply_and_deliver(struct mproc *caller, u32 request, s32 result, struct message *m)
{
	endpoint_t endpoint = caller->endpoint;

	sys_proc_stop(endpoint);
	send_reply(endpoint, request, result, m);
	signal_deliver(caller);
	if (is_alive_at(caller, endpoint) && !caller->stopped && !caller->unpausing)
		sys_proc_resume(endpoint);
}

void
answer(struct mproc *p, enum pm_request request, s32 result, struct message *m)
{
	p->busy = 0;
	if (signal_is_due(p))
		reply_and_deliver(p, request, result, m);
	else
		send_reply(p->endpoint, request, result, m);
}

static void
serve(struct mproc *caller, struct message *m)
{
	request_handler handler = handler_of(m->type);
	endpoint_t endpoint = caller->endpoint;
	u32 request = m->type;
	s32 result;

	served = caller;
	result = handler != NULL ? handler(caller, m) : -ENOSYS;
	served = NULL;
	if (ids_hold_reply(caller, request, result, m))
		return;
	if (result == NO_REPLY) {
		if (is_alive_at(caller, endpoint) && !is_being_served(caller))
			signal_deliver(caller);
	} else if (signal_is_due(caller)) {
		reply_and_deliver(caller, request, result, m);
	} else {
		send_reply(endpoint, request, result, m);
	}
}

static void
handle_notification(const struct message *m)
{
	if (m->source == EP_CLOCK)
		timers_expire(MESSAGE_BODY((struct message *)m, struct notify_body)->time_us);
	else if (m->source == EP_SYSTEM)
		faults_collect();
	else if (m->source == EP_ASYNC)
		outbox_collect();
	else if (m->source == RS_EP)
		ipc_notify(RS_EP); /* a heartbeat: the loop turns */
}

/* From a system process. VFS is known by its label when it speaks for the first time. */
static void
handle_system(struct message *m)
{
	int is_vfs = m->source == vfs_endpoint() || m->source == sys_lookup("vfs");

	if ((m->type & REPLY_BIT) != 0)
		request_take_reply(m);
	else if (m->type == PM_RUN || m->type == PM_RUN_END)
		run_request(m);
	else if (is_vfs)
		vfs_notice(m);
	else
		send_reply(m->source, m->type, -EPERM, m);
}

int
main(void)
{
	memory_init();
	for (;;) {
		struct message m;
		struct mproc *caller;
		int error;

		alarms_program();
		timers_set_alarm();
		error = ipc_receive(EP_ANY, &m);
		if (error < 0)
			panic("receive failed with error %d", -error);
		caller = mproc_by_endpoint(m.source);
		if (caller != NULL)
			serve(caller, &m);
		else if (m.type == MSG_NOTIFY)
			handle_notification(&m);
		else
			handle_system(&m);
	}
}
