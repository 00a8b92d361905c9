/*
 * Damaged volumes: changes a valid one in places that matter, then does with it
 * whatever a user could. What comes out does not matter; that it comes to an
 * end, and leaves memory alone, does.
 */
#include "harness.h"

#include "../attributes.h"
#include "../directory.h"
#include "../file.h"
#include "../map.h"
#include "../names.h"
#include "../recovery_group.h"
#include "../volume.h"

#include <minixfs/layout.h>
#include <stdlib.h>
#include <string.h>

#define CHANGES_MAX 12u
#define STEPS 60u
#define BUFFER_BYTES 8192u
#define KNOWN_MAX 64u
#define WALKERS 3u
#define NAMES 8u

/* ---- damaging ---- */

struct target {
	u8 *image;
	u64 size;
	struct minixfs_layout layout;
	struct random *random;
};

/* Numbers that matter, among others. */
static u32
interesting(struct target *t)
{
	switch (random_below(t->random, 8)) {
	case 0:
		return 0;
	case 1:
		return UINT32_MAX;
	case 2:
		return random_below(t->random, 8);
	case 3:
		return t->layout.zone_count - 1 + random_below(t->random, 3);
	case 4:
		return t->layout.first_data_zone - 1 + random_below(t->random, 3);
	case 5:
		return 0x7ffffff0u + random_below(t->random, 32);
	case 6:
		return random_below(t->random, t->layout.zone_count);
	default:
		return (u32)random_bits(t->random);
	}
}

static void
change_super(struct target *t)
{
	u8 *super = t->image + MINIXFS_SUPER_OFFSET;
	u32 value = interesting(t);

	memcpy(super + random_below(t->random, sizeof(struct minixfs_super) / 2 - 1) * 2, &value,
	       random_below(t->random, 2) ? 2 : 4);
}

static void
change_maps(struct target *t)
{
	u32 blocks = t->layout.inode_map_blocks + t->layout.zone_map_blocks;
	u32 at = t->layout.inode_map * 1024 + random_below(t->random, blocks * 1024 / 4);
	u32 length = 1 + random_below(t->random, 8);

	memset(t->image + at, random_below(t->random, 3) ? 0 : 0xff, length);
}

static struct minixfs_inode *
some_inode(struct target *t)
{
	struct minixfs_inode *inodes = (void *)(t->image + t->layout.inode_table * 1024);

	return &inodes[random_below(t->random, random_below(t->random, 2)
						       ? 24
						       : t->layout.inode_count)];
}

static void
change_inode(struct target *t)
{
	struct minixfs_inode *inode = some_inode(t);
	u32 slot = random_below(t->random, MINIXFS_SLOTS);

	switch (random_below(t->random, 6)) {
	case 0:
		inode->mode = (u16)random_bits(t->random);
		break;
	case 1:
		inode->mode ^= (u16)(1u << (12 + random_below(t->random, 4)));
		break;
	case 2:
		inode->links = (u16)interesting(t);
		break;
	case 3:
		inode->size = interesting(t);
		break;
	case 4:
		inode->zones[slot] = interesting(t);
		break;
	default:
		inode->zones[slot] = some_inode(t)->zones[random_below(t->random, MINIXFS_SLOTS)];
		break;
	}
}

static u32
some_zone_of(struct target *t, u32 slot)
{
	for (u32 try = 0; try < 20; try++) {
		u32 zone = some_inode(t)->zones[slot];

		if (minixfs_is_data_zone(&t->layout, zone))
			return zone;
	}
	return t->layout.first_data_zone;
}

static void
change_indirect(struct target *t)
{
	u32 zone = some_zone_of(t, MINIXFS_DIRECT + random_below(t->random, MINIXFS_LEVELS));
	u32 value = random_below(t->random, 4) ? interesting(t) : zone;

	memcpy(t->image + zone * 1024ull + random_below(t->random, 256) * 4, &value, sizeof(value));
}

