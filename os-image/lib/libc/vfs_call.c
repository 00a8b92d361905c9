/*
 * Requests to the virtual file system server; see the header. The server is
 * found by its label, and looked up again when the one that was known is gone.
 */
#include "vfs_call.h"

#include <errno.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>

#include "signal/restart.h"

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

/* A handler ended it: is it a call that goes on after such a handler? */
static int
is_restarted(enum vfs_request request, unsigned interruptions)
{
	return request != VFS_POLL && interrupting_handlers == interruptions;
}

int
vfs_call(enum vfs_request request, struct message *m)
{
	unsigned interruptions = interrupting_handlers;
	struct message kept;
	int is_again;
	int result;

	m->type = request;
	kept = *m;
	/* Ends: each turn stands for a signal handler that ran to its end. */
	do {
		result = exchange(&kept, m);
		is_again = result == -EINTR;
		if (result == 0) {
			result = MESSAGE_BODY(m, struct vfs_reply)->result;
			is_again = result == -ERESTART ||
				   (result == -EINTR && is_restarted(request, interruptions));
		}
	} while (is_again);
	if (result >= 0)
		return result;
	errno = -result;
	return -1;
}
