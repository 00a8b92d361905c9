/*
 * Random histories of a file system, each compared with a model that is as
 * simple as can be: files are arrays, directories lists of names. Several run
 * side by side, each in a directory of its own, so that each knows what it has
 * to find while they share the cache, the bitmaps and the inode table.
 */
#include "asked.h"
#include "harness.h"

#include "../directory.h"
#include "../file.h"
#include "../recovery_take_over.h"
#include "../volume.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NODES_MAX 40
#define NAMES_MAX 60
#define FILE_MAX (400u * 1024u)
#define TRANSFER_MAX (96u * 1024u)
#define ACTORS_MAX 8u
#define POOL_OF_NAMES 24u

struct node {
	u32 kind; /* 0: free */
	u32 ino;
	u32 links;
	u8 *content; /* of files and symbolic links, FILE_MAX bytes */
	u32 size;
};

struct link {
	int is_used;
	u32 directory; /* index of a node */
	u32 node;
	char name[MINIXFS_NAME_MAX + 1];
};

struct actor {
	struct random random;
	struct node nodes[NODES_MAX]; /* node 0 is the actor's directory */
	struct link links[NAMES_MAX];
	u32 slot; /* of user memory */
	struct asker asker;
	u32 operations;
	u32 done;
	/* The operation under way, to be done again when the server died of it. */
	int has_disk_mounted; /* of the first actor, for all */
	int is_under_way;
	struct random random_before;
	u32 asked_before;
	u32 differences;
	u8 *buffer;
	u8 *expected;
};

static struct actor *actors; /* ACTORS_MAX, where all lives of the server find them */

static void
differ(struct actor *actor, const char *what, s64 expected, s64 found)
{
	actor->differences++;
	printf("actor %u, operation %u: %s: expected %lld, found %lld\n", actor->slot, actor->done,
	       what, (long long)expected, (long long)found);
}

static void
expect(struct actor *actor, const char *what, s64 expected, s64 found)
{
	if (expected != found)
		differ(actor, what, expected, found);
}

static int
disk_is_faulty(void)
{
	return disk.fail_reads != 0 || disk.fail_writes != 0;
}

/* Whether an operation went as the model says; a full or faulty disk is no difference. */
static int
succeeded(struct actor *actor, const char *what, s32 expected, s32 found)
{
	if (found == -ENOSPC || (disk_is_faulty() && found == -EIO) || disk.fail_reads != 0)
		return found >= 0;
	expect(actor, what, expected, found);
	return found >= 0 && expected >= 0;
}

static void
make_name(const char *text, struct name *name)
{
	if (name_make(text, (u32)strlen(text), name) < 0)
		fail("the name %s is refused", text);
}

static u32
random_node(struct actor *actor, u32 kind)
{
	u32 start = random_below(&actor->random, NODES_MAX);

	for (u32 step = 0; step < NODES_MAX; step++) {
		u32 index = (start + step) % NODES_MAX;

		if (actor->nodes[index].kind == kind)
			return index;
	}
	return NODES_MAX;
}

static struct link *
find_link(struct actor *actor, u32 directory, const char *name)
{
	for (u32 index = 0; index < NAMES_MAX; index++) {
		struct link *link = &actor->links[index];

		if (link->is_used && link->directory == directory && strcmp(link->name, name) == 0)
			return link;
	}
	return NULL;
}

static struct link *
random_link(struct actor *actor)
{
	u32 start = random_below(&actor->random, NAMES_MAX);

	for (u32 step = 0; step < NAMES_MAX; step++) {
		struct link *link = &actor->links[(start + step) % NAMES_MAX];

		if (link->is_used)
			return link;
	}
	return NULL;
}

static struct link *
free_link(struct actor *actor)
{
	for (u32 index = 0; index < NAMES_MAX; index++)
		if (!actor->links[index].is_used)
			return &actor->links[index];
	return NULL;
}

/* Short names and some of the greatest length. */
static void
random_name(struct actor *actor, char *name)
{
	u32 number = random_below(&actor->random, POOL_OF_NAMES);

	if (number % 5 == 0)
		sprintf(name, "%060u", number);
	else
		sprintf(name, "n%u", number);
}

static u32
children(const struct actor *actor, u32 directory)
{
	u32 count = 0;

	for (u32 index = 0; index < NAMES_MAX; index++)
		count += actor->links[index].is_used && actor->links[index].directory == directory;
	return count;
}