static void
change_directory(struct target *t)
{
	struct minixfs_entry *entries = (void *)(t->image + some_zone_of(t, 0) * 1024ull);
	struct minixfs_entry *entry = &entries[random_below(t->random, 16)];

	switch (random_below(t->random, 4)) {
	case 0:
		entry->inode = interesting(t);
		break;
	case 1:
		entry->inode = 1 + random_below(t->random, 24);
		break;
	case 2:
		entry->name[random_below(t->random, MINIXFS_NAME_MAX)] =
			(char)(random_below(t->random, 2) ? '/' : random_bits(t->random));
		break;
	default:
		memset(entry->name, random_below(t->random, 2) ? 'x' : 0, MINIXFS_NAME_MAX);
		break;
	}
}

static void
change_anything(struct target *t)
{
	u32 at = 1024 + random_below(t->random, t->layout.first_data_zone * 1024 + 32 * 1024);

	t->image[at] = (u8)random_bits(t->random);
}

void
mutate(u8 *image, u64 size, struct random *random)
{
	static void (*const changes[])(struct target *) = {
		change_maps,  change_inode,	change_inode,	  change_inode,
		change_inode, change_directory, change_directory, change_directory,
		change_indirect, change_indirect, change_anything};
	struct target target = {.image = image, .size = size, .random = random};
	char reason[MINIXFS_REASON_MAX];
	u32 count = 1 + random_below(random, CHANGES_MAX);

	if (minixfs_layout_read((void *)(image + MINIXFS_SUPER_OFFSET), size, &target.layout,
				reason) < 0)
		fail("the volume to be damaged is none: %s", reason);
	for (u32 each = 0; each < count; each++)
		changes[random_below(random, sizeof(changes) / sizeof(changes[0]))](&target);
	if (random_below(random, 8) == 0)
		change_super(&target);
}

/* ---- using ---- */

struct walker {
	struct random random;
	u32 slot;
	u32 known[KNOWN_MAX]; /* inodes that were met */
	u32 known_count;
	struct name names[NAMES];
	u8 *buffer;
};

static struct walker walkers[WALKERS];

static u32
some_known(struct walker *w)
{
	if (random_below(&w->random, 12) == 0)
		return (u32)random_bits(&w->random) >> random_below(&w->random, 32);
	return w->known[random_below(&w->random, w->known_count)];
}

static void
know(struct walker *w, u32 ino)
{
	w->known[w->known_count < KNOWN_MAX ? w->known_count++
					    : random_below(&w->random, KNOWN_MAX)] = ino;
}

static struct name *
some_name(struct walker *w)
{
	return &w->names[random_below(&w->random, NAMES)];
}

static void
list(struct walker *w, struct inode *inode)
{
	struct user_memory to = {0, (grant_id_t)w->slot};
	s64 position = 64 * (s64)random_below(&w->random, 20);
	s32 bytes;

	for (u32 round = 0; round < 4; round++) {
		bytes = directory_list(inode, &position, &to, BUFFER_BYTES);
		for (s32 at = 0; at < bytes;) {
			u16 length;
			u32 ino;

			memcpy(&ino, w->buffer + at, sizeof(ino));
			memcpy(&length, w->buffer + at + 4, sizeof(length));
			know(w, ino);
			if (random_below(&w->random, 2))
				(void)name_make((char *)w->buffer + at + 7,
						(u32)strlen((char *)w->buffer + at + 7),
						some_name(w));
			at += length;
		}
		if (bytes <= 0)
			break;
	}
}

