/* An examiner of TCP's state. */
#ifndef NET_TEST_TCP_CHECK_H
#define NET_TEST_TCP_CHECK_H

#include "../tcp.h"

/* Fails unless every connection's state is consistent. For between two calls of the stack. */
void tcp_check(struct net *net);

#endif
