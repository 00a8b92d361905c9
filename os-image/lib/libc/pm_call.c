/* Requests to the process manager; see the header. */
#include "pm_call.h"

#include <errno.h>
#include <libsys/ipc.h>

int
pm_waiting_call(enum pm_request request, struct message *m)
{
	int result;

	m->type = request;
	result = ipc_sendrec(PM_EP, m);
	if (result == 0)
		result = MESSAGE_BODY(m, struct pm_reply)->result;
	if (result < 0) {
		errno = -result;
		return -1;
	}
	return result;
}

int
pm_call(enum pm_request request, struct message *m)
{
	int error = errno;
	int result;

	/* Ends: each turn stands for a signal handler that ran to its end. */
	do {
		errno = 0;
		result = pm_waiting_call(request, m);
	} while (result < 0 && errno == EINTR);
	if (result >= 0)
		errno = error;
	return result;
}
