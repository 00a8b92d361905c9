/*
 * Mounted file systems. A mount is found (is_ready) once its file server has
 * shown it a root directory; until then, and if that fails, it leaves nothing
 * behind. What is mounted on a directory hides that: mount_topmost.
 */
#include <string.h>
#include "vfs.h"

#define ROOT_SERVER "mfs.root"

struct mount mounts[NR_MOUNTS];

struct vnode *
root_directory(void)
{
	return mounts[0].root;
}

struct vnode *
mount_topmost(struct vnode *vnode)
{
	while (vnode->covered != NULL && vnode->covered->is_ready) {
		struct vnode *root = vnode_ref(vnode->covered->root);

		vnode_put(vnode);
		vnode = root;
	}
	return vnode;
}

static int
device_is_mounted(u32 device)
{
	for (const struct mount *mount = mounts; mount < mounts + NR_MOUNTS; mount++)
		if (mount->server != EP_NONE && mount->device == device)
			return 1;
	return 0;
}

static int
server_is_taken(endpoint_t server)
{
	for (const struct mount *mount = mounts; mount < mounts + NR_MOUNTS; mount++)
		if (mount->server == server && !mount->is_dead)
			return 1;
	return 0;
}

/* The lane of a mount that has ended may have users for a moment still. */
static struct mount *
free_mount(void)
{
	for (struct mount *mount = mounts; mount < mounts + NR_MOUNTS; mount++) {
		const struct lane *lane = &mount->lane;

		if (mount->server == EP_NONE && lane->users + lane->waking == 0 &&
		    lane->parked_first == NULL && lane->errand_first == NULL)
			return mount;
	}
	return NULL;
}

/* Asks the server for its root directory; on an error the mount is free again. */
static s32
bring_up(struct call *call, struct mount *mount)
{
	struct node_info root;
	s32 error = fs_mount(call, mount, &root);

	if (error == 0)
		mount->root = vnode_get(mount, &root);
	if (error == 0 && mount->root == NULL)
		error = -ENFILE;
	if (error < 0) {
		mount->server = EP_NONE;
		return error;
	}
	mount->is_ready = 1;
	recovery_mounted(mount);
	return 0;
}

s32
mount_root(struct call *call)
{
	struct mount *mount = &mounts[0];
	struct driver *driver = driver_of(DEVICE(MAJOR_MEMORY, MINOR_RAMDISK));
	endpoint_t server = recovery_find_server(ROOT_SERVER);

	if (server < 0 || driver_endpoint(driver) < 0)
		return -ENXIO;
	mount->server = server;
	mount->device = DEVICE(MAJOR_MEMORY, MINOR_RAMDISK);
	strlcpy(mount->info.device, "/dev/ram0", sizeof(mount->info.device));
	strlcpy(mount->info.directory, "/", sizeof(mount->info.directory));
	strlcpy(mount->info.label, ROOT_SERVER, sizeof(mount->info.label));
	return bring_up(call, mount);
}

/* The device of a block special file that can be mounted. */
static s32
find_device(struct call *call, const struct vfs_mount *request, u32 *device)
{
	struct vnode *vnode;
	s32 error = walk_path(call, request->device, request->device_length, 0, &vnode);

	if (error < 0)
		return error;
	*device = vnode->device;
	if (vnode_kind(vnode) != S_IFBLK)
		error = -ENOTBLK;
	else if (driver_of(*device) == NULL)
		error = -ENXIO;
	vnode_put(vnode);
	return error;
}

/* Where a file system can be mounted: on a directory that is not the root of one. */
static s32
find_place(struct call *call, const struct vfs_mount *request, struct vnode **place)
{
	struct vnode *vnode;
	s32 error = walk_path(call, request->directory, request->directory_length, 0, &vnode);

	if (error < 0)
		return error;
	if (vnode_kind(vnode) != S_IFDIR)
		error = -ENOTDIR;
	else if (vnode->covered != NULL || vnode == vnode->mount->root)
		error = -EBUSY;
	if (error < 0)
		vnode_put(vnode);
	else
		*place = vnode;
	return error;
}

/* A text of the caller's, cut to what fits; 0 or an error. */
static s32
copy_text(const struct fproc *process, char *text, u32 size, u32 address, u32 length)
{
	u32 taken = length < size ? length : size - 1;
	s32 error = fproc_copy_in(process, text, address, taken);

	text[error < 0 ? 0 : taken] = '\0';
	return error;
}