static u32
subdirectories(const struct actor *actor, u32 directory)
{
	u32 count = 0;

	for (u32 index = 0; index < NAMES_MAX; index++) {
		const struct link *link = &actor->links[index];

		count += link->is_used && link->directory == directory &&
			 actor->nodes[link->node].kind == MINIXFS_DIRECTORY;
	}
	return count;
}

static int
is_below(const struct actor *actor, u32 node, u32 above)
{
	while (node != above && node != 0) {
		u32 index;

		for (index = 0; index < NAMES_MAX; index++)
			if (actor->links[index].is_used && actor->links[index].node == node)
				break;
		node = actor->links[index].directory;
	}
	return node == above;
}

/* ---- the operations ---- */

static void
create(struct actor *actor)
{
	static const u32 kinds[] = {MINIXFS_FILE, MINIXFS_FILE, MINIXFS_DIRECTORY, MINIXFS_SYMLINK,
				    MINIXFS_CHARACTER};
	u32 directory = random_node(actor, MINIXFS_DIRECTORY);
	u32 node = random_node(actor, 0);
	struct new_node what = {.mode = kinds[random_below(&actor->random, 5)] | 0644, .device = 7};
	struct link *link = free_link(actor);
	char text[MINIXFS_NAME_MAX + 1];
	struct fs_node_reply reply;
	char target[64];
	struct name name;
	s32 result;

	random_name(actor, text);
	if (node == NODES_MAX || link == NULL)
		return;
	snprintf(target, sizeof(target), "target-%u", random_below(&actor->random, 1000));
	what.target = target;
	what.target_length = (u32)strlen(target);
	make_name(text, &name);
	result = asked_create(&actor->asker, actor->nodes[directory].ino, &name, &what, &reply);
	if (!succeeded(actor, "create", find_link(actor, directory, text) ? -EEXIST : 0, result))
		return;
	link->is_used = 1;
	link->directory = directory;
	link->node = node;
	strcpy(link->name, text);
	actor->nodes[node].kind = what.mode & MINIXFS_KIND;
	actor->nodes[node].ino = reply.ino;
	actor->nodes[node].links = 1;
	actor->nodes[node].size = 0;
	if (minixfs_is_kind(what.mode, MINIXFS_SYMLINK)) {
		memcpy(actor->nodes[node].content, target, what.target_length);
		actor->nodes[node].size = what.target_length;
	}
}

static void
write_file(struct actor *actor)
{
	u32 index = random_node(actor, MINIXFS_FILE);
	struct user_memory from = {0, (grant_id_t)actor->slot};
	struct node *node = &actor->nodes[index];
	u32 position;
	u32 length;
	s32 result;

	if (index == NODES_MAX)
		return;
	length = 1 + random_below(&actor->random,
				  random_below(&actor->random, 3) ? 3000 : TRANSFER_MAX);
	position = random_below(&actor->random, 2) ? node->size
						   : random_below(&actor->random, FILE_MAX);
	if (random_below(&actor->random, 3) == 0)
		position = ROUND_DOWN(position, 1024u);
	if (position >= FILE_MAX)
		position = 0;
	if (length > FILE_MAX - position)
		length = FILE_MAX - position;
	for (u32 at = 0; at < length; at += 8) {
		u64 bits = random_bits(&actor->random);

		memcpy(actor->buffer + at, &bits, 8);
	}
	result = asked_write(&actor->asker, node->ino, position, &from, length);
	if (result <= 0) {
		succeeded(actor, "write", (s32)length, result);
		return;
	}
	if (position > node->size)
		memset(node->content + node->size, 0, position - node->size);
	memcpy(node->content + position, actor->buffer, (u32)result);
	if (position + (u32)result > node->size)
		node->size = position + (u32)result;
}

static void
tell_difference(struct actor *actor, const struct node *node, u32 position)
{
	u32 at = 0;

	while (actor->buffer[at] == node->content[position + at])
		at++;
	printf("inode %u, byte %u of %u:\n", node->ino, position + at, node->size);
	differ(actor, "contents", node->content[position + at], actor->buffer[at]);
}

static void
compare_contents(struct actor *actor, const struct node *node, u32 position, u32 length)
{
	struct user_memory to = {0, (grant_id_t)actor->slot};
	u32 available = position < node->size ? node->size - position : 0;
	struct inode *inode;
	s32 result;

	if (inode_enter(node->ino, LOCK_SHARED, &inode) < 0) {
		succeeded(actor, "a file that is gone", 0, -EINVAL);
		return;
	}
	result = file_read(inode, position, &to, length);
	readahead_continue(inode);
	inode_leave(inode, LOCK_SHARED);
	if (disk.fail_reads != 0)
		return;
	expect(actor, "bytes read", length < available ? length : available, result);
	if (result > 0 && memcmp(actor->buffer, node->content + position, (u32)result) != 0)
		tell_difference(actor, node, position);
}

