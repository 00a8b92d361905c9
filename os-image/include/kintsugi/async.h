/*
 * Asynchronous send. A system process has one table of outgoing messages in
 * its own memory; IPC_SENDA(count, table) declares it and makes the kernel look
 * through it. An entry that can't be delivered at once stays pending and is
 * delivered when its target receives. The kernel writes result and sets
 * ASYNC_DONE; with ASYNC_NOTIFY the sender then gets a notification from
 * EP_ASYNC. An entry's message must not be changed while it is pending.
 * IPC_SENDA(0, anything) withdraws the table, and so does the kernel (-EFAULT,
 * when it notices in the trap) once it can't read or write an entry. -EINVAL:
 * too many entries.
 */
#ifndef KINTSUGI_ASYNC_H
#define KINTSUGI_ASYNC_H

#include <kintsugi/message.h>

#define ASYNC_VALID 1u  /* the sender filled this entry */
#define ASYNC_DONE 2u   /* the kernel is finished with it; result holds */
#define ASYNC_NOTIFY 4u /* tell the sender when done */

#define ASYNC_MAX_ENTRIES 384

struct async_entry {
	u32 flags;
	endpoint_t target;
	s32 result; /* 0, or as send: -EDEADEP, -EPERM (to oneself, too) */
	u32 order; /* of entries for one target the lowest goes first, as numbers that wrap around */
	struct message message;
};

#endif
