/* The layout of the stack: what each protocol keeps, in one place. */
#ifndef NET_NET_INTERNAL_H
#define NET_NET_INTERNAL_H

#include "stack.h"
#include "tcp.h"

#endif
