/* Slots, commits and answers in memory that is kept. See recovery_kept.h. */
#include "recovery_kept.h"

#include <libsys/panic.h>
#include <minixfs/format.h>
#include <proto/request.h>
#include <string.h>

#define KEPT_MAGIC 0x6b657074u
#define HEAD_BYTES 4096u
#define NO_BLOCK UINT32_MAX
#define COMMIT_RECORDS 2u

/* The compiler keeps to the order of stores on both sides: each of them may be the last one. */
#define STORES_ARE_DONE() __asm__ volatile("" ::: "memory")

struct slot {
	struct kept_block of; /* .block NO_BLOCK: free */
	u32 commit;           /* the number it is part of */
	u32 sum;
	/* Of the instance that runs; nothing to its successor. */
	u16 is_writing;
	u16 is_dropped;
	u32 next_dropped;
};

struct answer {
	u32 number; /* from 1 on: the oldest one is overwritten next */
	u32 commit;
	u32 sum;
	struct message reply;
};

/* The one with the right sum and the higher number counts; the other is written next. */
struct commit_record {
	u32 number; /* from 1 on */
	u32 is_torn;
	u32 sum;
};

struct head {
	u32 magic;
	struct kept_volume volume;
	struct commit_record records[COMMIT_RECORDS];
	struct answer answers[KEPT_ANSWERS];
};
_Static_assert(sizeof(struct head) <= HEAD_BYTES, "the head has a page");

static struct head *head;
static u32 memory_bytes;
static struct slot *slots;
static u8 *contents;
static u32 slot_count;
static u32 unused;
static u32 next_slot;   /* where the search for a free one begins, so that neighbours go together */
static u32 last_answer; /* its number */
static u32 committed;   /* the last commit's number */
static u32 dropped;     /* the first of the slots that go with the next commit, or NO_SLOT */

/* Two running sums over words, as Fletcher's but modulo 2^32: quick, and tells order as well. */
static u32
sum_of(u32 start, const void *data, u32 bytes)
{
	const u32 *words = data;
	u32 sum = start;
	u32 sum_of_sums = KEPT_MAGIC;

	for (u32 index = 0; index < bytes / sizeof(u32); index++) {
		sum += words[index];
		sum_of_sums += sum;
	}
	return sum ^ (sum_of_sums << 16 | sum_of_sums >> 16);
}

static u32
sum_of_slot(u32 slot)
{
	return sum_of(sum_of(slots[slot].commit, &slots[slot].of, sizeof(slots[slot].of)),
		      kept_contents(slot), head->volume.block_size);
}

static u32
sum_of_answer(const struct answer *answer)
{
	return sum_of(answer->commit ^ answer->number, &answer->reply, sizeof(answer->reply));
}

static u32
sum_of_record(const struct commit_record *record)
{
	return sum_of(record->is_torn, &record->number, sizeof(record->number));
}

void
kept_init(void *memory, u32 bytes)
{
	ASSERT(bytes >= KEPT_BYTES_MIN);
	head = memory;
	memory_bytes = bytes;
}

/* Where slots and contents are, for a block size. */
static void
carve(u32 block_size)
{
	slot_count = (memory_bytes - HEAD_BYTES) / (block_size + (u32)sizeof(struct slot));
	contents = (u8 *)head + memory_bytes - slot_count * block_size;
	slots = (struct slot *)((u8 *)head + HEAD_BYTES);
}

static const struct commit_record *
last_record(void)
{
	const struct commit_record *last = NULL;

	for (u32 index = 0; index < COMMIT_RECORDS; index++) {
		const struct commit_record *record = &head->records[index];

		if (record->number != 0 && record->sum == sum_of_record(record) &&
		    (last == NULL || record->number > last->number))
			last = record;
	}
	return last;
}

static void
write_record(u32 number, int is_torn)
{
	struct commit_record *record = &head->records[number % COMMIT_RECORDS];

	record->number = number;
	record->is_torn = (u32)is_torn;
	STORES_ARE_DONE();
	record->sum = sum_of_record(record);
	STORES_ARE_DONE();
	committed = number;
}

/* Whether the slot counts: copies of the commit that was not made any more do not. */
static int
is_committed(u32 slot)
{
	return slots[slot].of.block != NO_BLOCK && slots[slot].commit <= committed;
}

/* Looks through what there is, and frees what does not count or is damaged. */
static void
sift(struct kept_found *found)
{
	unused = 0;
	for (u32 slot = 0; slot < slot_count; slot++) {
		int counts = is_committed(slot);
		int is_sound = counts && slots[slot].of.block < head->volume.block_count &&
			       slots[slot].sum == sum_of_slot(slot);

		found->blocks += (u32)is_sound;
		found->damaged += (u32)(counts && !is_sound);
		if (!is_sound)
			slots[slot].of.block = NO_BLOCK;
		slots[slot].is_writing = 0;
		slots[slot].is_dropped = 0;
		unused += (u32)!is_sound;
	}
	for (u32 index = 0; index < KEPT_ANSWERS; index++) {
		struct answer *answer = &head->answers[index];

		if (answer->commit > committed || answer->sum != sum_of_answer(answer))
			*answer = (struct answer){0};
		if (answer->number > last_answer)
			last_answer = answer->number;
	}
}

