/* See recovery_backup.h. */
#include "recovery_backup.h"

#include <kintsugi/crc32.h>
#include <libsys/kcall.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define BACKUP_BYTES (1024u * 1024u) /* as `keep` of system.conf has it */
#define BLOCK_BYTES 1024u
#define BLOCKS (BACKUP_BYTES / BLOCK_BYTES)

#define BLOCK_HEAD_BYTES 16u

struct block {
	u32 record; /* its number: the higher one was saved later. NO_RECORD: the block is free */
	u32 crc32;  /* of the number, and of what follows up to the end of the data */
	u16 index;  /* of the record's blocks this is number `index` of `count` */
	u16 count;
	u32 length; /* of the data */
	u8 data[BLOCK_BYTES - BLOCK_HEAD_BYTES];
};
_Static_assert(sizeof(struct block) == BLOCK_BYTES, "blocks fill the memory");

/* What the data of a record begins with. */
struct head {
	u32 type;
	u32 value;
	u32 length; /* of the value's bytes, which follow */
	char owner[LABEL_LEN];
	char key[DS_KEY_LEN];
};

#define CHECKED_FROM offsetof(struct block, index)
#define DATA_BYTES sizeof(((struct block *)0)->data)

static struct block *blocks; /* NULL: there is no backup */
static u32 newest;           /* record; not even at 50 a second they last for less than two years */
static struct crc32_tables tables;
static int is_full;

/* ---- blocks ---- */

static u32
sum_of(const struct block *block, u32 record)
{
	u32 sum = crc32_add(&tables, 0, &record, sizeof(record));

	return crc32_add(&tables, sum, &block->index,
			 BLOCK_HEAD_BYTES - CHECKED_FROM + block->length);
}

static int
is_free(const struct block *block)
{
	return block->record == NO_RECORD;
}

static int
is_sound(const struct block *block)
{
	return block->length <= DATA_BYTES && block->index < block->count &&
	       block->count <= BLOCKS && block->crc32 == sum_of(block, block->record);
}

/* By one store, as the block is taken into use: half a block is a free one. */
static void
release(struct block *block)
{
	*(volatile u32 *)&block->record = NO_RECORD;
}

static u32
count_free(void)
{
	u32 count = 0;

	for (u32 index = 0; index < BLOCKS; index++)
		count += (u32)is_free(&blocks[index]);
	return count;
}

static struct block *
find_free(void)
{
	for (u32 index = 0; index < BLOCKS; index++)
		if (is_free(&blocks[index]))
			return &blocks[index];
	return NULL;
}

static struct block *
find_part(u32 record, u32 part)
{
	for (u32 index = 0; index < BLOCKS; index++)
		if (blocks[index].record == record && blocks[index].index == part)
			return &blocks[index];
	return NULL;
}

/* ---- saving ---- */

static u32
blocks_for(u32 length)
{
	return (u32)((sizeof(struct head) + length + DATA_BYTES - 1) / DATA_BYTES);
}

/* Copies what lies at [from, from + length) of head and value, one behind the other. */
static void
gather(u8 *to, const struct head *head, const u8 *value, u32 from, u32 length)
{
	u32 of_head = 0;

	if (from < sizeof(*head)) {
		of_head = sizeof(*head) - from < length ? (u32)sizeof(*head) - from : length;
		memcpy(to, (const u8 *)head + from, of_head);
	}
	if (length > of_head)
		memcpy(to + of_head, value + (from + of_head - sizeof(*head)), length - of_head);
}

static void
write_block(const struct head *head, const u8 *value, u32 record, u32 part, u32 count)
{
	struct block *block = find_free(); /* there are enough: backup_save has counted */
	u32 from = part * (u32)DATA_BYTES;
	u32 left = (u32)sizeof(*head) + head->length - from;

	block->index = (u16)part;
	block->count = (u16)count;
	block->length = left < DATA_BYTES ? left : (u32)DATA_BYTES;
	gather(block->data, head, value, from, block->length);
	block->crc32 = sum_of(block, record);
	__asm__ volatile("" : : : "memory"); /* all of it is written before it counts */
	*(volatile u32 *)&block->record = record;
}

/* Said once, until there is room again. */
static void
tell_full(const struct publication *publication)
{
	if (!is_full)
		printf("ds: the backup is full, so what %s stores as \"%s\" ends with this instance\n",
		       publication->owner, publication->key);
	is_full = 1;
}

