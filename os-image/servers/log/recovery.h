/*
 * The log outlives its server: the ring lies in memory that RS lets the next instance
 * find again (K_VM_KEEP), with marks of how far it was written.
 */
#ifndef LOG_RECOVERY_H
#define LOG_RECOVERY_H

#include "ring.h"

/*
 * The ring to be used from now on, with what the instance before has left; *fetched is how
 * far that had the kernel's log, or 0. Without the memory, which is said, it is a ring that
 * ends with this instance.
 */
struct ring *recovery_open(u32 *fetched);

/* To be called when the ring has grown: what was written counts from now on. */
void recovery_mark(u32 fetched);

#endif