static void
read_file(struct actor *actor)
{
	u32 index = random_node(actor, MINIXFS_FILE);

	if (index == NODES_MAX)
		return;
	compare_contents(actor, &actor->nodes[index], random_below(&actor->random, FILE_MAX),
			 random_below(&actor->random, TRANSFER_MAX));
}

static void
resize(struct actor *actor)
{
	u32 index = random_node(actor, MINIXFS_FILE);
	struct node *node = &actor->nodes[index];
	u32 size = random_below(&actor->random, FILE_MAX);
	s32 result;

	if (index == NODES_MAX)
		return;
	if (random_below(&actor->random, 3) == 0)
		size = 0;
	result = asked_resize(&actor->asker, node->ino, size);
	if (!succeeded(actor, "resize", 0, result))
		return;
	if (size > node->size)
		memset(node->content + node->size, 0, size - node->size);
	node->size = size;
}

static void
forget_name(struct actor *actor, struct link *link)
{
	struct node *node = &actor->nodes[link->node];

	link->is_used = 0;
	if (--node->links == 0)
		node->kind = 0;
}

static void
remove_name(struct actor *actor)
{
	struct link *link = random_link(actor);
	u32 as_directory = random_below(&actor->random, 4) == 0 ? FS_DIRECTORY : 0;
	struct fs_node_reply reply;
	struct node *node;
	struct name name;
	s32 expected = 0;
	s32 result;
	int is_last;
	int is_freed;

	if (link == NULL)
		return;
	node = &actor->nodes[link->node];
	if (node->kind == MINIXFS_DIRECTORY) {
		as_directory ^= FS_DIRECTORY; /* mostly the right way */
		expected = as_directory ? (children(actor, link->node) ? -ENOTEMPTY : 0) : -EISDIR;
	} else if (as_directory) {
		expected = -ENOTDIR;
	}
	is_last = node->links == 1;
	is_freed = is_last && random_below(&actor->random, 2);
	make_name(link->name, &name);
	result = asked_unlink(&actor->asker, actor->nodes[link->directory].ino, &name,
			      as_directory | (is_freed ? FS_UNUSED : 0), &reply);
	if (!succeeded(actor, "unlink", expected, result))
		return;
	expect(actor, "the inode that lost its name", node->ino, reply.ino);
	if (is_last && !is_freed)
		succeeded(actor, "release", 0, asked_release(&actor->asker, node->ino));
	forget_name(actor, link);
}

static void
add_link(struct actor *actor)
{
	u32 directory = random_node(actor, MINIXFS_DIRECTORY);
	struct link *link = random_link(actor);
	struct link *fresh = free_link(actor);
	char text[MINIXFS_NAME_MAX + 1];
	struct name name;
	s32 expected = 0;
	s32 result;

	random_name(actor, text);
	if (link == NULL || fresh == NULL)
		return;
	if (find_link(actor, directory, text) != NULL)
		expected = -EEXIST;
	else if (actor->nodes[link->node].kind == MINIXFS_DIRECTORY)
		expected = -EPERM;
	make_name(text, &name);
	result = asked_link(&actor->asker, actor->nodes[directory].ino, &name,
			    actor->nodes[link->node].ino);
	if (!succeeded(actor, "link", expected, result))
		return;
	*fresh = (struct link){1, directory, link->node, ""};
	strcpy(fresh->name, text);
	actor->nodes[link->node].links++;
}

static s32
expected_of_rename(const struct actor *actor, const struct link *link, u32 directory,
		   const struct link *existing)
{
	int moves_directory = actor->nodes[link->node].kind == MINIXFS_DIRECTORY;

	if (moves_directory && is_below(actor, directory, link->node))
		return -EINVAL;
	if (existing == NULL || existing->node == link->node)
		return 0;
	if (actor->nodes[existing->node].kind == MINIXFS_DIRECTORY) {
		if (existing->node == link->directory)
			return -ENOTEMPTY;
		if (!moves_directory)
			return -EISDIR;
		return children(actor, existing->node) ? -ENOTEMPTY : 0;
	}
	return moves_directory ? -ENOTDIR : 0;
}

