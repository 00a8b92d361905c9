/*
 * Kept memory: frames that belong to a label and not to a process, so that what a
 * component has there is still there for its next instance. Its manager says how much
 * a label may have (privilege.keep_pages), and ends it.
 */
#ifndef KERNEL_RECOVERY_KEEP_H
#define KERNEL_RECOVERY_KEEP_H

#include "proc.h"

/*
 * Maps what p's label keeps; zeroed frames when that is nothing yet, or was of another
 * length. The address, or -EPERM (more than it may have), -EBUSY (mapped already),
 * -EINVAL, -ENOMEM.
 */
s32 keep_map(struct proc *p, u32 length);

/* Frees what a label keeps. -ENOENT: nothing; -EBUSY: whoever maps it is alive. */
s32 keep_free(const char *label);

#endif
