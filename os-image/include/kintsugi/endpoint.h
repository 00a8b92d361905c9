/*
 * Endpoints: the address of a process. An endpoint is a generation and a slot
 * of the process table. The generation counts the lives of the slot, so that a
 * message to a dead process fails instead of reaching its successor.
 */
#ifndef KINTSUGI_ENDPOINT_H
#define KINTSUGI_ENDPOINT_H

#include <kintsugi/types.h>

typedef s32 endpoint_t;

#define ENDPOINT_SLOT_BITS 8
#define NR_PROCS (1 << ENDPOINT_SLOT_BITS)
#define ENDPOINT_MAX_GENERATION 0x3fffff

#define ENDPOINT(generation, slot) ((endpoint_t)(((generation) << ENDPOINT_SLOT_BITS) | (slot)))
#define ENDPOINT_SLOT(ep) ((ep) & (NR_PROCS - 1))
#define ENDPOINT_GENERATION(ep) ((ep) >> ENDPOINT_SLOT_BITS)

/* Generation 0 is never a process; these are its uses. */
#define EP_NONE ENDPOINT(0, 0)
#define EP_ANY ENDPOINT(0, 1)  /* receive: from anyone */
#define EP_SELF ENDPOINT(0, 2) /* kernel calls: the caller */
/* Sources of the kernel's own notifications: */
#define EP_HARDWARE ENDPOINT(0, 3) /* an interrupt */
#define EP_CLOCK ENDPOINT(0, 4)    /* the alarm went off */
#define EP_SYSTEM ENDPOINT(0, 5)   /* a managed process needs its manager: see K_SIG_GET */
#define EP_ASYNC ENDPOINT(0, 6)    /* an asynchronous message was delivered or failed */

/*
 * The boot set has fixed slots. The process manager and the reincarnation
 * server keep their endpoint for as long as the system runs; any other
 * server's is found by label (K_LOOKUP) since it changes with each life.
 */
#define PM_EP ENDPOINT(1, 0)
#define RS_EP ENDPOINT(1, 1)

#endif
