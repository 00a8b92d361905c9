/* The table of inodes in memory. See inode.h. */
#include "inode.h"

#include "allocate.h"
#include "cache.h"
#include "damage.h"
#include "platform.h"
#include "recovery_group.h"
#include "volume.h"

#include <errno.h>
#include <libsys/panic.h>
#include <string.h>

#define HASH_SIZE 64u /* a power of two */

static struct inode table[INODE_TABLE_SIZE];
static struct inode *hash[HASH_SIZE]; /* of the entries in use, by number */
static struct wait_queue loaded;
static u64 uses;

static struct inode *
find(u32 number)
{
	struct inode *inode = hash[number % HASH_SIZE];

	while (inode != NULL && inode->number != number)
		inode = inode->next_in_hash;
	return inode;
}

static void
remove_from_hash(struct inode *inode)
{
	struct inode **link = &hash[inode->number % HASH_SIZE];

	while (*link != inode)
		link = &(*link)->next_in_hash;
	*link = inode->next_in_hash;
}

/* Gives an entry that nobody uses a new number; 0: none. All else in it becomes 0. */
static void
renumber(struct inode *inode, u32 number)
{
	struct inode **head = &hash[number % HASH_SIZE];

	if (inode->number != 0)
		remove_from_hash(inode);
	memset(inode, 0, sizeof(*inode));
	inode->number = number;
	if (number == 0)
		return;
	inode->next_in_hash = *head;
	*head = inode;
}

/* Whether a is rather to be given up than b: its writers know of all failures, and it is older. */
static int
goes_before(const struct inode *a, const struct inode *b)
{
	if ((a->write_error == 0) != (b->write_error == 0))
		return a->write_error == 0;
	return a->last_use < b->last_use;
}

/* An entry to use: a free one, or the one unused for longest. NULL when all are pinned. */
static struct inode *
entry_to_use(void)
{
	struct inode *found = NULL;

	for (u32 index = 0; index < INODE_TABLE_SIZE; index++) {
		struct inode *inode = &table[index];

		if (inode->number == 0)
			return inode;
		if (inode->pins == 0 && (found == NULL || goes_before(inode, found)))
			found = inode;
	}
	return found;
}

/* The block of the inode table that holds the inode, and where in it. */
static struct buffer *
table_block(u32 number, struct minixfs_inode **place, s32 *error)
{
	u32 per_block = minixfs_inodes_per_block(&volume.layout);
	u32 block = volume.layout.inode_table + (number - 1) / per_block;
	struct buffer *buffer = cache_get(block, CACHE_METADATA, error);

	if (buffer != NULL)
		*place = (struct minixfs_inode *)(void *)buffer->data + (number - 1) % per_block;
	return buffer;
}

s32
inode_store(struct inode *inode)
{
	struct minixfs_inode *place;
	struct buffer *buffer;
	s32 error;

	if (!inode->is_dirty)
		return 0;
	buffer = table_block(inode->number, &place, &error);
	if (buffer == NULL)
		return error;
	*place = inode->disk;
	inode->is_dirty = 0;
	cache_dirty(buffer, CACHE_NO_OWNER);
	cache_release(buffer);
	return 0;
}

s32
inode_store_all(void)
{
	s32 first_error = 0;

	for (u32 index = 0; index < INODE_TABLE_SIZE; index++) {
		struct inode *inode = &table[index];
		s32 error;

		if (inode->number == 0 || inode->is_loading || !inode->is_dirty)
			continue;
		inode->pins++;
		group_join();
		error = inode_store(inode);
		group_leave(NULL);
		inode->pins--;
		if (error < 0 && first_error == 0)
			first_error = error;
	}
	return first_error;
}

static s32
load(struct inode *inode)
{
	struct minixfs_inode *place;
	struct buffer *buffer;
	s32 error;

	buffer = table_block(inode->number, &place, &error);
	if (buffer == NULL)
		return error;
	inode->disk = *place;
	cache_release(buffer);
	return inode_bit_check(inode->number, inode->disk.mode);
}

/* Loads the inode into an entry that nobody uses; others who want it wait in inode_get. */
static s32
bring(u32 number, struct inode *inode)
{
	s32 error;

	renumber(inode, number);
	inode->pins = 1;
	inode->is_loading = 1;
	error = load(inode);
	inode->is_loading = 0;
	if (error < 0)
		renumber(inode, 0);
	wait_wake_all(&loaded);
	return error;
}

/* 0 when the entry can be used now, -EAGAIN when something blocked, or why not. */
static s32
vacate(struct inode *inode)
{
	s32 error;

	if (inode->number == 0 || !inode->is_dirty)
		return 0;
	inode->pins++;
	error = inode_store(inode);
	inode->pins--;
	return error < 0 ? error : -EAGAIN;
}

/* Whenever something may have blocked, the table is searched anew. */
s32
inode_get(u32 number, struct inode **got)
{
	struct inode *inode;
	s32 error = -EAGAIN;

	if (!minixfs_is_inode(&volume.layout, number))
		return -EINVAL;
	while (error == -EAGAIN) {
		inode = find(number);
		if (inode != NULL && inode->is_loading) {
			wait_on(&loaded);
		} else if (inode != NULL) {
			inode->pins++;
			error = 0;
		} else {
			inode = entry_to_use();
			if (inode == NULL)
				return -ENFILE;
			error = vacate(inode);
			if (error == 0)
				error = bring(number, inode);
		}
	}
	if (error < 0)
		return error;
	inode->last_use = ++uses;
	*got = inode;
	return 0;
}

void
inode_put(struct inode *inode)
{
	ASSERT(inode->pins > 0);
	inode->pins--;
}

s32
inode_check(const struct inode *inode)
{
	const struct minixfs_inode *disk = &inode->disk;

	if (disk->mode == 0)
		return -EINVAL;
	if (!minixfs_is_known_kind(disk->mode))
		return damaged(DAMAGE_INODE, "inode %u has the unknown kind %o", inode->number,
			       disk->mode & MINIXFS_KIND);
	if (minixfs_has_zones(disk->mode) && disk->size > volume.layout.max_size)
		return damaged(DAMAGE_INODE, "inode %u has %u bytes, more than the %u allowed",
			       inode->number, disk->size, volume.layout.max_size);
	return 0;
}

s32
inode_enter(u32 number, enum lock_mode mode, struct inode **inode)
{
	s32 error = inode_get(number, inode);

	if (error < 0)
		return error;
	lock_take(&(*inode)->lock, mode);
	error = inode_check(*inode);
	if (error < 0)
		inode_leave(*inode, mode);
	return error;
}

void
inode_leave(struct inode *inode, enum lock_mode mode)
{
	lock_release(&inode->lock, mode);
	inode_put(inode);
}

void
inode_changed(struct inode *inode)
{
	inode->disk.ctime = clock_seconds();
	inode->is_dirty = 1;
}

void
inode_modified(struct inode *inode)
{
	inode_changed(inode);
	inode->disk.mtime = inode->disk.ctime;
}

void
inodes_forget(void)
{
	memset(table, 0, sizeof(table));
	memset(hash, 0, sizeof(hash));
}

void
inode_write_failed(u32 number, s32 error)
{
	struct inode *inode = number != CACHE_NO_OWNER ? find(number) : NULL;

	if (inode != NULL)
		inode->write_error = error;
}
