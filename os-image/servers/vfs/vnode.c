/*
 * The table of files in use: one vnode for each, however many have it open or
 * stand in it. It is found by mount and inode number. When the last reference
 * to a file without a name goes, its file server is told to free it.
 */
#include <string.h>
#include <libsys/panic.h>

#include "vfs.h"

#define NR_BUCKETS 256u

static struct vnode vnodes[NR_VNODES];
static struct vnode *free_first;
static struct vnode *buckets[NR_BUCKETS];

static struct vnode **
bucket_of(const struct mount *mount, u32 ino)
{
	return &buckets[(ino + (u32)(mount - mounts) * 31u) % NR_BUCKETS];
}

void
vnode_init(void)
{
	for (u32 index = NR_VNODES; index-- > 0;) {
		vnodes[index].next = free_first;
		free_first = &vnodes[index];
	}
}

struct vnode *
vnode_find(const struct mount *mount, u32 ino)
{
	struct vnode *vnode = *bucket_of(mount, ino);

	while (vnode != NULL && (vnode->mount != mount || vnode->ino != ino))
		vnode = vnode->next;
	return vnode;
}

static struct vnode *
take_free(void)
{
	struct vnode *vnode = free_first;

	if (vnode == NULL)
		return NULL;
	free_first = vnode->next;
	memset(vnode, 0, sizeof(*vnode));
	vnode->references = 1;
	return vnode;
}

static void
make_free(struct vnode *vnode)
{
	vnode->next = free_first;
	free_first = vnode;
}

/*
 * What VFS knows of a file in use is newer than a reply that may have been
 * overtaken by a change, so that stays.
 */
struct vnode *
vnode_get(struct mount *mount, const struct node_info *info)
{
	struct vnode *vnode = vnode_find(mount, info->ino);

	if (vnode != NULL)
		return vnode_ref(vnode);
	vnode = take_free();
	if (vnode == NULL)
		return NULL;
	vnode->mount = mount;
	vnode->ino = info->ino;
	vnode->mode = info->mode;
	vnode->uid = info->uid;
	vnode->gid = info->gid;
	vnode->device = info->device;
	vnode->size = info->size;
	vnode_show(vnode);
	return vnode;
}

void
vnode_show(struct vnode *vnode)
{
	struct vnode **bucket = bucket_of(vnode->mount, vnode->ino);

	vnode->next = *bucket;
	*bucket = vnode;
	vnode->is_hidden = 0;
}

void
vnode_hide(struct vnode *vnode)
{
	struct vnode **link = bucket_of(vnode->mount, vnode->ino);

	while (*link != vnode)
		link = &(*link)->next;
	*link = vnode->next;
	vnode->is_hidden = 1;
}

struct vnode *
vnode_new_anonymous(const struct fproc *process, u32 mode)
{
	struct vnode *vnode = take_free();

	if (vnode == NULL)
		return NULL;
	vnode->mode = mode;
	vnode->uid = process->effective_uid;
	vnode->gid = process->effective_gid;
	return vnode;
}

struct vnode *
vnode_ref(struct vnode *vnode)
{
	vnode->references++;
	return vnode;
}

static void
released(struct errand *errand)
{
	make_free((struct vnode *)(void *)((u8 *)errand - offsetof(struct vnode, release)));
}

/*
 * The inode number may come back as another file's as soon as it is released,
 * so the vnode isn't found any more from here on.
 */
void
vnode_put(struct vnode *vnode)
{
	struct mount *mount;

	if (vnode == NULL)
		return;
	ASSERT(vnode->references > 0);
	if (--vnode->references > 0)
		return;
	pipe_detach(vnode);
	mount = vnode->mount;
	if (mount != NULL && !vnode->is_hidden)
		vnode_hide(vnode);
	if (mount == NULL || !vnode->is_unlinked || mount->is_dead || vnode_is_lost(vnode)) {
		make_free(vnode);
		return;
	}
	vnode->release.target = mount->server;
	vnode->release.type = FS_RELEASE;
	vnode->release.number = vnode->ino;
	vnode->release.done = released;
	errand_send(&mount->lane, &vnode->release);
}

struct vnode *
vnode_next_of(const struct mount *mount, u32 *index)
{
	while (*index < NR_VNODES) {
		struct vnode *vnode = &vnodes[(*index)++];

		if (vnode->references > 0 && vnode->mount == mount && !vnode_is_lost(vnode))
			return vnode;
	}
	return NULL;
}

void
vnode_lose(struct vnode *vnode)
{
	if (!vnode->is_hidden)
		vnode_hide(vnode);
	vnode->ino = LOST_INO;
}

int
vnode_is_lost(const struct vnode *vnode)
{
	return vnode->mount != NULL && vnode->ino == LOST_INO;
}

u32
vnode_kind(const struct vnode *vnode)
{
	return vnode->mode & S_IFMT;
}

int
vnode_mount_is_busy(const struct mount *mount)
{
	for (const struct vnode *vnode = vnodes; vnode < vnodes + NR_VNODES; vnode++)
		if (vnode->references > 0 && vnode->mount == mount &&
		    (vnode != mount->root || vnode->references > 1))
			return 1;
	return 0;
}
