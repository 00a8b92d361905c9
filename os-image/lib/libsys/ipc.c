/*
 * The message traps. One stub loads the registers as kintsugi/trap.h lays down;
 * the kernel preserves all but EAX.
 */
#include <kintsugi/trap.h>
#include <libsys/ipc.h>

static int
ipc_trap(enum ipc_trap trap, u32 endpoint_or_count, const void *memory)
{
	int result;

	__asm__ volatile("int %[vector]"
			 : "=a"(result)
			 : "a"(trap), "b"(endpoint_or_count), "c"(memory), [vector] "i"(TRAP_IPC)
			 : "memory", "cc");
	return result;
}

int
ipc_send(endpoint_t destination, const struct message *message)
{
	return ipc_trap(IPC_SEND, (u32)destination, message);
}

int
ipc_receive(endpoint_t source, struct message *message)
{
	return ipc_trap(IPC_RECEIVE, (u32)source, message);
}

int
ipc_sendrec(endpoint_t destination, struct message *message)
{
	return ipc_trap(IPC_SENDREC, (u32)destination, message);
}

int
ipc_notify(endpoint_t destination)
{
	return ipc_trap(IPC_NOTIFY, (u32)destination, NULL);
}

int
ipc_sendnb(endpoint_t destination, const struct message *message)
{
	return ipc_trap(IPC_SENDNB, (u32)destination, message);
}

int
ipc_senda(struct async_entry *table, u32 count)
{
	return ipc_trap(IPC_SENDA, count, table);
}
