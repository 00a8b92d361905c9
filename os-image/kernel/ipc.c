/*
 * Synchronous messages and notifications.
 *
 * A sender that has to wait keeps its message in its process table entry and
 * stands in the receiver's queue. A receiver that has to wait has the place
 * for the message checked beforehand, so that no message is lost on it.
 */
#include "ipc.h"

#include <errno.h>
#include <kintsugi/trap.h>

#include "clock.h"
#include "lib.h"

static u64 messages HOT_DATA;

u64
ipc_messages(void)
{
	return messages;
}

/* ---- queues of senders ---- */

HOT static void
queue_sender(struct proc *to, struct proc *from)
{
	from->sender_next = NULL;
	if (to->senders_first == NULL)
		to->senders_first = from;
	else
		to->senders_last->sender_next = from;
	to->senders_last = from;
}

HOT static void
unqueue_sender(struct proc *to, struct proc *from)
{
	struct proc *before = NULL;

	for (struct proc *at = to->senders_first; at != from; at = at->sender_next) {
		kassert(at != NULL);
		before = at;
	}
	if (before == NULL)
		to->senders_first = from->sender_next;
	else
		before->sender_next = from->sender_next;
	if (to->senders_last == from)
		to->senders_last = before;
}

/* ---- delivery ---- */

HOT static int
wants(const struct proc *p, endpoint_t source)
{
	return p->receiving_from == EP_ANY || p->receiving_from == source;
}

HOT int
ipc_is_waiting_for(const struct proc *to, const struct proc *from)
{
	return (to->state & PROC_RECEIVING) && wants(to, from->endpoint);
}

HOT void
ipc_deliver(struct proc *to, const struct message *m)
{
	messages++;
	to->mail = *m;
	to->has_mail = 1;
	to->regs.eax = 0;
	to->in_sendrec = 0;
	proc_unblock(to, PROC_RECEIVING);
}

HOT void
ipc_hand_over_mail(struct proc *p)
{
	p->has_mail = 0;
	/* The place was checked when the wait began; it may have been unmapped since. */
	if (copy_to_user(p, p->message_address, &p->mail, sizeof(p->mail)) != 0)
		p->regs.eax = (u32)-EFAULT;
}

static void
deliver_notification(struct proc *to, endpoint_t source, u32 interrupts)
{
	struct message m = { .source = source, .type = MSG_NOTIFY };
	struct notify_body *body = MESSAGE_BODY(&m, struct notify_body);

	body->time_us = clock_now_us();
	body->interrupts = interrupts;
	ipc_deliver(to, &m);
}

HOT static int
take_from_kernel(struct proc *p)
{
	static const struct {
		u32 pending;
		endpoint_t source;
	} kinds[] = {
		{ PENDING_HARDWARE, EP_HARDWARE },
		{ PENDING_CLOCK, EP_CLOCK },
		{ PENDING_SYSTEM, EP_SYSTEM },
		{ PENDING_ASYNC, EP_ASYNC },
	};

	for (u32 i = 0; i < ARRAY_LEN(kinds); i++) {
		if (!(p->kernel_pending & kinds[i].pending) || !wants(p, kinds[i].source))
			continue;
		u32 interrupts = 0;
		if (kinds[i].pending == PENDING_HARDWARE) {
			interrupts = p->pending_interrupts;
			p->pending_interrupts = 0;
		}
		p->kernel_pending &= ~kinds[i].pending;
		deliver_notification(p, kinds[i].source, interrupts);
		return 1;
	}
	return 0;
}

HOT static int
bits_are_clear(const u32 *bits)
{
	u32 all = 0;

	for (u32 i = 0; i < NR_PRIVS / 32; i++)
		all |= bits[i];
	return all == 0;
}

/* The first id at or after `from`, going round, whose bit is set; -1 when there is none. */
HOT static int
next_bit(const u32 *bits, u32 from)
{
	for (u32 i = 0; i <= NR_PRIVS / 32; i++) {
		u32 word = (from / 32 + i) % (NR_PRIVS / 32);
		u32 here = bits[word];
		if (i == 0)
			here &= ~0u << (from % 32);
		else if (i == NR_PRIVS / 32)
			here &= ~(~0u << (from % 32));
		if (here != 0)
			return (int)(word * 32 + (u32)__builtin_ctz(here));
	}
	return -1;
}

