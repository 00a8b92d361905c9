/* The table of sockets, and the line of those that have events. */
#include "slots.h"

static struct slot slots[SLOTS_MAX];
static struct slot *line, **line_end = &line;

u32
slot_number(const struct slot *slot)
{
	return slot->uses << SLOT_BITS | (u32)(slot - slots);
}

u32
slot_make(struct net_socket *socket, enum slot_kind kind, u32 service)
{
	for (u32 i = 0; i < SLOTS_MAX; i++) {
		struct slot *slot = &slots[i];

		if (slot->kind != SLOT_FREE)
			continue;
		*slot = (struct slot){.socket = socket,
				      .uses = slot->uses % (UINT32_MAX >> (SLOT_BITS + 1u)) + 1u,
				      .service = service,
				      .kind = (u8)kind};
		net_set_owner(socket, slot);
		return slot_number(slot);
	}
	return 0;
}

struct slot *
slot_find(u32 number)
{
	struct slot *slot = &slots[number % SLOTS_MAX];

	return slot->kind != SLOT_FREE && slot_number(slot) == number ? slot : NULL;
}

void
slot_queue(struct slot *slot)
{
	if (slot->is_queued)
		return;
	slot->is_queued = 1;
	slot->stage = 0;
	slot->line_next = NULL;
	*line_end = slot;
	line_end = &slot->line_next;
}

struct slot *
slot_first(void)
{
	return line;
}

void
slot_done(struct slot *slot)
{
	struct slot **link = &line;

	if (!slot->is_queued)
		return;
	while (*link != slot)
		link = &(*link)->line_next;
	*link = slot->line_next;
	if (line_end == &slot->line_next)
		line_end = link;
	slot->is_queued = 0;
}

void
slot_free(struct slot *slot)
{
	slot_done(slot);
	slot->kind = SLOT_FREE;
}
