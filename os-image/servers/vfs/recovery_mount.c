/*
 * A file server's fresh instance. It mounts the file system again, and then knows
 * as much as the one before: its protocol names inodes and has no open files, so
 * what is open stays open. Each file in use is looked for. One that is gone, since
 * the dead server had not written it to the disk yet, is lost: whatever is asked of
 * it is EIO, until it is closed. A file that has no name any more but is open is
 * found like all others, as long as its inode is on the disk.
 *
 * An instance that remembers (FS_REMEMBERS) has all that the dead one had done, on the
 * disk or not, and its answers. Then no file is lost, and every request under way is
 * sent again: what was done already is not done twice.
 *
 * Otherwise blocks that the dead server had not written back are lost, and with them the
 * latest changes of files. Requests that can be done twice are sent again, and so are those
 * that the dead one never got or gave back. Others end with EIO: they may have been
 * done, in part, or not.
 */
#include <stdio.h>
#include <libsys/kcall.h>
#include <libsys/recovery.h>

#include "vfs.h"

#define REMOUNT_DEADLINE_US (10u * 1000u * 1000u)

static request_completion mounted;
static void look_for_next(struct mount *mount);

int
recovery_names_lost(const struct message *m)
{
	return m->type != FS_MOUNT && m->type != FS_UNMOUNT &&
	       MESSAGE_BODY(m, const struct fs_ino)->ino == LOST_INO;
}

/* ---- sending again ---- */

static const struct mount *resending; /* what prepare_request is about */

static int
can_be_done_twice(const struct message *m)
{
	switch (m->type) {
	case FS_LOOKUP:
	case FS_NODE:
	case FS_READLINK:
	case FS_READ:
	case FS_GETDENTS:
	case FS_STAT:
	case FS_STATVFS:
	case FS_SETATTR:
	case FS_RELEASE:
		return 1;
	case FS_WRITE:
		return !(MESSAGE_BODY(m, const struct fs_transfer)->flags & FS_APPEND);
	default:
		return 0;
	}
}

/* What is asked of a file by a call that has it in use. */
static int
is_about_open_file(const struct message *m)
{
	return m->type == FS_READ || m->type == FS_WRITE || m->type == FS_GETDENTS ||
	       m->type == FS_STAT || m->type == FS_SETATTR;
}

static s32
prepare_request(u32 id, int was_begun, struct message *m)
{
	u32 ino = MESSAGE_BODY(m, const struct fs_ino)->ino;

	(void)id;
	if (is_about_open_file(m) && vnode_find(resending, ino) == NULL)
		return -EIO;
	return was_begun && !resending->recovery.remembers && !can_be_done_twice(m) ? -EIO : 0;
}

static void
use_successor(struct mount *mount)
{
	struct mount_recovery *recovery = &mount->recovery;
	endpoint_t old = mount->server;

	mount->server = recovery->successor;
	mount->is_dead = 0;
	recovery->successor = EP_NONE;
	recovery_uses(mount->info.label, mount->server, recovery->cause);
	errands_move(&mount->lane, old, mount->server);
	resending = mount;
	(void)request_resend_all(old, mount->server, recovery->cause, prepare_request);
}

/* ---- making ready ---- */

static u32
requests_under_way(void)
{
	u32 count = 0;

	FOR_EACH_MOUNT(mount)
		count += mount->recovery.request != 0;
	return count;
}

/* Asks the instance that is made ready; how that ends is `answered`'s. */
static void
ask(struct mount *mount, const struct message *message, request_completion *answered)
{
	s32 id = request_start(mount->recovery.asked, message,
			       sys_uptime_us() + REMOUNT_DEADLINE_US, REQUEST_COMPLAIN, answered,
			       mount);

	mount->recovery.request = id > 0 ? (u32)id : 0; /* or it is dead already */
}

/* Begins with all that have a successor which was not asked yet, as far as there is room. */
static void
begin(void)
{
	FOR_EACH_MOUNT(mount) {
		struct mount_recovery *recovery = &mount->recovery;
		struct message message;

		if (recovery->request != 0 || recovery->successor == EP_NONE ||
		    recovery->asked == recovery->successor || requests_under_way() == REMOUNTS_MAX)
			continue;
		recovery->asked = recovery->successor;
		fs_fill_mount(mount, &message);
		MESSAGE_BODY(&message, struct fs_mount)->flags |= FS_SUCCESSOR;
		ask(mount, &message, mounted);
	}
}

/*
 * Of the reply of a successor: its status, or why the try ends here. An instance
 * that died, goes or is silent is followed by another one: -EMOVED, and nothing is
 * to be done until that is told of.
 */
static s32
outcome(struct mount *mount, u32 id, s32 status, const struct message *reply)
{
	struct mount_recovery *recovery = &mount->recovery;

	if (recovery->request != id)
		return -EMOVED; /* it was unmounted or given up meanwhile */
	recovery->request = 0;
	if (recovery->asked != recovery->successor || status < 0 ||
	    MESSAGE_BODY(reply, const struct reply_head)->status == -EMOVED)
		return -EMOVED;
	return reply_status(reply->source, reply);
}