HOT static int
take_notification(struct proc *p)
{
	int id;

	if (p->receiving_from == EP_ANY) {
		id = next_bit(p->notify_pending, p->notify_turn);
	} else {
		const struct proc *source = proc_of(p->receiving_from);
		id = source != NULL && PRIV_BIT_TEST(p->notify_pending, source->priv_id) ? source->priv_id : -1;
	}
	if (id < 0)
		return 0;
	p->notify_pending[id / 32] &= ~(1u << (id % 32));
	p->notify_turn = (u8)((id + 1) % NR_PRIVS);
	deliver_notification(p, privs[id].owner->endpoint, 0);
	return 1;
}

static int receive_next(struct proc *p);

/* The message of a waiting sender has gone: it runs on, or waits for the reply. */
HOT static void
finish_send(struct proc *from, struct proc *to)
{
	unqueue_sender(to, from);
	if (from->in_sendrec) {
		from->state = (from->state & ~PROC_SENDING) | PROC_RECEIVING;
		from->receiving_from = to->endpoint;
		receive_next(from);
	} else {
		from->regs.eax = 0;
		proc_unblock(from, PROC_SENDING);
	}
}

HOT static int
take_from_queue(struct proc *p)
{
	for (struct proc *from = p->senders_first; from != NULL; from = from->sender_next) {
		if (!wants(p, from->endpoint))
			continue;
		struct message m = from->out;
		/* First p, so that what the sender waits for next finds it done receiving. */
		ipc_deliver(p, &m);
		finish_send(from, p);
		return 1;
	}
	return 0;
}

HOT static int
take_async(struct proc *p)
{
	if (bits_are_clear(p->async_pending))
		return 0;
	if (p->receiving_from == EP_ANY)
		return async_take(p, NULL);
	struct proc *source = proc_of(p->receiving_from);
	return source != NULL && async_take(p, source);
}

/*
 * Gives p, which is receiving, what waits for it, if anything does. The kernel
 * comes first; the others take turns, so that no flood of one kind keeps the
 * rest from being heard. The receive half of a sendrec takes no notifications.
 */
HOT static int
receive_next(struct proc *p)
{
	static int (*const kinds[])(struct proc *) = { take_notification, take_async, take_from_queue };

	if (!p->in_sendrec && p->kernel_pending != 0 && take_from_kernel(p))
		return 1;
	for (u32 i = 0; i < ARRAY_LEN(kinds); i++) {
		u32 kind = p->receive_turn + i;
		if (kind >= ARRAY_LEN(kinds))
			kind -= ARRAY_LEN(kinds);
		if (kinds[kind] == take_notification && p->in_sendrec)
			continue;
		if (kinds[kind](p)) {
			p->receive_turn = (u8)(kind + 1 == ARRAY_LEN(kinds) ? 0 : kind + 1);
			return 1;
		}
	}
	return 0;
}

/* ---- the traps ---- */

/* Whether p would wait for itself if it waited for `other`. */
HOT static int
closes_circle(const struct proc *p, const struct proc *other)
{
	for (u32 i = 0; i < NR_PROCS && other != NULL; i++) {
		if (other == p)
			return 1;
		if (other->state & PROC_SENDING)
			other = proc_of(other->sending_to);
		else if (other->state & PROC_RECEIVING)
			other = proc_of(other->receiving_from);
		else
			return 0;
	}
	return 0;
}

HOT static void
wait_for_message(struct proc *p, endpoint_t source, u32 address)
{
	p->message_address = address;
	p->receiving_from = source;
	proc_block(p, PROC_RECEIVING);
	if (receive_next(p))
		return;
	const struct proc *from = proc_of(source);
	if (from != NULL && closes_circle(p, from))
		ipc_abort_wait(p, -EDEADLK);
}

/* For the running process alone. */
HOT static int
message_place_ok(u32 address)
{
	u32 last = sizeof(struct message) - 1;

	return user_range_ok(address, last + 1) && user_probe_write(address) == 0 && user_probe_write(address + last) == 0;
}

HOT static s32
receive(struct proc *p, endpoint_t source, u32 address)
{
	int from_kernel = source == EP_ANY || (source >= EP_HARDWARE && source <= EP_ASYNC);

	if (!from_kernel && proc_of(source) == NULL)
		return -EDEADEP;
	if (!message_place_ok(address))
		return -EFAULT;
	p->in_sendrec = 0;
	wait_for_message(p, source, address);
	return (s32)p->regs.eax;
}

enum send_kind { SEND_WAIT, SEND_NOW_OR_NEVER, SEND_AND_RECEIVE };