static s32
describe(const struct fproc *process, const struct vfs_mount *request, struct mount_info *info)
{
	s32 error;

	memset(info, 0, sizeof(*info));
	if (request->label_length == 0 || request->label_length >= LABEL_LEN)
		return -EINVAL;
	error = copy_text(process, info->label, sizeof(info->label), request->label,
			  request->label_length);
	if (error == 0)
		error = copy_text(process, info->device, sizeof(info->device), request->device,
				  request->device_length);
	if (error == 0)
		error = copy_text(process, info->directory, sizeof(info->directory),
				  request->directory, request->directory_length);
	info->flags = request->flags & MS_RDONLY;
	return error;
}

static s32
mount_on(struct call *call, struct vnode *place, u32 device, const struct mount_info *info)
{
	endpoint_t server = recovery_find_server(info->label);
	struct mount *mount = free_mount();
	s32 error;

	if (server < 0)
		return -ENXIO;
	if (server_is_taken(server) || device_is_mounted(device))
		return -EBUSY;
	if (mount == NULL)
		return -ENFILE;
	mount->server = server;
	mount->is_dead = 0;
	mount->recovery = (struct mount_recovery){0};
	mount->is_ready = 0;
	mount->lane.is_mute = 0;
	mount->device = device;
	mount->flags = info->flags;
	mount->info = *info;
	mount->covers = place;
	place->covered = mount;
	error = bring_up(call, mount);
	if (error < 0) {
		place->covered = NULL;
		mount->covers = NULL;
	}
	return error;
}

s32
do_mount(struct call *call)
{
	const struct vfs_mount *request = MESSAGE_BODY(&call->message, const struct vfs_mount);
	struct mount_info info;
	struct vnode *place;
	u32 device = 0;
	s32 error;

	if (!fproc_is_root(call->process))
		return -EPERM;
	error = describe(call->process, request, &info);
	if (error == 0)
		error = find_device(call, request, &device);
	if (error == 0)
		error = find_place(call, request, &place);
	if (error < 0)
		return error;
	error = mount_on(call, place, device, &info);
	if (error < 0)
		vnode_put(place);
	return error;
}

static void
take_down(struct mount *mount)
{
	struct vnode *place = mount->covers;

	vnode_put(mount->root);
	mount->root = NULL;
	mount->covers = NULL;
	mount->server = EP_NONE;
	mount->recovery = (struct mount_recovery){0};
	place->covered = NULL;
	vnode_put(place);
}

/*
 * While this is under way nobody finds the way into the mount. Files that were
 * closed just now are freed first.
 */
static s32
unmount(struct call *call, struct mount *mount)
{
	s32 error = lane_enter(call, &mount->lane);

	if (error < 0)
		return error;
	if (mount->covers == NULL || vnode_mount_is_busy(mount))
		return -EBUSY;
	mount->is_ready = 0;
	errands_wait(&mount->lane);
	error = vnode_mount_is_busy(mount) ? -EBUSY : fs_unmount(call, mount);
	if (error < 0 && !(mount->is_dead && error == -EIO)) {
		mount->is_ready = 1;
		return error;
	}
	take_down(mount);
	return 0;
}

s32
do_unmount(struct call *call)
{
	const struct vfs_path *request = MESSAGE_BODY(&call->message, const struct vfs_path);
	struct vnode *vnode;
	struct mount *mount;
	s32 error;

	if (!fproc_is_root(call->process))
		return -EPERM;
	error = walk_path(call, request->path, request->path_length, 0, &vnode);
	if (error < 0)
		return error;
	mount = vnode->mount;
	if (vnode != mount->root)
		error = -EINVAL;
	vnode_put(vnode);
	return error < 0 ? error : unmount(call, mount);
}

s32
do_mount_info(struct call *call)
{
	const struct vfs_mount_info *request =
		MESSAGE_BODY(&call->message, const struct vfs_mount_info);
	u32 index = request->index;

	FOR_EACH_MOUNT(mount)
		if (index-- == 0)
			return fproc_copy_out(call->process, &mount->info, request->buffer,
					      sizeof(mount->info));
	return -EINVAL;
}
