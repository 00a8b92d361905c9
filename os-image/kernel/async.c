/*
 * Asynchronous messages (kintsugi/async.h): they wait in the sender's own
 * table. A bit per privilege id tells a receiver whose tables are worth a look.
 */
#include <errno.h>

#include "ipc.h"
#include "lib.h"

static u32
entry_address(const struct proc *from, u32 index)
{
	return from->async_table + index * (u32)sizeof(struct async_entry);
}

static void
clear_pending(struct proc *to, const struct proc *from)
{
	to->async_pending[from->priv_id / 32] &= ~(1u << (from->priv_id % 32));
}

void
async_withdraw(struct proc *from)
{
	if (from->async_table == 0)
		return; /* nothing of it is pending anywhere */
	from->async_table = 0;
	from->async_count = 0;
	for (struct proc *q = procs; q < procs + NR_PROCS; q++)
		if (q->endpoint != EP_NONE)
			clear_pending(q, from);
}

/*
 * A look through a sender's table, which finds each of its pages once: every message
 * that is received takes such looks.
 */
struct look {
	struct proc *from;
	u32 page; /* 0: none yet; no table is there */
	const u8 *bytes;
};

#define HEAD_BYTES offsetof(struct async_entry, message)

/* Reads an entry's head (all but the message); false when the sender's table is gone. */
static int
read_head(struct look *look, u32 index, struct async_entry *entry)
{
	u32 address = entry_address(look->from, index);
	u32 page = address & ~PAGE_MASK;

	if ((address & PAGE_MASK) > PAGE_SIZE - HEAD_BYTES)
		return copy_from_user(look->from, entry, address, HEAD_BYTES) == 0;
	if (page != look->page) {
		look->bytes = user_page(look->from, page, 0);
		look->page = page;
	}
	if (look->bytes == NULL)
		return 0;
	__builtin_memcpy(entry, look->bytes + (address & PAGE_MASK), HEAD_BYTES);
	return 1;
}

static void
finish(struct proc *from, u32 index, const struct async_entry *entry, s32 result)
{
	u32 head[3] = { entry->flags | ASYNC_DONE, (u32)entry->target, (u32)result };

	if (copy_to_user(from, entry_address(from, index), head, sizeof(head)) != 0) {
		async_withdraw(from);
		return;
	}
	if (entry->flags & ASYNC_NOTIFY)
		ipc_notify_from_kernel(from, PENDING_ASYNC);
}

static int
is_open(const struct async_entry *entry)
{
	return (entry->flags & (ASYNC_VALID | ASYNC_DONE)) == ASYNC_VALID;
}

/* Delivers entry `index` of `from` to `to`, which is receiving. */
static int
deliver(struct proc *from, u32 index, const struct async_entry *entry, struct proc *to)
{
	struct message m;
	u32 address = entry_address(from, index) + offsetof(struct async_entry, message);

	if (copy_from_user(from, &m, address, sizeof(m)) != 0) {
		async_withdraw(from);
		return 0;
	}
	m.source = from->endpoint;
	ipc_deliver(to, &m);
	finish(from, index, entry, 0);
	return 1;
}

s32
async_send(struct proc *p, u32 count, u32 table)
{
	struct async_entry entry;
	struct look look = { .from = p };

	if (count == 0) {
		async_withdraw(p);
		return 0;
	}
	if (count > ASYNC_MAX_ENTRIES)
		return -EINVAL;
	/* A table at 0 can't be read, and would pass for none at all. */
	if (table < USER_BASE || !user_range_ok(table, count * (u32)sizeof(entry)))
		return -EFAULT;
	p->async_table = table;
	p->async_count = count;
	for (u32 i = 0; i < count && p->async_table != 0; i++) {
		if (!read_head(&look, i, &entry)) {
			async_withdraw(p);
			return -EFAULT;
		}
		if (!is_open(&entry))
			continue;
		struct proc *to = proc_of(entry.target);
		if (to == NULL)
			finish(p, i, &entry, -EDEADEP);
		else if (!may_send_to(p, to) || to == p)
			finish(p, i, &entry, -EPERM);
		else if (ipc_is_waiting_for(to, p))
			deliver(p, i, &entry, to);
		else
			PRIV_BIT_SET(to->async_pending, p->priv_id);
	}
	return p->async_table != 0 ? 0 : -EFAULT;
}

static int
take_from(struct proc *p, struct proc *from)
{
	struct async_entry entry, first;
	struct look look = { .from = from };
	u32 place = from->async_count; /* of `first`; there is none yet */

	for (u32 i = 0; i < from->async_count; i++) {
		if (!read_head(&look, i, &entry)) {
			async_withdraw(from);
			return 0;
		}
		if (!is_open(&entry) || entry.target != p->endpoint)
			continue;
		if (place == from->async_count || (s32)(entry.order - first.order) < 0) {
			first = entry;
			place = i;
		}
	}
	if (place < from->async_count)
		return deliver(from, place, &first, p);
	clear_pending(p, from);
	return 0;
}

int
async_take(struct proc *p, struct proc *source)
{
	if (source != NULL)
		return PRIV_BIT_TEST(p->async_pending, source->priv_id) && take_from(p, source);
	for (u32 i = 0; i < NR_PRIVS; i++) {
		u32 id = (p->async_turn + i) % NR_PRIVS;
		if (!PRIV_BIT_TEST(p->async_pending, id) || !take_from(p, privs[id].owner))
			continue;
		p->async_turn = (u8)((id + 1) % NR_PRIVS);
		return 1;
	}
	return 0;
}

void
async_forget(struct proc *p)
{
	struct async_entry entry;

	for (u32 id = 0; id < NR_PRIVS; id++) {
		if (!PRIV_BIT_TEST(p->async_pending, id))
			continue;
		struct proc *from = privs[id].owner;
		struct look look = { .from = from };
		for (u32 i = 0; i < from->async_count; i++)
			if (read_head(&look, i, &entry) && is_open(&entry) && entry.target == p->endpoint)
				finish(from, i, &entry, -EDEADEP);
	}
}