static void
start_afresh(const struct kept_volume *volume)
{
	head->magic = 0;
	STORES_ARE_DONE();
	memset(head, 0, sizeof(*head));
	head->volume = *volume;
	carve(volume->block_size);
	for (u32 slot = 0; slot < slot_count; slot++)
		slots[slot] = (struct slot){.of.block = NO_BLOCK};
	unused = slot_count;
	write_record(1, 0);
	head->magic = KEPT_MAGIC;
}

/* Of a mount that is not the one wanted: how many blocks its disk never got. */
static u32
count_abandoned(void)
{
	struct kept_found found = {0};

	if (head->volume.block_size < MINIXFS_BLOCK_MIN ||
	    head->volume.block_size > MINIXFS_BLOCK_MAX)
		return 0;
	carve(head->volume.block_size);
	sift(&found);
	return found.blocks;
}

void
kept_open(const struct kept_volume *volume, int is_successor, struct kept_found *found)
{
	const struct commit_record *record = head->magic == KEPT_MAGIC ? last_record() : NULL;

	*found = (struct kept_found){0};
	next_slot = 0;
	last_answer = 0;
	dropped = NO_SLOT;
	committed = record != NULL ? record->number : 0;
	if (record != NULL && is_successor &&
	    memcmp(&head->volume, volume, sizeof(*volume)) == 0) {
		carve(volume->block_size);
		found->is_ours = 1;
		found->is_torn = record->is_torn != 0;
		sift(found);
		return;
	}
	if (record != NULL)
		found->abandoned = count_abandoned();
	start_afresh(volume);
}

void
kept_close(void)
{
	head->magic = 0;
}

u32
kept_slots(void)
{
	return slot_count;
}

u32
kept_unused(void)
{
	return unused;
}

u32
kept_copy(const struct kept_block *block, const void *from)
{
	if (unused == 0)
		return NO_SLOT;
	while (slots[next_slot].of.block != NO_BLOCK || slots[next_slot].is_writing)
		next_slot = (next_slot + 1) % slot_count;
	unused--;
	slots[next_slot].commit = committed + 1;
	STORES_ARE_DONE(); /* before it is in use: what it held must not pass for committed */
	slots[next_slot].of = *block;
	memcpy(contents + next_slot * head->volume.block_size, from, head->volume.block_size);
	slots[next_slot].sum = sum_of_slot(next_slot);
	return next_slot;
}

void
kept_answer(const struct message *reply)
{
	struct answer *answer = &head->answers[++last_answer % KEPT_ANSWERS];

	answer->number = last_answer;
	answer->commit = committed + 1;
	answer->reply = *reply;
	answer->sum = sum_of_answer(answer);
}

void
kept_drop(u32 slot)
{
	slots[slot].is_dropped = 1;
	slots[slot].next_dropped = dropped;
	dropped = slot;
}

void
kept_free(u32 slot)
{
	slots[slot].of.block = NO_BLOCK;
	slots[slot].is_dropped = 0;
	unused++;
}

void
kept_commit(int is_torn)
{
	STORES_ARE_DONE();
	write_record(committed + 1, is_torn);
	while (dropped != NO_SLOT) {
		u32 slot = dropped;

		dropped = slots[slot].next_dropped;
		if (slots[slot].is_writing)
			slots[slot].of.block = NO_BLOCK; /* kept_end_write frees it */
		else
			kept_free(slot);
	}
}

void
kept_begin_write(u32 slot)
{
	slots[slot].is_writing = 1;
}

int
kept_end_write(u32 slot)
{
	int is_used = slots[slot].of.block != NO_BLOCK;

	slots[slot].is_writing = 0;
	if (!is_used)
		kept_free(slot);
	return is_used;
}

u8 *
kept_contents(u32 slot)
{
	return contents + slot * head->volume.block_size;
}

const struct kept_block *
kept_block(u32 slot)
{
	return &slots[slot].of;
}

u32
kept_commit_of(u32 slot)
{
	return slots[slot].commit;
}

int
kept_is_used(u32 slot)
{
	return slots[slot].of.block != NO_BLOCK;
}

int
kept_find_answer(u32 id, u32 type, struct message *reply)
{
	for (u32 index = 0; index < KEPT_ANSWERS; index++) {
		const struct answer *answer = &head->answers[index];
		const struct reply_head *its =
			MESSAGE_BODY(&answer->reply, const struct reply_head);

		if (answer->number == 0 || its->id != id ||
		    answer->reply.type != (type | REPLY_BIT))
			continue;
		*reply = answer->reply;
		return 1;
	}
	return 0;
}
