/* Requests to the virtual file system server. */
#ifndef LIBC_VFS_CALL_H
#define LIBC_VFS_CALL_H

#include <kintsugi/message.h>
#include <proto/vfs.h>

/*
 * Sends a request whose body is in *m and receives the reply into it. Returns
 * the reply's result, or -1 with errno set: what VFS said, ENOSYS when there is
 * no VFS, EPERM for a process that may not ask it. What did not reach VFS, or
 * what it asks for again, is sent again.
 */
int vfs_call(enum vfs_request request, struct message *m);

#endif
