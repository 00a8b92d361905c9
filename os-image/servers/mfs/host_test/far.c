/*
 * Files with holes, up to the largest size: blocks on both sides of every step
 * from direct zones to the triple indirect block, on a volume of 2 MB.
 */
#include "harness.h"

#include "../file.h"
#include "../names.h"
#include "../recovery_group.h"
#include "../volume.h"

#include <errno.h>
#include <string.h>

#define PIECE 3000u /* bytes: never a whole number of blocks */
#define LIST 256u   /* zone numbers in an indirect block */
#define BLOCK 1024ll
#define SINGLE (MINIXFS_DIRECT * BLOCK)
#define DOUBLE (SINGLE + LIST * BLOCK)
#define TRIPLE (DOUBLE + (s64)LIST * LIST * BLOCK)

static const s64 positions[] = {
	0,	      SINGLE - 1500, DOUBLE - 1500,	       DOUBLE + LIST * BLOCK - 1,
	TRIPLE - 100, TRIPLE + 7000, TRIPLE + LIST * LIST * BLOCK, (s64)MINIXFS_SIZE_MAX - PIECE,
};
#define POSITIONS (sizeof(positions) / sizeof(positions[0]))

static u8 memory[PIECE];

static void
expect(const char *what, s64 expected, s64 found)
{
	if (expected != found)
		fail("%s: expected %lld, found %lld", what, (long long)expected, (long long)found);
}

static void
fill(u32 seed)
{
	for (u32 at = 0; at < PIECE; at++)
		memory[at] = (u8)(seed * 31 + at + 1);
}

static void
expect_piece(struct inode *inode, const struct user_memory *user, u32 index)
{
	u8 expected[PIECE];

	fill(index);
	memcpy(expected, memory, PIECE);
	memset(memory, 0, PIECE);
	expect("bytes read", PIECE, file_read(inode, positions[index], user, PIECE));
	expect("contents", 0, memcmp(expected, memory, PIECE));
}

static void
expect_zeros(struct inode *inode, const struct user_memory *user, s64 position)
{
	memset(memory, 0xff, PIECE);
	expect("bytes of a hole", PIECE, file_read(inode, position, user, PIECE));
	for (u32 at = 0; at < PIECE; at++)
		expect("a byte of a hole", 0, memory[at]);
}

static void
use_far_file(void *unused)
{
	struct new_node what = {.mode = MINIXFS_FILE | 0600};
	struct user_memory user = {0, 0};
	struct fs_node_reply node;
	struct inode *inode;
	struct name name;
	u32 free_zones;

	(void)unused;
	user_memory_set(0, memory, PIECE);
	expect("mount", 0, volume_mount("disk", 0, 0));
	free_zones = volume.free_zones;
	expect("name", 0, name_make("far", 3, &name));
	group_join();
	expect("create", 0, names_create(MINIXFS_ROOT, &name, &what, &node));
	expect("enter", 0, inode_enter(node.ino, LOCK_EXCLUSIVE, &inode));
	for (u32 index = 0; index < POSITIONS; index++) {
		fill(index);
		expect("bytes written", PIECE, file_write(inode, positions[index], &user, PIECE));
	}
	expect("size", MINIXFS_SIZE_MAX, inode->disk.size);
	for (u32 index = 0; index < POSITIONS; index++)
		expect_piece(inode, &user, index);
	expect_zeros(inode, &user, DOUBLE + 20000);
	expect_zeros(inode, &user, TRIPLE - 40000);
	expect_zeros(inode, &user, (s64)MINIXFS_SIZE_MAX - 9 * PIECE);
	expect("up to the limit", 1, file_write(inode, (s64)MINIXFS_SIZE_MAX - 1, &user, PIECE));
	expect("at the limit", -EFBIG, file_write(inode, MINIXFS_SIZE_MAX, &user, 1));
	expect("far beyond it", -EFBIG, file_write(inode, 1ll << 62, &user, 1));
	expect("before the file", -EINVAL, file_write(inode, -1, &user, 1));
	expect("growing beyond it", -EFBIG, file_resize(inode, 1ll << 31));
	expect("cut", 0, file_resize(inode, TRIPLE + 7001));
	expect("what is left", 1, file_read(inode, TRIPLE + 7000, &user, PIECE));
	expect("grown", 0, file_resize(inode, TRIPLE + 7 * PIECE));
	expect_zeros(inode, &user, TRIPLE + 7001);
	expect("emptied", 0, file_resize(inode, 0));
	expect("zones that are free again", free_zones, volume.free_zones);
	inode_leave(inode, LOCK_EXCLUSIVE);
	expect("unlink", 0, names_unlink(MINIXFS_ROOT, &name, FS_UNUSED, &node));
	group_leave(NULL);
	expect("unmount", 0, volume_unmount());
}

void
far_file(void)
{
	void (*function)(void *) = use_far_file;
	struct random random = {1};
	void *nothing = NULL;

	fibers_run(&function, &nothing, 1, &random);
	printf("all as expected\n");
}
