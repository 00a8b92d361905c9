/* Inside the PCI server. See proto/pci.h for what it does. */
#ifndef PCI_SERVER_H
#define PCI_SERVER_H

#include <libsys/event_loop.h>

#define SERVER_THREADS 4u /* so many functions can be reset at once */
#define SERVER_STACK_BYTES (16u * 1024u)

/* ---- requests.c: handlers of the requests of the same names ---- */

request_handler do_function, do_bar, do_read, do_write, do_reset, do_resources, do_list;

/* ---- owner.c: whose a function is, as the kernel says now ---- */

/* Number `index` of the caller's functions that answer; -ENOENT: it has no more. */
s32 owner_function(endpoint_t caller, u32 index);

int owner_has(endpoint_t caller, u32 function);

#endif