static void
rename_name(struct actor *actor)
{
	u32 directory = random_node(actor, MINIXFS_DIRECTORY);
	struct link *link = random_link(actor);
	char text[MINIXFS_NAME_MAX + 1];
	struct fs_node_reply reply;
	struct name old_name;
	struct name new_name;
	struct link *existing;
	struct rename request;
	s32 result;

	random_name(actor, text);
	if (link == NULL)
		return;
	existing = find_link(actor, directory, text);
	make_name(link->name, &old_name);
	make_name(text, &new_name);
	request = (struct rename){actor->nodes[link->directory].ino, &old_name,
				  actor->nodes[directory].ino, &new_name, FS_UNUSED};
	result = asked_rename(&actor->asker, &request, &reply);
	if (!succeeded(actor, "rename", expected_of_rename(actor, link, directory, existing),
		       result))
		return;
	if (existing != NULL && existing->node == link->node)
		return;
	expect(actor, "the inode that was replaced",
	       existing != NULL ? actor->nodes[existing->node].ino : 0, reply.ino);
	if (existing != NULL)
		forget_name(actor, existing);
	link->directory = directory;
	strcpy(link->name, text);
}

static void
synchronize(struct actor *actor)
{
	succeeded(actor, "sync", 0, volume_sync());
}

/* ---- the comparison of everything ---- */

static void
check_listing(struct actor *actor, u32 directory)
{
	struct user_memory to = {0, (grant_id_t)actor->slot};
	struct inode *inode;
	s64 position = 0;
	u32 found = 0;
	s32 bytes;

	if (inode_enter(actor->nodes[directory].ino, LOCK_SHARED, &inode) < 0) {
		differ(actor, "a directory that is gone", 0, 0);
		return;
	}
	while ((bytes = directory_list(inode, &position, &to, 500)) > 0) {
		for (s32 at = 0; at < bytes;) {
			u16 length;

			memcpy(&length, actor->buffer + at + 4, sizeof(length));
			found++;
			at += length;
		}
	}
	expect(actor, "links of a directory", 2 + subdirectories(actor, directory),
	       inode->disk.links);
	inode_leave(inode, LOCK_SHARED);
	expect(actor, "end of a listing", 0, bytes);
	expect(actor, "entries", 2 + children(actor, directory), found);
}

static void
check_link(struct actor *actor, const struct link *link)
{
	const struct node *node = &actor->nodes[link->node];
	struct fs_node_reply reply;
	struct name name;
	s32 result;

	make_name(link->name, &name);
	result = names_lookup(actor->nodes[link->directory].ino, &name, &reply);
	expect(actor, "lookup", 0, result);
	if (result < 0)
		return;
	expect(actor, "inode number", node->ino, reply.ino);
	expect(actor, "kind", node->kind, reply.mode & MINIXFS_KIND);
	if (node->kind == MINIXFS_DIRECTORY)
		return;
	expect(actor, "links", node->links, reply.links);
	expect(actor, "size", node->size, reply.size);
	expect(actor, "device", node->kind == MINIXFS_CHARACTER ? 7 : 0, reply.device);
	if (node->kind == MINIXFS_FILE || node->kind == MINIXFS_SYMLINK)
		compare_contents(actor, node, 0, FILE_MAX);
}

static void
check_all(void *argument)
{
	struct actor *actor = argument;

	for (u32 index = 0; index < NAMES_MAX; index++)
		if (actor->links[index].is_used)
			check_link(actor, &actor->links[index]);
	for (u32 index = 0; index < NODES_MAX; index++)
		if (actor->nodes[index].kind == MINIXFS_DIRECTORY)
			check_listing(actor, index);
}

/* ---- running ---- */

typedef void operation(struct actor *actor);

static operation *const operations[] = {create,      create, write_file, write_file, write_file,
					read_file,   read_file, resize,  remove_name, add_link,
					rename_name, rename_name};
#define OPERATIONS (sizeof(operations) / sizeof(operations[0]))
#define SYNC_ONE_IN 40u

/* Decides and asks the same as before, if the server died in the middle of it. */
static void
begin_operation(struct actor *actor)
{
	if (actor->is_under_way) {
		actor->random = actor->random_before;
		actor->asker.count = actor->asked_before;
	}
	actor->random_before = actor->random;
	actor->asked_before = actor->asker.count;
	actor->is_under_way = 1;
}

static void
operate(struct actor *actor)
{
	begin_operation(actor);
	if (random_below(&actor->random, SYNC_ONE_IN) == 0)
		synchronize(actor);
	else
		operations[random_below(&actor->random, OPERATIONS)](actor);
	actor->is_under_way = 0;
	actor->done++;
}

/* What was under way comes again before anything new, as VFS does it. */
static void
ask_again(void *argument)
{
	struct actor *actor = argument;

	if (actor->is_under_way)
		operate(actor);
}