/* What is asked of the file system is EIO until a driver or another instance makes up for it. */
static void
fail(struct mount *mount, s32 error)
{
	printf("vfs: %s is back and can't mount %s: error %d\n", mount->info.label,
	       mount->info.directory, -error);
	mount->is_dead = 1;
	request_endpoint_gone(mount->server);
}

/* Both have died: requests stay held until recovery_try_mounts. */
static int
waits_for_driver(const struct mount *mount, s32 status)
{
	return status == -ENXIO && driver_of(mount->device)->is_followed;
}

static void
mounted(u32 id, s32 status, const struct message *reply, void *context)
{
	struct mount *mount = context;
	struct node_info root;

	status = outcome(mount, id, status, reply);
	if (status >= 0)
		status = fs_take_node(mount, reply, S_IFDIR, &root);
	if (status >= 0 && root.ino != mount->root->ino)
		status = breach(reply->source, COMPLAINT_DATA, "another root directory",
				"the one it had");
	if (status >= 0) {
		mount->recovery.remembers =
			MESSAGE_BODY(reply, const struct fs_node_reply)->flags & FS_REMEMBERS;
		mount->recovery.next_vnode = 0;
		look_for_next(mount);
	} else if (status != -EMOVED && !waits_for_driver(mount, status)) {
		fail(mount, status);
	}
	begin();
}

/* ---- files in use ---- */

/*
 * What has no name there, and has one here, lost it by a request whose answer is on its
 * way; or, without memory, it is what the inode was before: that it was freed and used anew
 * was not written yet.
 */
static void
refresh(struct vnode *vnode, const struct message *reply)
{
	const struct fs_node_reply *node = MESSAGE_BODY(reply, const struct fs_node_reply);
	int is_other = node->links == 0 && !vnode->is_unlinked &&
		       !vnode->mount->recovery.remembers;

	if (node->ino != vnode->ino || (node->mode & S_IFMT) != vnode_kind(vnode) ||
	    node->size < 0 || is_other) {
		vnode_lose(vnode);
		return;
	}
	vnode->is_unlinked = node->links == 0;
	vnode->mode = node->mode & (S_IFMT | 07777);
	vnode->uid = node->uid;
	vnode->gid = node->gid;
	vnode->size = node->size;
}

/* The vnode is in use for the time, so that nobody unmounts the file system meanwhile. */
static void
looked(u32 id, s32 status, const struct message *reply, void *context)
{
	struct mount *mount = context;
	struct vnode *vnode = mount->recovery.looked_for;

	status = outcome(mount, id, status, reply);
	if (status >= 0)
		refresh(vnode, reply);
	else if (status == -EINVAL)
		vnode_lose(vnode);
	vnode_put(vnode);
	if (status != -EMOVED)
		look_for_next(mount);
	begin();
}

/* What is being freed is up to the request that does it, which is sent again or was done. */
static struct vnode *
next_to_look_for(struct mount *mount)
{
	struct vnode *vnode;

	do
		vnode = vnode_next_of(mount, &mount->recovery.next_vnode);
	while (vnode != NULL && vnode->is_hidden && mount->recovery.remembers);
	return vnode;
}

static void
look_for_next(struct mount *mount)
{
	struct vnode *vnode = next_to_look_for(mount);
	struct message message = {.type = FS_NODE};

	if (vnode == NULL) {
		use_successor(mount);
		return;
	}
	mount->recovery.looked_for = vnode_ref(vnode);
	MESSAGE_BODY(&message, struct fs_ino)->ino = vnode->ino;
	ask(mount, &message, looked);
	if (mount->recovery.request == 0)
		vnode_put(vnode);
}

/* ---- what begins it ---- */

void
recovery_follow_server(struct mount *mount, endpoint_t endpoint, u32 cause)
{
	struct mount_recovery *recovery = &mount->recovery;

	recovery->is_followed = 1;
	if (mount->server == endpoint && !mount->is_dead)
		return;
	if (recovery->successor == EP_NONE)
		recovery->cause = cause;
	recovery->successor = endpoint;
	begin();
}

void
recovery_mounted(struct mount *mount)
{
	endpoint_t endpoint = mount->server;
	u32 cause = 0;

	mount->recovery.is_followed = (u32)recovery_is_told(mount->info.label, &endpoint, &cause);
	recovery_uses(mount->info.label, mount->server, 0);
	if (endpoint != mount->server)
		recovery_follow_server(mount, endpoint, cause);
}

void
recovery_try_mounts(const struct driver *driver)
{
	FOR_EACH_MOUNT(mount)
		if (mount->recovery.request == 0 && driver_of(mount->device) == driver)
			mount->recovery.asked = EP_NONE;
	begin();
}

void
recovery_abandon_mounts(const struct driver *driver)
{
	FOR_EACH_MOUNT(mount)
		if (mount->recovery.successor != EP_NONE && mount->recovery.request == 0 &&
		    driver_of(mount->device) == driver && !mount->is_dead)
			fail(mount, -ENXIO);
}
