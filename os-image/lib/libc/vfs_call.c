/*
 * Requests to the virtual file system server; see the header. The server is
 * found by its label, and looked up again when the one that was known is gone.
 */
#include "vfs_call.h"

#include <errno.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>

#define VFS_LABEL "vfs"
/* Lives of VFS that one request may outlive. */
#define LIVES_MAX 3

static endpoint_t vfs = EP_NONE;

/* One request and its reply; 0, or the trap's error. */
static int
exchange(const struct message *request, struct message *m)
{
	int error = -EDEADEP;

	for (int lives = 0; lives < LIVES_MAX && error == -EDEADEP; lives++) {
		if (vfs == EP_NONE) {
			endpoint_t found = sys_lookup(VFS_LABEL);

			if (found < 0)
				return -ENOSYS;
			vfs = found;
		}
		*m = *request;
		error = ipc_sendrec(vfs, m);
		if (error == -EDEADEP)
			vfs = EP_NONE;
	}
	return error;
}

int
vfs_call(enum vfs_request request, struct message *m)
{
	struct message kept;
	int result;

	m->type = request;
	kept = *m;
	for (;;) {
		result = exchange(&kept, m);
		/* Ends: each turn stands for a signal handler that ran to its end. */
		if (result == -EINTR)
			continue;
		if (result == 0)
			result = MESSAGE_BODY(m, struct vfs_reply)->result;
		if (result != -ERESTART)
			break;
	}
	if (result >= 0)
		return result;
	errno = -result;
	return -1;
}
