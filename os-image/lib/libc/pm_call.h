/* Requests to the process manager. */
#ifndef LIBC_PM_CALL_H
#define LIBC_PM_CALL_H

#include <kintsugi/message.h>
#include <proto/pm.h>

/*
 * Sends a request whose body is in *m and receives the reply into it. Returns
 * the reply's result, or -1 with errno set. An -EINTR of the trap means that
 * the request never reached PM, and it is sent again.
 */
int pm_call(enum pm_request request, struct message *m);

/* The same for the requests that may wait: EINTR is the result of a handler. */
int pm_waiting_call(enum pm_request request, struct message *m);

#endif
