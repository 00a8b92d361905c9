/* Groups of changes, and keeping what they changed. See recovery_group.h. */
#include "recovery_group.h"

#include "cache_internal.h"
#include "platform.h"
#include "recovery_kept.h"
#include "writeback.h"

#include <libsys/panic.h>

/* What one request changes at most: a piece of a file that lies across blocks; tables and lists. */
#define MEMBER_DATA (CACHE_RUN_MAX + 1)
#define MEMBER_METADATA 16u
#define SHARE_OF_MEMBERS 2u /* of the room, one half; cache_throttle sees to the other */

static struct {
	u32 number;
	u32 members;
	u32 limit;
	int is_closing; /* nobody can enter any more */
	struct buffer *changed_first, *changed_last;
	u32 changed;
	struct wait_queue ended;
} group;

static u32
at_least_one(u32 count)
{
	return count > 0 ? count : 1;
}

static u32
smaller(u32 a, u32 b)
{
	return a < b ? a : b;
}

static u32
part_size(enum cache_part part)
{
	return cache.parts[part].end - cache.parts[part].begin;
}

void
group_init(void)
{
	u32 data = part_size(CACHE_DATA) / SHARE_OF_MEMBERS / MEMBER_DATA;
	u32 metadata = part_size(CACHE_METADATA) / SHARE_OF_MEMBERS / MEMBER_METADATA;
	u32 kept = kept_slots() / SHARE_OF_MEMBERS / (MEMBER_DATA + MEMBER_METADATA);

	ASSERT(group.members == 0);
	group.limit = at_least_one(smaller(smaller(data, metadata), kept));
	group.changed_first = NULL;
	group.changed_last = NULL;
	group.changed = 0;
}

/* ---- blocks that changed ---- */

void
group_note_change(struct buffer *buffer)
{
	if (buffer->flags & BUFFER_CHANGED)
		return;
	buffer->flags |= BUFFER_CHANGED;
	buffer->next_changed = NULL;
	buffer->previous_changed = group.changed_last;
	if (group.changed_last == NULL)
		group.changed_first = buffer;
	else
		group.changed_last->next_changed = buffer;
	group.changed_last = buffer;
	group.changed++;
}

static void
unchange(struct buffer *buffer)
{
	if (buffer->previous_changed == NULL)
		group.changed_first = buffer->next_changed;
	else
		buffer->previous_changed->next_changed = buffer->next_changed;
	if (buffer->next_changed == NULL)
		group.changed_last = buffer->previous_changed;
	else
		buffer->next_changed->previous_changed = buffer->previous_changed;
	buffer->flags &= (u8)~BUFFER_CHANGED;
	group.changed--;
}

void
group_forget(struct buffer *buffer)
{
	if (buffer->flags & BUFFER_CHANGED)
		unchange(buffer);
	if (buffer->slot != NO_SLOT)
		kept_drop(buffer->slot);
	buffer->slot = NO_SLOT;
}

/* Copies what changed, as far as there is room: how many blocks. */
static u32
keep_changed(void)
{
	u32 count = 0;

	while (group.changed > 0) {
		struct buffer *buffer = group.changed_first;
		struct kept_block block = {buffer->block, buffer->owner, cache_part_number(buffer)};
		u32 slot = kept_copy(&block, buffer->data);

		if (slot == NO_SLOT)
			break;
		if (buffer->slot != NO_SLOT)
			kept_drop(buffer->slot);
		buffer->slot = slot;
		unchange(buffer);
		count++;
	}
	return count;
}

/*
 * A group that does not fit goes in parts, and between these a successor would find it
 * torn. What finds no room at all, since the disk takes nothing, is kept with the next one.
 */
static void
commit(void)
{
	u32 copied;

	do {
		if (group.changed > kept_unused())
			(void)writeback(WRITEBACK_ALL, 0);
		copied = keep_changed();
		kept_commit(group.changed > 0);
	} while (group.changed > 0 && copied > 0);
}

/* ---- members ---- */

static int
can_enter(void)
{
	return !group.is_closing && group.members < group.limit;
}

void
group_join(void)
{
	while (!can_enter())
		wait_on(&group.ended);
	group.members++;
}

s32
group_enter(void)
{
	s32 error;

	while ((error = cache_throttle()) == 0 && !can_enter())
		wait_on(&group.ended);
	if (error == 0)
		group.members++;
	return error;
}

static void
wait_for_commit(void)
{
	u32 number = group.number;

	while (group.number == number)
		wait_on(&group.ended);
}

/* Nobody enters while it is committed, which may take writing something to the disk. */
void
group_leave(const struct message *reply)
{
	if (reply != NULL)
		kept_answer(reply);
	group.is_closing = 1;
	if (--group.members > 0) {
		wait_for_commit();
		return;
	}
	commit();
	group.number++;
	group.is_closing = 0;
	wait_wake_all(&group.ended);
}

void
group_settle(void)
{
	if (group.members > 0) {
		group.is_closing = 1;
		wait_for_commit();
	} else if (group.changed > 0) {
		group_join();
		group_leave(NULL);
	}
}