static void
work_on(struct walker *w, struct inode *inode)
{
	struct user_memory memory = {0, (grant_id_t)w->slot};
	s64 position = (s64)(random_bits(&w->random) >> (33 + random_below(&w->random, 30)));
	u32 length = random_below(&w->random, BUFFER_BYTES);
	struct stat status;

	if (!minixfs_is_kind(inode->disk.mode, MINIXFS_FILE)) {
		list(w, inode);
		return;
	}
	attributes_describe(inode, (void *)&status);
	if (random_below(&w->random, 2)) {
		if (file_read(inode, position, &memory, length) > 0)
			readahead_continue(inode);
	} else if (random_below(&w->random, 3)) {
		(void)file_write(inode, position, &memory, length);
		(void)inode_store(inode);
	} else {
		(void)file_resize(inode, random_below(&w->random, 2) ? 0 : position);
		(void)inode_store(inode);
	}
}

static void
change_names(struct walker *w)
{
	static const u32 kinds[] = {MINIXFS_FILE, MINIXFS_DIRECTORY, MINIXFS_FIFO};
	struct new_node what = {.mode = kinds[random_below(&w->random, 3)] | 0700};
	struct fs_node_reply reply;
	struct rename rename = {some_known(w), some_name(w), some_known(w), some_name(w),
				FS_UNUSED};

	switch (random_below(&w->random, 6)) {
	case 0:
		if (names_create(some_known(w), some_name(w), &what, &reply) == 0)
			know(w, reply.ino);
		break;
	case 1:
		(void)names_link(some_known(w), some_name(w), some_known(w));
		break;
	case 2:
		(void)names_unlink(some_known(w), some_name(w), FS_UNUSED, &reply);
		break;
	case 3:
		(void)names_unlink(some_known(w), some_name(w), FS_UNUSED | FS_DIRECTORY, &reply);
		break;
	case 4:
		(void)names_release(some_known(w));
		break;
	default:
		(void)names_rename(&rename, &reply);
		break;
	}
}

static void
walk(void *argument)
{
	struct walker *w = argument;

	for (u32 step = 0; step < STEPS; step++) {
		struct fs_node_reply reply;
		struct inode *inode;

		if (names_lookup(some_known(w), some_name(w), &reply) == 0)
			know(w, reply.ino);
		if (group_enter() < 0)
			continue;
		if (inode_enter(some_known(w), LOCK_EXCLUSIVE, &inode) == 0) {
			work_on(w, inode);
			inode_leave(inode, LOCK_EXCLUSIVE);
		}
		if (random_below(&w->random, 2))
			change_names(w);
		group_leave(NULL);
		if (random_below(&w->random, 30) == 0)
			(void)volume_sync();
	}
}

static void
mount_it(void *argument)
{
	*(s32 *)argument = volume_mount("disk", 0, 0);
}

static void
unmount_it(void *argument)
{
	*(s32 *)argument = volume_unmount();
}

static void
prepare(struct walker *w, u32 slot, struct random *random)
{
	if (w->buffer == NULL)
		w->buffer = malloc(BUFFER_BYTES);
	memset(w->buffer, 'b', BUFFER_BYTES);
	w->random.state = random_bits(random);
	w->slot = slot;
	w->known[0] = MINIXFS_ROOT;
	w->known_count = 1;
	for (u32 index = 0; index < NAMES; index++)
		(void)name_make((const char[]){'m', (char)('a' + index)}, 2, &w->names[index]);
	user_memory_set(slot, w->buffer, BUFFER_BYTES);
}

void
walk_and_modify(struct random *random)
{
	void (*functions[WALKERS])(void *) = {walk, walk, walk};
	void *arguments[WALKERS] = {&walkers[0], &walkers[1], &walkers[2]};
	void (*function)(void *) = mount_it;
	s32 result = -1;
	void *argument = &result;

	fibers_run(&function, &argument, 1, random);
	if (result < 0)
		return;
	for (u32 slot = 0; slot < WALKERS; slot++)
		prepare(&walkers[slot], slot, random);
	fibers_run(functions, arguments, WALKERS, random);
	function = unmount_it;
	fibers_run(&function, &argument, 1, random);
	if (result < 0)
		fail("a damaged volume can't be unmounted: error %d", -result);
}
