/*
 * Message passing: one function per trap of kintsugi/trap.h, which says what
 * each may return. All return 0 or a negative error. A wait (send, receive,
 * sendrec) ends with -EINTR when the manager runs a signal handler in the
 * process.
 */
#ifndef LIBSYS_IPC_H
#define LIBSYS_IPC_H

#include <kintsugi/async.h>
#include <kintsugi/message.h>

int ipc_send(endpoint_t destination, const struct message *message);
int ipc_receive(endpoint_t source, struct message *message);
int ipc_sendrec(endpoint_t destination, struct message *message);
int ipc_notify(endpoint_t destination);
int ipc_sendnb(endpoint_t destination, const struct message *message);
int ipc_senda(struct async_entry *table, u32 count);

#endif
