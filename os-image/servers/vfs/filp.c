/*
 * Open file descriptions: what open() makes and dup() and fork() share. When
 * the last use of one ends, a device is told, and the description stays until
 * the driver has answered; whoever closed it waits for that.
 */
#include <string.h>
#include <proto/block.h>
#include <proto/char.h>
#include <libsys/panic.h>

#include "vfs.h"

static struct filp filps[NR_FILPS];
static u32 next_index; /* where to begin to look for a free one */
static u32 in_use;     /* those that close included */

struct filp *
filp_new(const struct fproc *process, struct vnode *vnode, u32 flags)
{
	if (in_use >= NR_FILPS - (fproc_is_root(process) ? 0 : FILPS_FOR_ROOT))
		return NULL;
	for (u32 tries = 0; tries < NR_FILPS; tries++) {
		struct filp *filp = &filps[next_index];

		next_index = (next_index + 1) % NR_FILPS;
		if (filp->references > 0 || filp->close.done != NULL)
			continue;
		in_use++;
		memset(filp, 0, sizeof(*filp));
		filp->references = 1;
		filp->flags = flags & (O_ACCMODE | O_APPEND | O_NONBLOCK | O_SYNC);
		filp->vnode = vnode;
		return filp;
	}
	return NULL;
}

struct filp *
filp_next_of(const struct driver *driver, u32 *index)
{
	while (*index < NR_FILPS) {
		struct filp *filp = &filps[(*index)++];

		if (filp->references > 0 && filp->driver == driver &&
		    filp->driver_ep == driver->endpoint)
			return filp;
	}
	return NULL;
}

struct filp *
filp_ref(struct filp *filp)
{
	filp->references++;
	return filp;
}

int
filp_can_read(const struct filp *filp)
{
	return (filp->flags & O_ACCMODE) != O_WRONLY;
}

int
filp_can_write(const struct filp *filp)
{
	return (filp->flags & O_ACCMODE) != O_RDONLY;
}

static void
device_closed(struct errand *errand)
{
	struct filp *filp = (struct filp *)(void *)((u8 *)errand - offsetof(struct filp, close));
	struct fproc *closer = filp->closer;

	errand->done = NULL;
	in_use--;
	if (closer == NULL)
		return;
	ASSERT(closer->closing > 0);
	if (--closer->closing > 0)
		return;
	if (closer->suspension == ON_CLOSE)
		fproc_resume(closer, 0);
	else
		fproc_settled(closer);
}

static void
close_device(struct filp *filp, struct fproc *closer)
{
	filp->close.target = filp->driver_ep;
	filp->close.type = S_ISBLK(filp->vnode->mode) ? BLOCK_CLOSE : CHAR_CLOSE;
	filp->close.number = filp->minor;
	filp->close.done = device_closed;
	filp->closer = closer;
	if (closer != NULL)
		closer->closing++;
	errand_send(&filp->driver->lane, &filp->close);
}

void
filp_put(struct filp *filp, struct fproc *closer)
{
	ASSERT(filp->references > 0);
	if (--filp->references > 0)
		return;
	if (filp->is_pipe_end)
		pipe_closed(filp);
	if (filp->driver != NULL && filp->driver_ep == filp->driver->endpoint)
		close_device(filp, closer);
	else
		in_use--;
	vnode_put(filp->vnode);
}
