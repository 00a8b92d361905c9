/* Addresses as programs give and take them, and as VFS knows them: in the processor's order. */
#ifndef SOCKET_ADDRESS_H
#define SOCKET_ADDRESS_H

#include <kintsugi/types.h>
#include <sys/socket.h>

/* 0, or -1 with EINVAL (too short, or none) or EAFNOSUPPORT. */
int address_take(const struct sockaddr *address, socklen_t length, u32 *ip, u32 *port);

/* As much of it as there is room for; *length becomes its own. NULL: nobody wants it. */
void address_give(u32 ip, u32 port, struct sockaddr *address, socklen_t *length);

#endif