static void
act(void *argument)
{
	struct actor *actor = argument;

	while (actor->done < actor->operations)
		operate(actor);
}

static void
begin(void *argument)
{
	struct actor *actor = argument;
	struct new_node what = {.mode = MINIXFS_DIRECTORY | 0755};
	struct fs_node_reply reply;
	struct name name;
	char text[16];

	if (actor->nodes[0].kind != 0)
		return; /* in an earlier life */
	actor->asker = (struct asker){.slot = actor->slot};
	sprintf(text, "actor%u", actor->slot);
	make_name(text, &name);
	if (asked_create(&actor->asker, MINIXFS_ROOT, &name, &what, &reply) < 0)
		fail("the directory of actor %u can't be made", actor->slot);
	actor->nodes[0] = (struct node){MINIXFS_DIRECTORY, reply.ino, 2, NULL, 0};
}

static void
prepare(struct actor *actor, u32 slot, u64 seed, u32 operation_count)
{
	if (actor->buffer == NULL) {
		actor->buffer = shared_memory(FILE_MAX);
		for (u32 index = 1; index < NODES_MAX; index++)
			actor->nodes[index].content = shared_memory(FILE_MAX);
	}
	for (u32 index = 0; index < NODES_MAX; index++)
		actor->nodes[index].kind = 0;
	memset(actor->links, 0, sizeof(actor->links));
	actor->random.state = seed * ACTORS_MAX + slot;
	actor->slot = slot;
	actor->operations = operation_count;
	actor->done = 0;
	actor->has_disk_mounted = 0;
	actor->is_under_way = 0;
	actor->differences = 0;
	user_memory_set(slot, actor->buffer, FILE_MAX);
}

static void
mount_it(void *argument)
{
	*(s32 *)argument = volume_mount("disk", 0, 0);
}

static void
mount_again(void *argument)
{
	*(s32 *)argument = volume_mount("disk", 0, FS_SUCCESSOR);
}

static void
unmount_it(void *argument)
{
	*(s32 *)argument = volume_unmount();
}

static void
run_one(void (*function)(void *), void *argument, struct random *random)
{
	fibers_run(&function, &argument, 1, random);
}

static void
for_all(void (*function)(void *), u32 count, struct random *random)
{
	void (*functions[ACTORS_MAX])(void *);
	void *arguments[ACTORS_MAX];

	for (u32 index = 0; index < count; index++) {
		functions[index] = function;
		arguments[index] = &actors[index];
	}
	fibers_run(functions, arguments, count, random);
}

static void
change_mount(void (*function)(void *), const char *what, struct random *random)
{
	s32 result = -1;

	run_one(function, &result, random);
	if (result < 0)
		fail("%s: error %d", what, -result);
}

static void
set_faults(struct faults faults)
{
	disk.fail_reads = faults.reads;
	disk.fail_writes = faults.writes;
}

void
model_prepare(u64 seed, u32 count, u32 operation_count)
{
	if (actors == NULL)
		actors = shared_memory(ACTORS_MAX * sizeof(*actors));
	for (u32 index = 0; index < count; index++)
		prepare(&actors[index], index, seed, operation_count);
}

u32
model_differences(u32 count)
{
	u32 differences = 0;

	for (u32 index = 0; index < count; index++)
		differences += actors[index].differences;
	return differences;
}

void
model_live(u32 count, struct random *random)
{
	int *is_mounted = &actors[0].has_disk_mounted;

	change_mount(*is_mounted ? mount_again : mount_it, "mount", random);
	if (*is_mounted && !recovery_remembers())
		fail("the successor does not know what its predecessor did");
	*is_mounted = 1;
	for_all(begin, count, random);
	for_all(ask_again, count, random);
	for_all(act, count, random);
	for_all(check_all, count, random);
	change_mount(unmount_it, "unmount", random);
	*is_mounted = 0;
}

void
model_run(u64 seed, u32 count, u32 operation_count, struct faults faults, struct outcome *outcome)
{
	struct random random = {seed};

	change_mount(mount_it, "mount", &random);
	model_prepare(seed, count, operation_count);
	for_all(begin, count, &random);
	set_faults(faults);
	for_all(act, count, &random);
	set_faults((struct faults){0, 0});
	if (faults.reads == 0)
		for_all(check_all, count, &random);
	change_mount(unmount_it, "unmount", &random);
	if (faults.reads != 0)
		return;
	change_mount(mount_it, "mounting again", &random);
	for_all(check_all, count, &random);
	change_mount(unmount_it, "unmounting again", &random);
	outcome->differences += model_differences(count);
}