u32
backup_save(const struct publication *publication)
{
	struct head head = {
		.type = publication->type,
		.value = publication->value,
		.length = publication->length,
	};
	u32 count = blocks_for(publication->length);

	if (blocks == NULL || publication->type == DS_LABEL)
		return NO_RECORD;
	if (count > count_free()) {
		tell_full(publication);
		return NO_RECORD;
	}
	is_full = 0;
	strlcpy(head.owner, publication->owner, sizeof(head.owner));
	strlcpy(head.key, publication->key, sizeof(head.key));
	newest++;
	for (u32 part = count; part-- > 0;)
		write_block(&head, publication->data, newest, part, count);
	return newest;
}

void
backup_drop(u32 record)
{
	struct block *first;

	if (blocks == NULL || record == NO_RECORD)
		return;
	first = find_part(record, 0);
	if (first != NULL)
		release(first);
	for (u32 index = 0; index < BLOCKS; index++)
		if (blocks[index].record == record)
			release(&blocks[index]);
}

/* ---- finding what the instance before has left ---- */

/* Frees what is no block of ours. How many there were. */
static u32
release_damaged(void)
{
	u32 damaged = 0;

	for (u32 index = 0; index < BLOCKS; index++) {
		if (is_free(&blocks[index]))
			continue;
		if (is_sound(&blocks[index])) {
			if (blocks[index].record > newest)
				newest = blocks[index].record;
			continue;
		}
		release(&blocks[index]);
		damaged++;
	}
	return damaged;
}

/* The first block of the earliest record after `record`, or NULL. */
static const struct block *
next_record(u32 record)
{
	const struct block *next = NULL;

	for (u32 index = 0; index < BLOCKS; index++) {
		const struct block *block = &blocks[index];

		if (block->index == 0 && block->record > record &&
		    (next == NULL || block->record < next->record))
			next = block;
	}
	return next;
}

static int
is_head(const struct block *first)
{
	const struct head *head = (const struct head *)first->data;

	return first->length >= sizeof(*head) && head->length <= DS_MEMORY_MAX &&
	       first->count == blocks_for(head->length) &&
	       memchr(head->owner, '\0', sizeof(head->owner)) != NULL &&
	       memchr(head->key, '\0', sizeof(head->key)) != NULL;
}

/* Puts the record's bytes together. 0 when a part of them is missing. */
static int
assemble(const struct block *first, u8 *bytes)
{
	for (u32 part = 0; part < first->count; part++) {
		const struct block *block = find_part(first->record, part);

		if (block == NULL || (part + 1 < first->count && block->length != DATA_BYTES))
			return 0;
		memcpy(bytes + part * DATA_BYTES, block->data, block->length);
	}
	return 1;
}

static void
tell(const struct block *first, backup_found *found)
{
	static u8 bytes[sizeof(struct head) + DS_MEMORY_MAX + BLOCK_BYTES];
	struct head head;
	u32 record = first->record;

	if (!is_head(first)) {
		printf("ds: an entry of the backup makes no sense, and is lost\n");
		backup_drop(record);
		return;
	}
	memcpy(&head, first->data, sizeof(head));
	if (!assemble(first, bytes)) {
		printf("ds: what %s stored as \"%s\" is damaged in the backup, and lost\n",
		       head.owner, head.key);
		backup_drop(record);
		return;
	}
	found(&(struct publication){
		      .owner = head.owner,
		      .key = head.key,
		      .type = head.type,
		      .value = head.value,
		      .data = bytes + sizeof(head),
		      .length = head.length,
		      .may_overwrite = 1,
	      },
	      record);
}

/* Parts without a first block: the instance before died while it saved or dropped them. */
static void
release_unfinished(void)
{
	for (u32 index = 0; index < BLOCKS; index++)
		if (!is_free(&blocks[index]) && find_part(blocks[index].record, 0) == NULL)
			release(&blocks[index]);
}

void
backup_open(backup_found *found)
{
	const struct block *first;
	void *mapped;
	int error = sys_vm_keep(BACKUP_BYTES, &mapped);
	u32 record = NO_RECORD;
	u32 damaged;

	if (error < 0) {
		printf("ds: no memory for a backup, so what is stored ends with this instance: %s\n",
		       strerror(-error));
		return;
	}
	blocks = mapped;
	crc32_init(&tables);
	damaged = release_damaged();
	if (damaged > 0)
		printf("ds: %u blocks of the backup are damaged: what is sound is kept\n",
		       (unsigned)damaged);
	release_unfinished();
	while ((first = next_record(record)) != NULL) {
		record = first->record;
		tell(first, found);
	}
}
