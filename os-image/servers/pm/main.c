/*
 * The process manager's loop: receive, find the sender, dispatch, reply. See
 * pm.h for what PM promises and proto/pm.h for what it can be asked.
 */
#include <errno.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
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
};

static struct mproc *served;

int
is_being_served(const struct mproc *p)
{
	return p == served;
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
	if (is_alive_at(caller, endpoint) && !caller->stopped)
		sys_proc_resume(endpoint);
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
	if (result == NO_REPLY) {
		if (is_alive_at(caller, endpoint))
			signal_deliver(caller);
	} else if (signal_is_due(caller)) {
		reply_and_deliver(caller, request, result, m);
	} else {
		send_reply(endpoint, request, result, m);
	}
}

static void
handle_notification(endpoint_t source)
{
	if (source == EP_CLOCK)
		timers_expire();
	else if (source == EP_SYSTEM)
		faults_collect();
}

int
main(void)
{
	memory_init();
	boot_start_init();
	for (;;) {
		struct message m;
		struct mproc *caller;
		int error;

		timers_program();
		error = ipc_receive(EP_ANY, &m);
		if (error < 0)
			panic("receive failed with error %d", -error);
		caller = mproc_by_endpoint(m.source);
		if (caller != NULL)
			serve(caller, &m);
		else if (m.type == MSG_NOTIFY)
			handle_notification(m.source);
		else
			send_reply(m.source, m.type, -EPERM, &m);
	}
}
