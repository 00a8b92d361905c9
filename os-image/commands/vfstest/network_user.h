/* What the tests of sockets share: making them, and telling the network server what to do. */
#ifndef NETWORK_USER_H
#define NETWORK_USER_H

#include <netinet/in.h>

#include "network.h"
#include "vfstest.h"

/* Plays the network server in place of the real one. If it dies it stays dead. */
void start_network(void);
/* The same, but one that dies is followed by another. */
void start_restarted_network(void);
void stop_network(void);
/* A socket of that type, or the test fails. */
int new_socket(int type);
/* An address of this machine. */
struct sockaddr_in at_port(unsigned port);
int connect_to(int fd, unsigned port);
/* Has the network server do what the request says: its result. */
int control(int fd, unsigned long request, u32 argument);
/* Waits until so many requests wait at the network server. */
void await_waiting(int fd, int count);

#endif