HOT static s32
send(struct proc *p, endpoint_t target, u32 address, enum send_kind kind)
{
	struct proc *to = proc_of(target);
	struct message m;

	if (to == NULL)
		return -EDEADEP;
	if (!may_send_to(p, to))
		return -EPERM;
	if (copy_from_user(p, &m, address, sizeof(m)) != 0)
		return -EFAULT;
	if (kind == SEND_AND_RECEIVE && !message_place_ok(address))
		return -EFAULT;
	m.source = p->endpoint;
	p->in_sendrec = kind == SEND_AND_RECEIVE;
	if (to != p && ipc_is_waiting_for(to, p)) {
		ipc_deliver(to, &m);
		if (kind != SEND_AND_RECEIVE)
			return 0;
		wait_for_message(p, target, address);
		return (s32)p->regs.eax;
	}
	if (kind == SEND_NOW_OR_NEVER)
		return -EAGAIN;
	if (closes_circle(p, to))
		return -EDEADLK;
	p->out = m;
	p->message_address = address;
	p->sending_to = target;
	proc_block(p, PROC_SENDING);
	queue_sender(to, p);
	return 0;
}

static s32
notify(struct proc *p, endpoint_t target)
{
	struct proc *to = proc_of(target);

	if (to == NULL)
		return -EDEADEP;
	if (!proc_is_system(p) || !may_send_to(p, to))
		return -EPERM;
	PRIV_BIT_SET(to->notify_pending, p->priv_id);
	if (!to->in_sendrec && ipc_is_waiting_for(to, p))
		receive_next(to);
	return 0;
}

HOT void
ipc_trap(struct proc *p)
{
	u32 trap = p->regs.eax;
	endpoint_t other = (endpoint_t)p->regs.ebx;
	u32 address = p->regs.ecx;
	s32 result;

	if (trap == 0 || trap >= IPC_TRAP_COUNT)
		result = -EBADCALL;
	else if (!(p->traps & (1u << trap)))
		result = -EPERM;
	else {
		switch ((enum ipc_trap)trap) {
		case IPC_SEND:
			result = send(p, other, address, SEND_WAIT);
			break;
		case IPC_SENDNB:
			result = send(p, other, address, SEND_NOW_OR_NEVER);
			break;
		case IPC_SENDREC:
			result = send(p, other, address, SEND_AND_RECEIVE);
			break;
		case IPC_RECEIVE:
			result = receive(p, other, address);
			break;
		case IPC_NOTIFY:
			result = notify(p, other);
			break;
		case IPC_SENDA:
			result = proc_is_system(p) ? async_send(p, p->regs.ebx, address) : -EPERM;
			break;
		default:
			result = -EBADCALL;
		}
	}
	p->regs.eax = (u32)result;
}

void
ipc_notify_from_kernel(struct proc *to, u32 pending)
{
	to->kernel_pending |= pending;
	if ((to->state & PROC_RECEIVING) && !to->in_sendrec)
		receive_next(to);
}

void
ipc_notify_flagged(u32 flag)
{
	for (u32 id = 0; id < NR_PRIVS; id++)
		if (privs[id].owner != NULL && privs[id].def.flags & flag)
			ipc_notify_from_kernel(privs[id].owner, PENDING_SYSTEM);
}

/* ---- the ends of waiting ---- */

void
ipc_abort_wait(struct proc *p, s32 result)
{
	u32 waiting = p->state & (PROC_SENDING | PROC_RECEIVING);

	if (waiting == 0)
		return;
	if (waiting & PROC_SENDING) {
		struct proc *to = proc_of(p->sending_to);
		if (to != NULL)
			unqueue_sender(to, p);
	}
	p->in_sendrec = 0;
	p->regs.eax = (u32)result;
	proc_unblock(p, waiting);
}

void
ipc_forget(struct proc *p)
{
	ipc_abort_wait(p, -EDEADEP);
	if (p->queued)
		sched_dequeue(p);
	async_forget(p);
	for (struct proc *q = procs; q < procs + NR_PROCS; q++) {
		if (q == p || q->endpoint == EP_NONE)
			continue;
		if ((q->state & PROC_SENDING && q->sending_to == p->endpoint) ||
		    (q->state & PROC_RECEIVING && q->receiving_from == p->endpoint))
			ipc_abort_wait(q, -EDEADEP);
	}
}

void
ipc_forget_sender(struct proc *p)
{
	async_withdraw(p);
	for (struct proc *q = procs; q < procs + NR_PROCS; q++)
		q->notify_pending[p->priv_id / 32] &= ~(1u << (p->priv_id % 32));
}

int
ipc_copy_wait(struct proc *child, const struct proc *parent, const struct proc *from)
{
	if (!(parent->state & PROC_RECEIVING) || parent->receiving_from != from->endpoint)
		return -EINVAL;
	child->message_address = parent->message_address;
	child->receiving_from = parent->receiving_from;
	child->in_sendrec = parent->in_sendrec;
	child->state |= PROC_RECEIVING;
	return 0;
}
