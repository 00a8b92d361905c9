/* Messages that wait for their receivers. See outbox.h. */
#include <errno.h>
#include <libsys/ipc.h>
#include <libsys/outbox.h>
#include <libsys/panic.h>
#include <libsys/request.h>
#include <proto/request.h>

#define OUTBOX_SIZE (REQUEST_MAX + OUTBOX_REPLIES)
#define A_REPLY 0u /* in request_ids */

/*
 * Places are taken from the front, and the kernel is told of no more than are
 * in use: it looks through all of them at each declaration and each delivery.
 */
static struct async_entry entries[OUTBOX_SIZE];
static u32 request_ids[OUTBOX_SIZE];
static u32 used_end; /* entries from here on are free */
static u32 next_order; /* as they are posted, so they are delivered */

static int
is_waiting(const struct async_entry *entry)
{
	return (entry->flags & (ASYNC_VALID | ASYNC_DONE)) == ASYNC_VALID;
}

/* A reply that the kernel is done with is free without further ado; for a request see outbox_collect. */
static int
is_free(u32 index)
{
	return entries[index].flags == 0 ||
	       (request_ids[index] == A_REPLY && !is_waiting(&entries[index]));
}

static void
shrink(void)
{
	while (used_end > 0 && is_free(used_end - 1))
		used_end--;
}

/* The first free entry. There is one for each request, since replies leave them room. */
static struct async_entry *
free_entry(void)
{
	u32 index;

	shrink();
	for (index = 0; index < used_end; index++)
		if (is_free(index))
			break;
	ASSERT(index < OUTBOX_SIZE);
	return &entries[index];
}

/* Makes the kernel look at the table, from now on up to used_end. */
static s32
declare(void)
{
	return ipc_senda(entries, used_end);
}

static s32
leave_waiting(struct async_entry *entry, endpoint_t target, const struct message *message,
	      u32 flags)
{
	u32 index = (u32)(entry - entries);
	s32 result;

	entry->target = target;
	entry->result = 0;
	entry->order = next_order++;
	entry->message = *message;
	entry->flags = ASYNC_VALID | flags;
	if (used_end <= index)
		used_end = index + 1;
	result = declare();
	if (result < 0)
		entry->flags = 0;
	return result;
}

s32
outbox_post_request(endpoint_t target, const struct message *message, u32 request_id)
{
	struct async_entry *entry;
	s32 result;

	result = ipc_sendnb(target, message);
	if (result != -EAGAIN)
		return result;
	entry = free_entry();
	request_ids[entry - entries] = request_id;
	result = leave_waiting(entry, target, message, ASYNC_NOTIFY);
	return result < 0 ? result : (s32)(entry - entries) + 1;
}

static int
is_waiting_reply(u32 index)
{
	return request_ids[index] == A_REPLY && is_waiting(&entries[index]);
}

static u32
waiting_replies(void)
{
	u32 waiting = 0;
	u32 index;

	for (index = 0; index < used_end; index++)
		waiting += (u32)is_waiting_reply(index);
	return waiting;
}

static u32
replies_to(endpoint_t target)
{
	u32 waiting = 0;
	u32 index;

	for (index = 0; index < used_end; index++)
		waiting += is_waiting_reply(index) && entries[index].target == target;
	return waiting;
}

/* With all places for replies taken: a reply to the receiver that has most of them. */
static struct async_entry *
most_expendable(void)
{
	struct async_entry *found = NULL;
	u32 most = 0;
	u32 index;

	for (index = 0; index < used_end; index++) {
		u32 count = is_waiting_reply(index) ? replies_to(entries[index].target) : 0;
		if (count > most) {
			most = count;
			found = &entries[index];
		}
	}
	return found;
}

s32
outbox_post_reply(endpoint_t target, const struct message *message)
{
	if (MESSAGE_BODY(message, const struct reply_head)->id == REQUEST_ID_NONE)
		return ipc_sendnb(target, message);
	return outbox_post_notice(target, message);
}

s32
outbox_post_notice(endpoint_t target, const struct message *message)
{
	struct async_entry *entry;
	s32 result;

	result = ipc_sendnb(target, message);
	if (result != -EAGAIN)
		return result;
	if (waiting_replies() < OUTBOX_REPLIES) {
		entry = free_entry();
	} else {
		entry = most_expendable();
		if (entry->target == target)
			return -EAGAIN;
	}
	request_ids[entry - entries] = A_REPLY;
	return leave_waiting(entry, target, message, 0);
}

void
outbox_withdraw(u32 place)
{
	struct async_entry *entry = &entries[place - 1];
	int was_waiting = is_waiting(entry);

	entry->flags = 0;
	shrink();
	if (was_waiting)
		declare();
}

void
outbox_collect(void)
{
	u32 index;

	for (index = 0; index < used_end; index++) {
		struct async_entry *entry = &entries[index];
		if (!(entry->flags & ASYNC_DONE) || request_ids[index] == A_REPLY)
			continue;
		entry->flags = 0;
		request_delivered(request_ids[index], entry->result);
	}
}

/*
 * The kernel may finish an entry at any moment: its flag must not be lost, and one
 * that was marked too late is seen to wait no longer.
 */
u32
outbox_watch_replies(endpoint_t target)
{
	u32 waiting = 0;
	u32 index;

	for (index = 0; index < used_end; index++) {
		if (!is_waiting_reply(index))
			continue;
		if (target != EP_ANY && entries[index].target != target)
			continue;
		(void)__atomic_fetch_or(&entries[index].flags, ASYNC_NOTIFY, __ATOMIC_SEQ_CST);
		waiting += (u32)is_waiting(&entries[index]);
	}
	return waiting;
}

u32
outbox_waiting(void)
{
	u32 waiting = 0;
	u32 index;

	for (index = 0; index < used_end; index++)
		waiting += (u32)is_waiting(&entries[index]);
	return waiting;
}
